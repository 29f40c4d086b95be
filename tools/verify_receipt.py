#!/usr/bin/env python3
"""Check a receipt or an exported case of Article 22 without Article 22: verify_receipt.py RECEIPT.json|CASE.zip [CHECKPOINT]

Needs the package `cryptography` and nothing of ours. Exits 0, or 1 and names what is wrong. Keys come from the file itself: compare the fingerprints
printed with those given to you by another way. A CHECKPOINT that you kept, alone or in its mail, must be the receipt's (ask for one of its size)."""
import base64
import hashlib
import json
import pathlib
import re
import sys
import zipfile

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

KEYS = {}  # those that signed something here, in order: ("receipts" or "seals", key)

def sha(data):
    return hashlib.sha256(data).digest()

def need(holds, otherwise):
    if not holds:
        raise ValueError(otherwise)

def from_hex(text):
    need(bytes.fromhex(text).hex() == text, "a key or a signature is not written as it was signed")
    return bytes.fromhex(text)

def canonical(content):
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()

def check_signature(key, signature, data, what):
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, data)
    except InvalidSignature:
        need(False, f"the signature of {what} does not hold")

def signer_of(document, what):
    key, signature = (from_hex(document["signature"][part]) for part in ("key", "value"))
    check_signature(key, signature, canonical({name: part for name, part in document.items() if name != "signature"}), what)
    return key

def read_checkpoint(note, keys):
    """Origin, size and root of a signed note (c2sp.org/signed-note) that one of the keys signed."""
    found = re.search(r"(?m)^((\S+)\n(\d+)\n(\S+)\n)\n— (\S+) (\S+)$", note)
    need(found, "there is no checkpoint in it")
    body, origin, size, root, name, encoded = found.groups()
    signed = base64.b64decode(encoded)
    signers = [key for key in keys if name == origin and signed[:4] == sha(name.encode() + b"\n\x01" + key)[:4]]
    need(signers, "no key of the receipt signed the checkpoint")
    check_signature(signers[0], signed[4:], body.encode(), "the checkpoint")
    return origin, int(size), base64.b64decode(root)

def root_from(leaf, index, size, proof):
    """The root that an inclusion proof leads to (RFC 9162, section 2.1.3.2)."""
    left, last, root = index, size - 1, leaf
    for step in map(bytes.fromhex, proof):
        need(last, "the proof is too long")
        root = sha(b"\1" + step + root) if left & 1 or left == last else sha(b"\1" + root + step)
        while left == last and not left & 1 and left:
            left, last = left >> 1, last >> 1
        left, last = left >> 1, last >> 1
    need(last == 0, "the proof is too short")
    return root

def check(receipt, kept_note=None):
    entry, proof = receipt["entry"], receipt["proof"]
    digest = sha(canonical(entry))
    need(digest.hex() == receipt["digest"], "the entry does not have the digest that was signed: a letter of it was changed")
    for name, said in receipt["said"].items():
        need(sha(bytes.fromhex(said["salt"]) + said["words"].encode()).hex() == entry["words"].get(name), f"the words of {name} are not those of the entry")
    seal_keys = [from_hex(key) for key in receipt["seal_keys"]]
    KEYS.update(dict.fromkeys([("receipts", signer_of(receipt, "the receipt")), *(("seals", key) for key in seal_keys)]))
    need(proof or not kept_note, "an entry that is not sealed yet is in no checkpoint")
    if proof is None:
        return f"signed, not sealed yet: {entry['verb']} at {entry['at']}. Ask for the receipt again to have its proof."
    origin, size, root = newest = read_checkpoint(proof["checkpoint"], seal_keys)
    need(origin == receipt["origin"] and 0 <= proof["index"] < size, "the checkpoint is of another journal")
    need(root_from(sha(b"\0" + digest), proof["index"], size, proof["hashes"]) == root, "the proof does not lead to the root that was signed")
    need(not kept_note or read_checkpoint(kept_note, seal_keys) == newest, f"the checkpoint that you kept is not that of size {size} in the receipt")
    return f"{entry['verb']} at {entry['at']}, entry {proof['index']} of {size}."

def check_export(case):
    manifest = json.loads(case.read("manifest.json"))
    key, files = signer_of(manifest, "the manifest"), manifest["files"]
    need(sorted(case.namelist()) == sorted([*files, "manifest.json"]), "a file was added to the export, or taken out of it")
    for name in files:
        need(sha(case.read(name)).hex() == files[name], f"{name} was changed")
    receipts = [check(json.loads(case.read(name))) for name in files if name.startswith("receipts/")]
    need(("receipts", key) in KEYS, "the manifest is not signed by the key of its receipts")
    return f"case {manifest['case']} as exported at {manifest['made_at']}: {len(files)} files, {len(receipts)} receipts."

if __name__ == "__main__":
    try:
        texts = [] if zipfile.is_zipfile(sys.argv[1]) else [pathlib.Path(name).read_text("utf-8") for name in sys.argv[1:3]]
        said = check(json.loads(texts[0]), *texts[1:]) if texts else check_export(zipfile.ZipFile(sys.argv[1]))
        print(*(f"key of {name}: {' '.join(sha(key).hex()[at:at + 4] for at in range(0, 32, 4))}" for name, key in KEYS), f"Valid: {said}", sep="\n")
    except (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError, zipfile.BadZipFile) as fault:
        sys.exit(f"NOT VALID: {fault if isinstance(fault, ValueError) else f'it cannot be read ({type(fault).__name__}: {fault})'}")
