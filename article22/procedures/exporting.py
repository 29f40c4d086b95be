"""A case as one ZIP: the record, receipts, how to read it and a signed list of every file, to be checked without us."""

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from datetime import datetime

from django.conf import settings

from article22 import keys
from article22.contexts.cases.models import Case
from article22.contexts.cases.queries.cases import get_case
from article22.contexts.cases.queries.records import subjects_of, whole_record_of
from article22.contexts.cases.rules.answers import iso
from article22.ground.files.queries import get_content, list_attachments
from article22.ground.installation.queries import get_origin
from article22.ground.journal import actions as journal
from article22.ground.journal.queries import list_entries
from article22.ground.journal.rules.entries import canonical_json
from article22.kernel.actor import Actor
from article22.procedures.proving import make_receipt

KIND = "article22-export/1"
OLDEST = (1980, 1, 1, 0, 0, 0)  # every file bears the same time: an export of the same record is the same
READ_ME = """Case {number}, as {whose} sees it. Exported {at}.

case.json     the record: what was told, who was told and when, who answered, what was owed, what was decided, the whole story, who has looked.
              Instants are in UTC. Text that was purged by two people is null.
attachments/  the files as they came, under their place in the list of attachments in case.json, which gives each one's digest. They were not opened here:
              open them with care. A file that was purged by two people is not here; its digest is.
receipts/     one file an entry of the journal: what was put on record, by whom, when, with the salted digests of what was said, and the proof that
              the entry stands in the journal's tree (RFC 9162) under a signed checkpoint (C2SP signed note).
manifest.json the digest (SHA-256) of every other file, signed.

To check it without Article 22, with Python 3 and the package cryptography:
  python3 verify_receipt.py {number}.zip
The program is tools/verify_receipt.py of Article 22; any other that follows the two standards will do. It prints the fingerprints of the keys: compare
them with those you were given by another way.
"""


def export_case(reference: str, *, by: Actor, at: datetime) -> tuple[Case, bytes]:
    """A case with its proof, as far as somebody may see it; that it was exported is on record. Raises Absent."""
    by.check_may("case.export")
    case = get_case(reference, seen_by=by)
    whose = f"{case.whose}" if by.organisation == case.organisation_id is not None else "whoever inspects or runs this installation"
    entries = list_entries(*subjects_of(case, seen_by=by), seen_by=by)
    files = {
        "README.txt": READ_ME.format(number=case.number, whose=whose, at=iso(at)).encode(),
        "case.json": _json(whole_record_of(case, str, seen_by=by)),
        **{f"attachments/{place:02}-{file.name}": get_content(file, seen_by=by)
           for place, file in enumerate(list_attachments(case.pk, seen_by=by), 1) if file.purged_at is None},
        **{f"receipts/{entry.pk}.json": _json(make_receipt(entry.pk, seen_by=by)) for entry in entries},
    }
    journal.record("cases.case-exported", case.pk, by=by, at=at, files=len(files))
    return case, _zip(files, case.number, at=at)


def _zip(files: Mapping[str, bytes], number: str, *, at: datetime) -> bytes:
    key = keys.signing_key(settings.ENVIRONMENT.keys, "receipt")
    manifest = {"kind": KIND, "origin": get_origin(), "case": number, "made_at": iso(at),
                "files": {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}}
    signature = {"key": key.public_key().public_bytes_raw().hex(), "value": key.sign(canonical_json(manifest)).hex()}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as box:
        for name, content in {**files, "manifest.json": _json(manifest | {"signature": signature})}.items():
            box.writestr(zipfile.ZipInfo(name, OLDEST), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _json(content: object) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()
