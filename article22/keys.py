"""Keys: files outside the database and its backups, mode 0600, one a generation.

`session` signs sessions and links, `receipt` signs receipts, `seal` signs checkpoints of the journal, `webhook` what is sent to programs, `backup` opens
backups. The newest generation signs; the older ones still verify. A web process needs `session` and `receipt`, a worker `session`, `seal` and `webhook`.
"""

import base64
import contextlib
import os
import secrets
from functools import lru_cache
from pathlib import Path

import pyrage
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from article22.kernel.refusal import Refusal
from article22.kernel.text import Text

SECRETS, SIGNERS, OPENERS = ("session", "webhook"), ("receipt", "seal"), ("backup",)
NAMES = (*SECRETS, *SIGNERS, *OPENERS)


class NoKey(Refusal):
    """A key that this process needs and does not have."""


def ensure_keys(folder: Path) -> list[str]:
    """Make the first generation of every key that is missing; the names of those made."""
    missing = [name for name in NAMES if not generations(folder, name)]
    for name in missing:
        rotate_key(folder, name)
    return missing


def rotate_key(folder: Path, name: str) -> Path:
    """Make the next generation of a key."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{name}-{len(generations(folder, name)) + 1}.key"
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(_new_content(name))
    return path


def generations(folder: Path, name: str) -> list[Path]:
    """The files of a key, oldest first."""
    return sorted(folder.glob(f"{name}-*.key"), key=lambda path: int(path.stem.rpartition("-")[2]))


def secret_texts(folder: Path, name: str) -> list[str]:
    """A secret's generations, newest first. Makes the first where there is none, since nothing can have used it."""
    if not generations(folder, name):
        with contextlib.suppress(FileExistsError):  # another process was first
            rotate_key(folder, name)
    return [path.read_text("ascii") for path in reversed(generations(folder, name))]


def signing_key(folder: Path, name: str) -> Ed25519PrivateKey:
    """The newest generation of a signing key."""
    return _signer(_newest(folder, name))


def public_keys(folder: Path, name: str) -> list[Ed25519PublicKey]:
    """The public half of every generation, oldest first."""
    return [_signer(path).public_key() for path in generations(folder, name)]


@lru_cache(maxsize=64)
def _signer(path: Path) -> Ed25519PrivateKey:
    """Read once a process: a generation never changes, a new key is a new file."""
    return Ed25519PrivateKey.from_private_bytes(base64.b64decode(path.read_text("ascii")))


def backup_identity(folder: Path) -> pyrage.x25519.Identity:
    """What opens this installation's backups (an age identity)."""
    return pyrage.x25519.Identity.from_str(_newest(folder, "backup").read_text("ascii"))


def _newest(folder: Path, name: str) -> Path:
    found = generations(folder, name)
    if not found:
        raise NoKey(Text("keys.missing", "There is no {name} key in {folder}. Copy the keys of this installation there, or set A22_KEYS to "
                         "where they are. A new installation makes them at its first start.", name=name, folder=f"{folder}"))
    return found[-1]


def _new_content(name: str) -> str:
    if name in SIGNERS:
        return base64.b64encode(Ed25519PrivateKey.generate().private_bytes_raw()).decode()
    return f"{pyrage.x25519.Identity.generate()}" if name in OPENERS else secrets.token_urlsafe(64)
