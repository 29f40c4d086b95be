"""What a file is, by what is in it; what is refused; and what is kept of its name."""

import hashlib
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from article22.ground.files.rules.kinds import MOST_FILES, PROGRAM_ENDINGS, CannotKeep, TooManyFiles, check_room, examine
from article22.ground.files.rules.names import LONGEST_NAME, clean_name, ending_of
from tests.files.samples import BAD, GOOD, JPEG, WORD, boxed, png


@pytest.mark.parametrize("name", GOOD)
def test_a_file_is_what_is_in_it(name: str) -> None:
    content, kind = GOOD[name]
    found = examine(content, name)
    assert (found.kind.value, found.name, found.size, found.digest) == (kind, name, len(content), hashlib.sha256(content).hexdigest())


@pytest.mark.parametrize("name", BAD)
def test_what_is_not_taken_in_is_refused_in_words(name: str) -> None:
    content, code = BAD[name]
    with pytest.raises(CannotKeep) as refused:
        examine(content, name)
    assert refused.value.code == code
    assert name.rstrip(".") in f"{refused.value}"


@pytest.mark.parametrize(("given_name", "content", "kept"), [
    ("photo.txt", png(), "photo.txt.png"), ("holiday", JPEG, "holiday.jpg"), ("PHOTO.JPEG", JPEG, "PHOTO.jpeg"), ("../../etc/passwd", b"root", "passwd.txt"),
    ("C:\\Users\\ana\\gate.PNG", png(), "gate.png"), ("invoice\u202egnp.txt", b"words", "invoicegnp.txt"),
    ("a\r\nSet-Cookie: x.txt", b"words", "aSet-Cookie_ x.txt"),
    ("con.txt", b"words", "_con.txt"), ("....", b"words", "file.txt"), ("", b"words", "file.txt"), ("مذكرة.pdf", b"%PDF-1.4", "مذكرة.pdf"),
    ("x" * 300 + ".png", png(), "x" * LONGEST_NAME + ".png"), ('a"b<c>.docx', boxed(WORD), "a_b_c_.docx"),
])
def test_a_name_keeps_its_words_and_gets_the_ending_of_what_it_is(given_name: str, content: bytes, kept: str) -> None:
    assert examine(content, given_name).name == kept


@given(st.text(max_size=400))
def test_whatever_a_file_is_called_its_name_is_harmless(given_name: str) -> None:
    name = clean_name(given_name, ("txt", "csv"))
    assert 0 < len(name) <= LONGEST_NAME + 6
    assert not set(name) & set('/\\<>:"|?*;%\r\n\0')
    assert {unicodedata.category(letter) for letter in name}.isdisjoint({"Cc", "Cf", "Cs", "Zl", "Zp"})
    assert ending_of(name) in ("txt", "csv")
    assert not name.startswith(".")
    assert clean_name(name, ("txt", "csv")) == name


@given(st.binary(max_size=300), st.text(max_size=30))
def test_whatever_is_sent_is_taken_in_or_refused(content: bytes, given_name: str) -> None:
    try:
        found = examine(content, given_name)
    except CannotKeep:
        return
    assert ending_of(found.name) not in PROGRAM_ENDINGS


@given(st.sampled_from(sorted(GOOD)), st.data())
def test_a_damaged_file_is_taken_in_or_refused(name: str, data: st.DataObject) -> None:
    content = bytearray(GOOD[name][0])
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(content)))
    try:
        examine(bytes(content[:cut]), name)
    except CannotKeep:
        return


def test_a_record_holds_so_many_and_each_once() -> None:
    check_room(MOST_FILES - 1, has_same=False)
    with pytest.raises(TooManyFiles, match="40 files already"):
        check_room(MOST_FILES, has_same=False)
    with pytest.raises(TooManyFiles, match="attached already"):
        check_room(0, has_same=True)
