"""Names of files: what is kept of the name that a file came with."""

import unicodedata
from collections.abc import Sequence

LONGEST_NAME = 120
LEFT_OUT = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})  # controls, direction marks, halves of pairs, what is no letter at all
UNWANTED = str.maketrans(dict.fromkeys('<>:"|?*;\\/%', "_"))
RESERVED = frozenset({"con", "prn", "aux", "nul", *(f"{port}{digit}" for port in ("com", "lpt") for digit in range(1, 10))})
UNNAMED = "file"


def bare_name(given: str) -> str:
    """A name without its path, and without what cannot be seen; empty where nothing is left."""
    bare = given.replace("\\", "/").rpartition("/")[2]
    seen = "".join(letter for letter in unicodedata.normalize("NFC", bare) if unicodedata.category(letter) not in LEFT_OUT)
    return " ".join(seen.translate(UNWANTED).split()).strip(". ")


def clean_name(given: str, endings: Sequence[str]) -> str:
    """A bare name with an ending of its kind, the first where it had none of them: whoever opens it opens what it is."""
    name = bare_name(given)
    ending = ending_of(name)
    stem = name[:-len(ending) - 1] if ending in endings else name
    stem = stem[:LONGEST_NAME].strip(". ")
    if not any(letter.isalnum() for letter in stem):
        stem = UNNAMED
    return f"{'_' if stem.partition('.')[0].strip().casefold() in RESERVED else ''}{stem}.{ending if ending in endings else endings[0]}"


def ending_of(name: str) -> str:
    """What stands after the last point, in small letters."""
    return name.rpartition(".")[2].casefold() if "." in name else ""
