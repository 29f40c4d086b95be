"""The tree of RFC 9162, notes, entries: values in, values out."""

import base64
import hashlib
from datetime import UTC, datetime
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from article22.ground.journal.rules import tree
from article22.ground.journal.rules.entries import happening, words_digest
from article22.ground.journal.rules.notes import Checkpoint, fingerprint, read_checkpoint, sign_checkpoint
from article22.ground.journal.rules.verification import Tree
from article22.kernel.actor import Actor

# Published vectors: Certificate Transparency's reference tree (RFC 6962 and RFC 9162 hash alike), github.com/google/certificate-transparency.
LEAVES = [bytes.fromhex(text) for text in (
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")]
ROOTS = [bytes.fromhex(text) for text in (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)]
EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
PATHS = [  # leaf (from 1), size, proof
    (1, 1, []),
    (1, 8, ["96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"]),
    (6, 8, ["bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"]),
    (3, 3, ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]),
    (2, 5, ["6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"]),
]


def nodes_of(leaves: list[bytes]) -> dict[tuple[int, int], bytes]:
    """Complete subtrees, as the sealer keeps them."""
    known = {(0, index): tree.leaf_hash(leaf) for index, leaf in enumerate(leaves)}
    for index in range(len(leaves)):
        for level, at in tree.completed(index):
            known[level, at] = tree.node_hash(known[level - 1, 2 * at], known[level - 1, 2 * at + 1])
    return known


def test_the_published_roots() -> None:
    nodes = nodes_of(LEAVES)
    assert tree.root_of(0, lambda level, index: nodes[level, index]).hex() == EMPTY
    grown = Tree()
    for size, root in enumerate(ROOTS, 1):
        assert tree.root_of(size, lambda level, index: nodes[level, index]) == root
        list(grown.add(nodes[0, size - 1]))
        assert grown.root() == root


@pytest.mark.parametrize(("leaf", "size", "proof"), PATHS)
def test_the_published_proofs(leaf: int, size: int, proof: list[str]) -> None:
    nodes = nodes_of(LEAVES)
    found = tree.inclusion_proof(leaf - 1, size, lambda level, index: nodes[level, index])
    assert [step.hex() for step in found] == proof
    assert tree.root_from_inclusion(nodes[0, leaf - 1], leaf - 1, size, found) == ROOTS[size - 1]


@given(st.integers(1, 200), st.data())
def test_every_proof_leads_to_the_root_and_no_other_leaf_does(size: int, data: st.DataObject) -> None:
    leaves = [hashlib.sha256(bytes([number])).digest() for number in range(size)]
    nodes = nodes_of(leaves)
    index = data.draw(st.integers(0, size - 1))
    fetched = {key: nodes[key] for key in tree.needed(size, index)}
    proof = tree.inclusion_proof(index, size, lambda level, at: fetched[level, at])
    root = tree.root_of(size, lambda level, at: nodes[level, at])
    assert tree.root_from_inclusion(nodes[0, index], index, size, proof) == root
    assert tree.root_from_inclusion(tree.leaf_hash(b"another"), index, size, proof) != root
    assert tree.root_from_inclusion(nodes[0, index], index, size, [*proof, b"x" * 32]) is None
    assert tree.root_from_inclusion(nodes[0, index], size, size, proof) is None
    if proof:
        assert tree.root_from_inclusion(nodes[0, index], index, size, proof[:-1]) != root


def test_a_checkpoint_is_a_c2sp_note() -> None:
    key = Ed25519PrivateKey.from_private_bytes(bytes(32))
    note = sign_checkpoint(Checkpoint(origin="article22/test", size=8, root=ROOTS[7]), key)
    body, signature = note.split("\n\n")
    assert body == f"article22/test\n8\n{base64.b64encode(ROOTS[7]).decode()}"
    dash, name, encoded = signature.rstrip("\n").split(" ")
    assert (dash, name, len(base64.b64decode(encoded))) == ("—", "article22/test", 68)
    assert read_checkpoint(note, [key.public_key()]) == Checkpoint(origin="article22/test", size=8, root=ROOTS[7])
    assert read_checkpoint(note, [Ed25519PrivateKey.generate().public_key()]) is None
    for place in range(len(note)):
        changed = note[:place] + ("x" if note[place] != "x" else "y") + note[place + 1:]
        assert read_checkpoint(changed, [key.public_key()]) in (None, read_checkpoint(note, [key.public_key()]))
    assert len(fingerprint(key.public_key()).split()) == 8


def test_an_entry_keeps_no_words() -> None:
    entry = happening("report.filed", UUID(int=1), id=UUID(int=2), by=Actor(role="public", door="web"), at=datetime(2026, 6, 9, tzinfo=UTC),
                      facts={"line": "CP-08"}, words={"words": words_digest(b"salt", "It is wrong")})
    assert "wrong" not in f"{entry.canonical()}"
    assert entry.digest() != happening("report.filed", UUID(int=1), id=UUID(int=2), by=Actor(role="public", door="web"),
                                       at=datetime(2026, 6, 9, tzinfo=UTC), facts={"line": "CP-09"}, words={}).digest()


@pytest.mark.parametrize("value", [1.5, object(), ["a"]])
def test_a_fact_is_an_id_a_number_a_term_or_an_instant(value: object) -> None:
    with pytest.raises(TypeError):
        happening("x.y", "z", id=UUID(int=2), by=Actor(role="public"), at=datetime(2026, 6, 9, tzinfo=UTC), facts={"fact": value}, words={})
