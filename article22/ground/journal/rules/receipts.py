"""Receipts: what the holder can check without us. `tools/verify_receipt.py` reads them with no code of ours."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from article22.ground.journal.rules.entries import canonical_json

KIND = "article22-receipt/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """Where an entry stands in the tree, and the checkpoint that its proof leads to."""

    index: int
    hashes: Sequence[bytes]
    checkpoint: str


def receipt_of(origin: str, entry: Mapping[str, object], digest: bytes, said: Mapping[str, tuple[bytes, str]], *, receipt_key: Ed25519PrivateKey,
               seal_keys: Sequence[Ed25519PublicKey], proof: Proof | None) -> dict[str, Any]:
    """The receipt of an entry as JSON, signed as a whole. `said` gives the salt and the words of each field that its holder may read."""
    receipt: dict[str, Any] = {
        "kind": KIND, "origin": origin, "entry": dict(entry), "digest": digest.hex(),
        "said": {field: {"salt": salt.hex(), "words": words} for field, (salt, words) in said.items()},
        "seal_keys": [key.public_bytes_raw().hex() for key in seal_keys],
        "proof": None if proof is None else {
            "index": proof.index, "hashes": [step.hex() for step in proof.hashes], "checkpoint": proof.checkpoint},
    }
    signature = receipt_key.sign(canonical_json(receipt)).hex()
    return receipt | {"signature": {"key": receipt_key.public_key().public_bytes_raw().hex(), "value": signature}}
