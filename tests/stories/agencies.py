"""An identity provider of a story's own: oidc-provider-mock, a real one on this machine, which signs in whomever it is told."""

import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.ports import free_port


@contextmanager
def provider(people: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Runs while the story does; gives its issuer."""
    port = free_port()
    given = [word for person in people for word in ("--user-claims", json.dumps(person))]
    process = subprocess.Popen([Path(sys.executable).with_name("oidc-provider-mock"), "--port", f"{port}", *given],
                               env={**os.environ, "AUTHLIB_INSECURE_TRANSPORT": "1"}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    issuer = f"http://localhost:{port}"
    try:
        end = time.monotonic() + 20
        while True:
            try:
                urllib.request.urlopen(f"{issuer}/.well-known/openid-configuration", timeout=2).close()
                break
            except OSError:
                assert time.monotonic() < end
                time.sleep(0.05)
        yield issuer
    finally:
        process.terminate()
        process.wait(10)


def write_agency(path: Path, issuer: str, *, organisation: str = "Diplomatic Security Service") -> str:
    """The file that A22_OIDC names."""
    path.write_text(f'[dss]\nname = "DSS"\norganisation = "{organisation}"\nissuer = "{issuer}"\nclient_id = "a22"\nclient_secret = "invented"\n', "utf-8")
    path.chmod(0o600)
    return f"{path}"
