"""`article22 run`, and the processes that it watches: `article22 web`, `article22 worker`."""

import shutil
import sys
from argparse import Namespace
from typing import Any

from article22 import keys
from article22.doors.console.connecting import set_up
from article22.doors.console.printing import add_command
from article22.env import read_environment

WORKER_SECONDS = 10
SWITCH_SECONDS = 0.0005  # the thread that sends takes its turn at once when an answer is there, not after Python's 5 ms


def describe(commands: Any) -> None:
    """Declare the commands."""
    run = add_command(commands, "run", "start, watch and restart the database, the web and the worker, in the foreground")
    run.set_defaults(run=run_all)
    web = add_command(commands, "web", "serve pages and the API; article22 run starts this by itself")
    web.set_defaults(run=run_web)
    live = add_command(commands, "live", "tell browsers which case changed, as it happens; article22 run starts this by itself")
    live.set_defaults(run=run_live)
    worker = add_command(commands, "worker", "seal the journal, send what waits, take mail in; article22 run starts this by itself")
    worker.set_defaults(run=run_worker)


def run_all(_options: Namespace) -> int:
    """Stay in the foreground until interrupted."""
    from article22.doors.console.running.supervisor import Supervisor

    environment = read_environment()
    keys.ensure_keys(environment.keys)
    return Supervisor(environment).run(lambda: print(closing_lines(environment.public_url, environment.kind), flush=True))


def closing_lines(url: str, kind: str) -> str:
    """What is printed once everything is ready."""
    if kind == "live":
        return f"Running. Whom to call: {url}/card/"
    return "\n".join([
        f"Running on this machine only. Nothing leaves it; no number is dialled. 60-second tour: {url}/tour",
        f"Whom to call: {url}/card/",
        f"Sign in as one of the demo's cast: {url}/demo/",
    ])


def run_web(_options: Namespace) -> int:
    """The page server: WSGI, several workers."""
    import os

    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    os.environ["A22_PROCESS"] = "web"
    environment = read_environment()
    figures = environment.state / "metrics"
    shutil.rmtree(figures, ignore_errors=True)
    figures.mkdir(mode=0o700, parents=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = f"{figures}"
    Granian("article22.wsgi:application", address=environment.host, port=environment.port, interface=Interfaces.WSGI,
            workers=environment.web_workers, blocking_threads=environment.web_threads, respawn_failed_workers=True, log_access=False,
            log_level=LogLevels.warning, workers_kill_timeout=WORKER_SECONDS, backpressure=256).serve()
    return 0


def run_live(_options: Namespace) -> int:
    """The live stream: one small process."""
    from article22.doors.live.__main__ import serve

    serve()
    return 0


def run_worker(_options: Namespace) -> int:
    """The worker, until it is told to stop."""
    sys.setswitchinterval(SWITCH_SECONDS)
    environment = set_up("worker")
    from article22.doors.mailroom.exchange import Exchange
    from article22.doors.mailroom.listening import Mailroom
    from article22.doors.worker.channels.opening import open_channels
    from article22.doors.worker.loop import Worker, list_duties
    from article22.doors.worker.posting import Outbox

    threads = (Mailroom(environment.mail_port), Exchange(environment.exchange_port), Outbox(lambda: open_channels(environment)))
    for thread in threads:
        thread.start()
    worker = Worker(list_duties(environment.keys, environment.state / "sheets"), threads)
    worker.run()
    is_whole = not worker.has_lost_a_thread
    for thread in threads:
        thread.stopping.set()
    for thread in threads:
        thread.stop()
    return 0 if is_whole else 1
