"""Packs as they are shipped, or stand in a folder: answered from without a database."""

import tomllib
from collections.abc import Mapping
from datetime import date
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from article22.contexts.directory.packs.directories import directory_of
from article22.contexts.directory.packs.files import BadPack, read_pack
from article22.contexts.directory.packs.history import pack_known_on
from article22.contexts.directory.packs.tables import Pack
from article22.contexts.directory.rules.directories import Directory
from article22.contexts.directory.rules.questions import day_of
from article22.kernel.text import Text

SHIPPED = files("article22") / "packs"
PACK = "us"  # one installation serves one receiving State


def get_pack_folder(name: str) -> Traversable:
    """The folder of a shipped pack by its id, or of any pack by its path. Raises BadPack."""
    if name and "/" not in name and (SHIPPED / name / "pack.toml").is_file():
        return SHIPPED / name
    folder = Path(name)
    if not folder.is_dir():
        shipped = ", ".join(sorted(entry.name for entry in SHIPPED.iterdir() if entry.is_dir()))
        raise BadPack(Text("pack.no-folder", "There is no pack {name}: neither shipped ({shipped}) nor a folder.", name=name, shipped=shipped))
    return folder


def get_pack(name: str) -> Pack:
    """A pack's tables: a shipped one, one in a folder, or either as it was known on a day (`us@2012-07-01`). Raises BadPack."""
    folder, _, day = name.partition("@")
    pack = read_pack(get_pack_folder(folder))
    return pack_known_on(pack, day_of(day)) if day else pack


def get_pack_directory(name: str, *, today: date) -> Directory:
    """The directory that a pack makes, as it stands on a day."""
    return directory_of(get_pack(name), origin="pack", today=today)


def list_routing_rows(name: str) -> list[Mapping[str, Any]]:
    """The rows of a pack's routing table: place, need and instant, and the answer that must come out."""
    rows: list[Mapping[str, Any]] = tomllib.loads((get_pack_folder(name) / "routing_table.toml").read_text("utf-8"))["row"]
    return rows
