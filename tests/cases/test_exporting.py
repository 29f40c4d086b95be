"""A case leaves with its proof, and a program that is not ours checks it."""

import io
import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from article22 import keys
from article22.contexts.cases.actions.story import add_passage
from article22.env import read_environment
from article22.ground.installation.queries import get_origin
from article22.ground.journal import actions as journal
from article22.ground.wall.session import acting
from article22.kernel.refusal import Absent
from article22.procedures.attaching import attach_file
from article22.procedures.exporting import export_case
from article22.procedures.reporting import Sent, file_case
from tests.bare_root import BareRoot
from tests.cases.opening import demonstration
from tests.cast import SYSTEM, TUESDAY, member, minutes

VERIFIER = Path(__file__).parents[2] / "tools/verify_receipt.py"


@pytest.fixture
def case(own_database: Callable[[str], str]) -> str:
    """A case of Valdoria with an internal note, committed and sealed."""
    ana, dana = member("representative"), member("liaison-officer")
    with acting(ana):
        opened = file_case(Sent(report=demonstration(), place="20008"), name="Ana Ferro", by=ana, present=TUESDAY)
        attach_file(opened.number, b"what we saw at the gate", given_name="seen.txt", name="Ana Ferro", by=ana, at=TUESDAY)
    with acting(dana):
        add_passage(opened.number, "The source is shaky", is_internal=True, name="Dana Reyes", by=dana, at=TUESDAY + minutes(1))
    own_database("article22_worker")
    with acting(SYSTEM):
        journal.seal(get_origin(), keys.signing_key(read_environment().keys, "seal"), machine_now=TUESDAY)
    own_database("article22_web")
    return opened.number


def export(number: str, role: str) -> bytes:
    actor = member(role)
    with acting(actor):
        return export_case(number, by=actor, at=TUESDAY + minutes(5))[1]


def verify(content: bytes, folder: Path) -> tuple[int, str]:
    """By the separate program, with nothing of ours on its path."""
    file = folder / "case.zip"
    file.write_bytes(content)
    done = subprocess.run([sys.executable, "-I", str(VERIFIER), str(file)], capture_output=True, text=True, check=False, cwd=folder, env={})
    return done.returncode, done.stdout + done.stderr


def changed(content: bytes, name: str, old: bytes, new: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as box, zipfile.ZipFile(buffer, "w") as other:
        for each in box.namelist():
            data = box.read(each)
            if each == name:
                assert old in data
                data = data.replace(old, new, 1)
            other.writestr(each, data)
    return buffer.getvalue()


def test_an_export_is_checked_elsewhere_and_one_changed_byte_is_named(case: str, tmp_path: Path) -> None:
    content = export(case, "representative")
    status, said = verify(content, tmp_path)
    assert (status, f"Valid: case {case}" in said) == (0, True), said
    with zipfile.ZipFile(io.BytesIO(content)) as box:
        attached = next(name for name in box.namelist() if name.startswith("attachments/"))
    for name, old, new in (
            (attached, b"gate", b"gaze"),
            ("case.json", b"About 600", b"About 900"), ("README.txt", b"Case", b"case"), ("manifest.json", b'"made_at"', b'"made_In"')):
        status, said = verify(changed(content, name, old, new), tmp_path)
        assert status == 1
        assert f"{name} was changed" in said or "signature of the manifest" in said


@pytest.mark.needs("root-of-its-own")
def test_an_export_is_checked_on_a_machine_without_us_and_without_a_network(case: str, tmp_path: Path) -> None:
    content, root = export(case, "representative"), BareRoot(tmp_path / "root", "cryptography")
    shutil.copy(VERIFIER, root.folder)
    (root.folder / "case.zip").write_bytes(content)
    status, said = root.run("/verify_receipt.py", "/case.zip")
    assert (status, f"Valid: case {case}" in said) == (0, True), said

    with zipfile.ZipFile(io.BytesIO(content)) as box:
        attached = next(name for name in box.namelist() if name.startswith("attachments/"))
    (root.folder / "case.zip").write_bytes(changed(content, attached, b"gate", b"gaze"))
    assert root.run("/verify_receipt.py", "/case.zip") == (1, f"NOT VALID: {attached} was changed\n")

    for ours in ("article22", "django", "pydantic"):
        assert f"No module named '{ours}'" in root.run("-c", f"import {ours}")[1]
    assert root.run("-c", "import socket; print([name for _, name in socket.if_nameindex()])") == (0, "['lo']\n")


def test_a_file_put_into_an_export_or_taken_out_is_named(case: str, tmp_path: Path) -> None:
    content, buffer = export(case, "representative"), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as box, zipfile.ZipFile(buffer, "w") as other:
        for each in box.namelist():
            if each != "case.json":
                other.writestr(each, box.read(each))
    assert "added to the export, or taken out" in verify(buffer.getvalue(), tmp_path)[1]


def test_each_gets_its_own_view_and_others_none(case: str) -> None:
    def record(content: bytes) -> str:
        with zipfile.ZipFile(io.BytesIO(content)) as box:
            return box.read("case.json").decode() + "".join(json.dumps(json.loads(box.read(name))) for name in box.namelist() if "receipts" in name)

    assert "The source is shaky" not in record(export(case, "representative"))
    assert "The source is shaky" in record(export(case, "inspector"))
    for role in ("administrator", "supervisor", "liaison-officer"):
        with pytest.raises(Absent):
            export(case, role)
