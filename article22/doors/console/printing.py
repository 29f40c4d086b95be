"""How the commands print: a sentence for a person, JSON for a program."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from typing import Any

from article22.contexts.directory.rules.terms import Finding, Severity
from article22.kernel.refusal import Refusal


def add_command(commands: Any, name: str, purpose: str) -> ArgumentParser:
    """A command, with its purpose in the list of commands and on its own help page."""
    parser: ArgumentParser = commands.add_parser(name, help=purpose, description=f"{purpose[0].upper()}{purpose[1:]}.".replace("?.", "?"))
    return parser


def add_json(parser: ArgumentParser) -> None:
    """The option that every command has which a program may read."""
    parser.add_argument("--json", action="store_true", help="print JSON, for a program")


def print_json(content: Any) -> None:
    """One JSON document."""
    print(json.dumps(content, ensure_ascii=False, indent=2))


def print_refusal(refusal: Refusal, *, as_json: bool) -> None:
    """What was refused, why, and what to do instead."""
    if as_json:
        print_json({"refused": {"code": refusal.code, "text": str(refusal)}})
    else:
        print(refusal, file=sys.stderr)


def print_findings(findings: Sequence[Finding], *, as_json: bool, all_well: str) -> int:
    """What a check found. 1 where a finding is an error."""
    ok = not any(finding.severity is Severity.ERROR for finding in findings)
    if as_json:
        print_json({"ok": ok, "findings": [
            {"code": finding.code, "severity": finding.severity.value, "where": finding.where, "text": str(finding.text)} for finding in findings]})
    else:
        for finding in findings:
            print(f"{finding.severity}: {finding.where}: {finding.text}")
        print(all_well if ok else "Something is not well: see the errors above.")
    return 0 if ok else 1
