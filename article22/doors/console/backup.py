"""`article22 backup` and `article22 restore`: an encrypted copy of everything but the keys, and the way back."""

import signal
import subprocess
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyrage

from article22 import keys
from article22.doors.console.clock import machine_now
from article22.doors.console.connecting import connected, has_database
from article22.doors.console.printing import add_command, add_json, print_json
from article22.env import Environment, read_environment
from article22.kernel.refusal import Refusal
from article22.kernel.text import Text


class CannotBackUp(Refusal):
    """A backup or a restore that did not come to its end."""


def describe(commands: Any) -> None:
    """Declare the commands and their options."""
    backup = add_command(commands, "backup", "write an encrypted copy of the database; keys are not in it")
    backup.add_argument("--out", required=True, metavar="FILE", help="where to write it (age format)")
    add_json(backup)
    backup.set_defaults(run=run_backup)
    restore = add_command(commands, "restore", "put a backup into an empty database, and begin a new epoch of the journal")
    restore.add_argument("file", help="a file that article22 backup wrote")
    add_json(restore)
    restore.set_defaults(run=run_restore)


def run_backup(options: Namespace) -> int:
    """Seal, dump, encrypt."""
    with connected("owner") as environment:
        from article22.procedures import keeping

        dump = _run(["pg_dump", "--format=custom", "--enable-row-security", "--no-owner", "--dbname", _address(environment)])
        sealed = keeping.count_sealed()
    recipient = keys.backup_identity(environment.keys).to_public()
    target = Path(options.out)
    part = target.with_name(f"{target.name}.part")
    part.write_bytes(pyrage.encrypt(dump, [recipient]))
    part.chmod(0o600)
    part.replace(target)
    if options.json:
        print_json({"out": f"{target}", "bytes": target.stat().st_size, "entries": sealed})
    else:
        print(f"{target}: {target.stat().st_size:,} bytes, encrypted. It opens with the backup key in {environment.keys} only: keep a copy of that "
              "folder elsewhere, apart from the backups.")
    return 0


def run_restore(options: Namespace) -> int:
    """Decrypt into an empty database, begin a new epoch, and check every seal."""
    source = Path(options.file)
    with _database_up(), connected("owner") as environment:
        from article22.procedures import keeping

        keeping.check_empty()
        try:
            dump = pyrage.decrypt(source.read_bytes(), [keys.backup_identity(environment.keys)])
        except (OSError, pyrage.DecryptError) as fault:
            raise CannotBackUp(Text("restore.unreadable", "{file} cannot be opened with the backup key in {keys}: {fault}. Put the keys of the "
                                    "installation that wrote it there, or set A22_KEYS.", file=f"{source}", keys=f"{environment.keys}",
                                    fault=f"{fault}")) from None
        keeping.empty()
        _run(["pg_restore", "--exit-on-error", "--no-owner", "--single-transaction", "--dbname", _address(environment)], dump)
        faults, held = keeping.after_restore(environment.keys, at=machine_now())
    if options.json:
        found = [{"code": fault.code, "severity": fault.grade.value, "where": fault.where, "text": f"{fault.text}"} for fault in faults]
        print_json({"ok": not faults, "held": held, "findings": found})
    else:
        print("\n".join([*(f"{fault.grade}: {fault.text}" for fault in faults), "Restored; every seal holds." if not faults else "Restored.",
                         *([f"{held} unsent messages are held: article22 outbox list, then release or cancel them."] if held else [])]))
    return 1 if any(fault.grade == "error" for fault in faults) else 0


@contextmanager
def _database_up() -> Iterator[None]:
    """The embedded database, started for this command alone where it does not run: a new installation must not be settled before a restore."""
    if has_database():
        yield
        return
    from article22.doors.console.running import supervisor
    from article22.ground.wall import prepare

    environment = read_environment()
    with supervisor.held(environment.state / "run.lock"):
        cluster = supervisor.find_cluster(environment)
        cluster.initialise(prepare.ROLES)
        process = cluster.start()
        try:
            cluster.wait(process)
            supervisor.prepare_database(cluster)
            yield
        finally:
            process.send_signal(signal.SIGINT)
            process.wait()


def _address(environment: Environment) -> str:
    if environment.is_embedded:
        return f"postgresql:///article22?host={environment.sockets}&user=article22_owner"
    return environment.owner_url or environment.database_url


def _run(command: list[str], given: bytes | None = None) -> bytes:
    """Run one of PostgreSQL's own programs, by binaries that fit the server."""
    from django.db import connection

    from article22.doors.console.running.finding import find_programs

    programs = find_programs(connection.pg_version // 10000)  # type: ignore[attr-defined]  # of the PostgreSQL backend
    done = subprocess.run([f"{programs / command[0]}", *command[1:]], input=given, capture_output=True, check=False)
    if done.returncode:
        raise CannotBackUp(Text("backup.failed", "{program} failed: {said}", program=command[0],
                                said=" / ".join(done.stderr.decode("utf-8", "replace").strip().splitlines()[-3:])))
    return done.stdout
