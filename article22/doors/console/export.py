"""`article22 export`: a case with its proof, for whoever must check it elsewhere."""

from argparse import Namespace
from pathlib import Path
from typing import Any

from article22.doors.console.connecting import acting_as_system
from article22.doors.console.printing import add_command, add_json, print_json


def describe(commands: Any) -> None:
    """Declare the commands and their options."""
    parser = add_command(commands, "export", "a record with its proof, as one file")
    parts = parser.add_subparsers(required=True, metavar="COMMAND", title="commands")
    case = add_command(parts, "case", "a case: record, receipts, instructions, and a signed list of every file")
    case.add_argument("number", help="its number: 26-0418")
    case.add_argument("--out", type=Path, required=True, help="where to write the ZIP")
    add_json(case)
    case.set_defaults(run=run_case)


def run_case(options: Namespace) -> int:
    """Write the ZIP, and say how to check it."""
    with acting_as_system() as (_, actor):
        from article22.procedures.exporting import export_case
        from article22.threshold.clock import now

        case, content = export_case(options.number, by=actor, at=now())
    options.out.write_bytes(content)
    if options.json:
        print_json({"case": case.number, "file": f"{options.out}", "bytes": len(content)})
    else:
        print(f"Case {case.number} is in {options.out}. Check it anywhere with: python3 tools/verify_receipt.py {options.out}")
    return 0
