"""`article22 check-wall`: whether the numbers and addresses that hang somewhere are still right."""

from argparse import Namespace
from pathlib import Path
from typing import Any

from article22.contexts.directory.rules.walls import findings_of, marks_of
from article22.doors.console.answering import answering
from article22.doors.console.printing import add_command, add_json, print_json
from article22.ground.files.rules.reading import LARGEST_TEXT, text_of
from article22.kernel.refusal import NotUnderstood
from article22.kernel.text import Text


def describe(commands: Any) -> None:
    """Declare the command's options."""
    parser = add_command(commands, "check-wall", "mark every number and address in a file as current, superseded or unknown; nothing is kept")
    parser.add_argument("file", help="a text, a list, a vCard or a PDF")
    add_json(parser)
    parser.set_defaults(run=run)


def run(options: Namespace) -> int:
    """Print a line for each: as it stands in the text, its mark, and why."""
    text = text_of(_read(options.file), Path(options.file).name)
    with answering() as here:
        marks = marks_of(text, here.directory)
    if options.json:
        print_json(findings_of(marks))
    elif marks:
        print("\n".join(f"{' '.join(mark.text.split())}: {mark.mark.label}. {mark.why}" for mark in marks))
    else:
        print("No telephone number, mail address, web site or postal address was found in it.")
    return 0


def _read(path: str) -> bytes:
    try:
        with Path(path).open("rb") as file:
            return file.read(LARGEST_TEXT + 1)
    except (OSError, ValueError) as fault:
        raise NotUnderstood(Text("file.unreadable", "{path} cannot be read: {fault}.", path=path, fault=f"{fault}")) from None
