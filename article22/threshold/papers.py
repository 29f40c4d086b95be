"""What is printed: PDF made from data alone, with our own fonts and no other, the same bytes for the same data."""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst

HERE = Path(__file__).parent
SANS = ("Article 22 Sans", "Article 22 Sans Arabic")
MONO = ("Article 22 Mono",)


def print_pdf(source: Path, name: str, content: Mapping[str, Any], *, at: datetime) -> bytes:
    """A PDF by a typst source, which reads its data under a name."""
    made = typst.compile(source.read_bytes(), format="pdf", font_paths=_fonts(), sys_inputs={name: json.dumps(content, ensure_ascii=False)},
                         timestamp=int(at.timestamp()))
    assert isinstance(made, bytes)
    return made


@cache
def _fonts() -> typst.Fonts:
    """So that a paper looks alike wherever it is made."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[HERE / "fonts"])
