"""A pack's files, read into its tables. An unknown, missing or bad field is refused by name."""

import json
import tomllib
from collections.abc import Mapping
from importlib.resources.abc import Traversable
from typing import Any

from pydantic import ValidationError

from article22.contexts.directory.packs.tables import Pack
from article22.kernel.refusal import Refusal
from article22.kernel.text import Text


class BadPack(Refusal):
    """A pack that cannot be used."""


FILES = ("pack", "contacts", "offices", "rulebooks", "findings", "calendars")


def read_pack(folder: Traversable) -> Pack:
    """The pack that a folder holds. Raises BadPack, which names the file and the field."""
    content: dict[str, Any] = {name: _parsed(folder, f"{name}.toml") for name in FILES}
    for outline in ("region", "outline"):
        table = content["pack"].get(outline)
        file = table.get("file") if isinstance(table, dict) else None
        if isinstance(file, str):
            features = _parsed(folder, file).get("features")
            if not features:
                raise BadPack(Text("pack.no-features", "{file} holds no GeoJSON features. Restore it from the release.", file=file))
            content[outline] = features
    return pack_of(content)


def pack_of(content: Mapping[str, Any]) -> Pack:
    """The pack that was read from files, or kept in the database."""
    try:
        return Pack.model_validate(content)
    except ValidationError as fault:
        first = fault.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        code = {"extra_forbidden": "pack.unknown-field", "missing": "pack.missing-field"}.get(first["type"], "pack.bad-value")
        raise BadPack(Text(code, "The pack cannot be used: {where}: {what}. Correct that field.", where=where, what=first["msg"])) from None


def _parsed(folder: Traversable, name: str) -> dict[str, Any]:
    try:
        text = (folder / name).read_text("utf-8")
        parsed: dict[str, Any] = json.loads(text) if name.endswith("json") else tomllib.loads(text)
    except (FileNotFoundError, NotADirectoryError):
        raise BadPack(Text("pack.missing-file", "The pack has no file {name}. Restore it from the release.", name=name)) from None
    except (ValueError, UnicodeDecodeError) as fault:
        raise BadPack(Text("pack.unreadable", "{name} cannot be read: {fault}. Correct it.", name=name, fault=str(fault))) from None
    return parsed
