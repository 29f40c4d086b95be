"""Checkpoints and signatures in the form of C2SP signed notes (c2sp.org/signed-note, c2sp.org/tlog-checkpoint)."""

import base64
import hashlib
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519 = b"\x01"
DASH = "—"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """The size and the root of the tree, under the name of whoever signs."""

    origin: str
    size: int
    root: bytes

    def body(self) -> str:
        """The text that is signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


def sign_checkpoint(checkpoint: Checkpoint, key: Ed25519PrivateKey) -> str:
    """The checkpoint as a signed note."""
    body = checkpoint.body()
    mark = key_mark(checkpoint.origin, key.public_key())
    return f"{body}\n{DASH} {checkpoint.origin} {base64.b64encode(mark + key.sign(body.encode())).decode()}\n"


def read_checkpoint(note: str, keys: list[Ed25519PublicKey]) -> Checkpoint | None:
    """The checkpoint that a note holds, or None where none of the keys signed it or it has another shape."""
    body, _, signatures = note.partition("\n\n")
    lines = body.split("\n")
    try:
        origin, size, root = lines
        checkpoint = Checkpoint(origin=origin, size=int(size), root=base64.b64decode(root, validate=True))
        _, name, encoded = signatures.strip("\n").split(" ")
        signed = base64.b64decode(encoded, validate=True)
    except ValueError:
        return None
    for key in keys:
        if name == origin and signed[:4] == key_mark(origin, key) and _signed_by(key, signed[4:], checkpoint.body()):
            return checkpoint
    return None


def key_mark(name: str, key: Ed25519PublicKey) -> bytes:
    """The four bytes by which a signature says whose it is."""
    return hashlib.sha256(name.encode() + b"\n" + ED25519 + key.public_bytes_raw()).digest()[:4]


def fingerprint(key: Ed25519PublicKey) -> str:
    """A public key, short enough to be read out and compared."""
    digest = hashlib.sha256(key.public_bytes_raw()).hexdigest()[:32]
    return " ".join(digest[start:start + 4] for start in range(0, len(digest), 4))


def _signed_by(key: Ed25519PublicKey, signature: bytes, body: str) -> bool:
    try:
        key.verify(signature, body.encode())
    except InvalidSignature:
        return False
    return True
