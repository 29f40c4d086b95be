"""First and second start to the first page, and the memory of all processes together at idle (PSS)."""

import tempfile
import time
from pathlib import Path

import psutil

from tests.stories.running import System


def main() -> None:
    """Print a table."""
    with tempfile.TemporaryDirectory() as folder:
        system = System(Path(folder) / "a22")
        print("| start | seconds to the card | PSS at idle, MB | processes |\n|---|---|---|---|")
        for name in ("first", "second"):
            began = time.monotonic()
            system.start(120)
            assert system.get("/card/")[0] == 200
            seconds = time.monotonic() - began
            time.sleep(3)
            assert system.process
            processes = [psutil.Process(system.process.pid), *system.everything()]
            print(f"| {name} | {seconds:.1f} | {sum(each.memory_full_info().pss for each in processes) / 1e6:.0f} | {len(processes)} |")
            system.stop()
