"""`article22 verify` and `article22 receipt`: the journal checked, and what its holder can check without us."""

import json
from argparse import Namespace
from pathlib import Path
from typing import Any
from uuid import UUID

from article22.doors.console.clock import machine_now
from article22.doors.console.connecting import acting_as_system
from article22.doors.console.printing import add_command, add_json, print_json
from article22.kernel.refusal import NotUnderstood
from article22.kernel.text import Text


def describe(commands: Any) -> None:
    """Declare the commands and their options."""
    verify = add_command(commands, "verify", "check every entry of the journal, every seal and every signature")
    verify.add_argument("--checkpoint", action="append", default=[], metavar="FILE",
                        help="a signed checkpoint that was kept elsewhere; may be repeated")
    add_json(verify)
    verify.set_defaults(run=run_verify)
    receipt = add_command(commands, "receipt", "write the receipt of an entry, with its proof once it is sealed")
    receipt.add_argument("entry", help="the entry's id")
    receipt.add_argument("--out", required=True, metavar="FILE", help="where to write it")
    receipt.add_argument("--size", type=int, help="prove it under the checkpoint of that many entries; the newest if left out")
    add_json(receipt)
    receipt.set_defaults(run=run_receipt)
    checkpoint = add_command(commands, "checkpoint", "print the newest signed checkpoint, to be kept elsewhere")
    checkpoint.set_defaults(run=run_checkpoint)


def run_verify(options: Namespace) -> int:
    """Exit 1 where anything is wrong."""
    held = [_read(path) for path in options.checkpoint]
    with acting_as_system() as (environment, actor):
        from article22.ground.journal import queries

        faults = list(queries.list_faults(folder=environment.keys, held=held, machine_now=machine_now(), seen_by=actor))
        seal = queries.get_checkpoint()
    ok = not any(fault.grade == "error" for fault in faults)
    if options.json:
        print_json({"ok": ok, "findings": [
            {"code": fault.code, "severity": fault.grade.value, "where": fault.where, "text": f"{fault.text}"} for fault in faults]})
    else:
        for fault in faults:
            print(f"{fault.grade}: {fault.text}")
        size = seal.size if seal else 0
        print(f"All {size:,} sealed entries are as they were written." if ok else "The journal is not as it was written.")
    return 0 if ok else 1


def run_receipt(options: Namespace) -> int:
    """Write one receipt."""
    try:
        entry = UUID(options.entry)
    except ValueError:
        raise NotUnderstood(Text("entry.unreadable", "{entry} is no entry's id. It stands on the receipt, and in the answer to what was recorded.",
                                 entry=f"“{options.entry[:60]}”")) from None
    with acting_as_system() as (environment, actor):
        from article22.ground.installation.queries import get_origin
        from article22.ground.journal import queries

        receipt = queries.get_receipt(entry, origin=get_origin(), folder=environment.keys, seen_by=actor, size=options.size)
    Path(options.out).write_text(json.dumps(receipt, ensure_ascii=False, indent=1) + "\n", "utf-8")
    if options.json:
        print_json({"entry": f"{entry}", "out": options.out, "sealed": receipt["proof"] is not None})
    else:
        sealed = "with its proof" if receipt["proof"] else "not sealed yet: ask again in a second for the proof"
        print(f"Receipt of {entry} written to {options.out}, {sealed}.")
    return 0


def run_checkpoint(_options: Namespace) -> int:
    """Print the newest checkpoint."""
    with acting_as_system():
        from article22.ground.journal import queries

        seal = queries.get_checkpoint()
    print(seal.note if seal else "Nothing is sealed yet.", end="" if seal else "\n")
    return 0


def _read(path: str) -> str:
    try:
        return Path(path).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        raise NotUnderstood(Text("file.unreadable", "{path} cannot be read: {fault}.", path=path, fault=f"{fault}")) from None
