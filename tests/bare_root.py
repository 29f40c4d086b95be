"""A machine with nothing of ours: a root that holds an interpreter, its standard library, one package with what it needs, and no network."""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.metadata import distribution
from pathlib import Path

from packaging.requirements import Requirement

PYTHON = Path(os.path.realpath(sys.executable))
PACKAGES = Path("packages")
LEFT_OUT = shutil.ignore_patterns("site-packages", "dist-packages", "__pycache__", "test", "config-*")
NEEDED = re.compile(r"(/\S+) \(0x")


def _isolations() -> Iterator[list[str]]:
    yield ["unshare", "--net"]
    yield ["unshare", "--net", "--map-root-user"]  # whoever is not root, where the machine lets them


@cache
def find_isolation() -> list[str] | None:
    """The words before a command that take it into a root of its own without a network; None where this machine allows none."""
    return next((words for words in _isolations() if shutil.which("unshare") and shutil.which("chroot") and subprocess.run(
        [*words, "chroot", "/", "true"], capture_output=True, check=False).returncode == 0), None)


class BareRoot:
    """The root; `package` is the one that is installed in it."""

    def __init__(self, folder: Path, package: str) -> None:
        self.folder = folder
        (self.folder / PACKAGES).mkdir(parents=True)
        standard = Path(sysconfig.get_path("stdlib"))
        shutil.copytree(standard, self._inside(standard), copy_function=_link, ignore=LEFT_OUT, symlinks=True)
        _link(PYTHON, self._inside(PYTHON))
        for name in _with_what_it_needs(package):
            found = distribution(name)
            for file in found.files or ():
                if ".." not in file.parts and "__pycache__" not in file.parts:
                    _link(Path(f"{found.locate_file(file)}"), self.folder / PACKAGES / file)
        for library in _libraries_of([PYTHON, *self.folder.rglob("*.so")]):
            _link(library, self._inside(library))

    def run(self, *words: str) -> tuple[int, str]:
        """What Python answers in there to some words: its status, and all that it printed."""
        done = subprocess.run([*(find_isolation() or ()), "chroot", f"{self.folder}", f"{PYTHON}", "-B", *words], capture_output=True, text=True, check=False,
                              env={"PATH": os.environ["PATH"], "PYTHONPATH": f"/{PACKAGES}"})
        return done.returncode, done.stdout + done.stderr

    def _inside(self, path: Path) -> Path:
        return self.folder / path.relative_to("/")


def _link(source: Path | str, target: Path | str) -> None:
    """The same file under another name, or a copy on another disk."""
    Path(target).parent.mkdir(parents=True, exist_ok=True)
    if not Path(target).exists():
        try:
            os.link(os.path.realpath(source), target)
        except OSError:
            shutil.copy2(source, target)


def _with_what_it_needs(package: str) -> set[str]:
    needs = (Requirement(text) for text in distribution(package).requires or ())
    here = {need.name for need in needs if need.marker is None or need.marker.evaluate({"extra": ""})}
    return {package}.union(*(_with_what_it_needs(name) for name in here))


def _libraries_of(programs: Iterable[Path]) -> set[Path]:
    said = subprocess.run([f"{shutil.which('ldd')}", *map(str, programs)], capture_output=True, text=True, check=False).stdout
    return {Path(path) for path in NEEDED.findall(said)}
