"""Where a text prints a telephone number, a mail address, a web site or a postal address."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import phonenumbers

from article22.contexts.directory.rules.terms import Kind
from article22.kernel.refusal import NotUnderstood
from article22.kernel.text import Text

LONGEST = 300_000
MOST = 5_000

DASHES = "‐‑‒–—―−﹘﹣－\u00ad"
FLAT = {ord(dash): "-" for dash in DASHES} | {ord(mark): "'" for mark in "’ʼ＇"}
DIGITS = {code: f"{unicodedata.decimal(chr(code))}" for code in range(0x80, 0x1FBFA) if unicodedata.category(chr(code)) == "Nd"}
BLANKS = dict.fromkeys([*range(0x200B, 0x2010), *range(0x202A, 0x2030), *range(0x2060, 0x206A), 0xA0, 0x2007, 0x3000, 0xFEFF], " ")
FOLDED: Mapping[int, str] = FLAT | DIGITS | BLANKS  # one character for one, so that places stay

BETWEEN = r"[-. ()/]{0,3}"  # between the digits of a number
BROKEN = re.compile(r"(?<=\d[-)])[ \t]*\r?\n[ \t]*(?=\d)")  # a number that goes on in the next line
EXTENSION = r"(?:[ ,]{0,2}(?:ext\.?|extension|x|#) ?(?P<extension>\d{1,6})(?!\d))?"
WRITTEN_AS_NUMBER = re.compile(r"(?<![\d.-])(?:\+?1[-. ])?\(?\d{3}\)?[-. /]{1,2}\d{3}[-. ]\d{4}(?!\d)")
WITHOUT_AREA_CODE = re.compile(r"(?<![\w.-])\d{3}-\d{4}(?![\w-])")
MAIL = re.compile(r"(?<![\w.+%'-])[\w.+%'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
WEB = re.compile(r"(?<![\w@.-])(?:https?://[\w.-]+|www\.[\w-]+(?:\.[\w-]+)+|[\w-]+(?:\.[\w-]+){0,4}\.(?:gov|mil|com|org|net|edu|int|us|example)\b)"
                 r"(?::\d+)?(?:/[^\s<>\"'|,;()]*)?", re.IGNORECASE)
ANOTHER_COUNTRY = re.compile(r"\+\d{1,3}[-. ]?\(?$")
MOST_TRIES = 10**9  # the matcher gives up silently after so many; the length of the text is what bounds it

END_OF_ADDRESS = re.compile(r"\b(?:D\. ?C\.|[A-Z]{2})[,;.\s]+\d{5}(?:-\d{4})?(?!\d)")
HOUSE = re.compile(r"(?<![\w.#-])(?<!suite )(?<!ste )(?<!ste\. )(?<!room )(?<!rm )(?<!building )(?<!bldg )(?<!floor )(?<!unit )(?<!apt )(?<!box )"
                   r"(?:\d{1,6}[A-Z]?(?=\s+[A-Z\d])(?!\s+(?:floor|fl)\b)|P\. ?O\. ?Box \d+|PO Box \d+)", re.IGNORECASE)
ELSEWHERE = r"(?![,;.\s]{1,4}\d{5})"  # an address printed without its postal code, in a text with another
LONGEST_ADDRESS = 160
BLANK_LINE = re.compile(r"\n[ \t\r]*\n")

BEFORE, AFTER = 300, 100  # how far from a number the words stand that say what it is for
EMERGENCY = r"(?P<denied>\bnon[-\s]*|\bnot\s+(?:an?\s+|for\s+(?:an?\s+)?)?|\bno\s+)?emergenc(?:y|ies)"
MENTIONED = re.compile(EMERGENCY, re.IGNORECASE)
OF_THE_NEXT = r"(?![^\n;)]{0,30}[:\d])"  # what a colon or another number follows speaks of that
SAID_AT_ONCE = re.compile(rf"[ \t(\[,-]{{0,4}}{EMERGENCY}{OF_THE_NEXT}", re.IGNORECASE)
SAID_AFTER = re.compile(rf"[^\n\d]{{0,60}}?{EMERGENCY}{OF_THE_NEXT}", re.IGNORECASE)

SHORT: Mapping[str, str] = {
    "street": "st", "avenue": "ave", "boulevard": "blvd", "drive": "dr", "road": "rd", "place": "pl", "lane": "ln", "suite": "ste", "room": "rm",
    "building": "bldg", "north": "n", "south": "s", "east": "e", "west": "w",
    "northwest": "nw", "northeast": "ne", "southwest": "sw", "southeast": "se",
    "saint": "st", "fort": "ft",
}


class TooMuch(NotUnderstood):
    """A text longer or fuller than is checked at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """Something in a text that reaches somebody. `values` are what a program compares; none where it cannot be compared."""

    text: str
    start: int
    kind: Kind
    values: tuple[str, ...]
    extension: str = ""
    is_partial: bool = False
    is_possible: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """What is looked for to the letter: words as a source prints them, and the values that they hold."""

    words: str
    kind: Kind
    values: tuple[str, ...]


def sightings_in(text: str, *, printed: tuple[Printed, ...], numbers: frozenset[str], region: str) -> tuple[Sighting, ...]:
    """Everything that a text prints, in its order, nothing twice. `numbers` are those known, in E.164; `region` reads the others.

    Raises TooMuch.
    """
    if len(text) > LONGEST:
        raise TooMuch(Text("wall.too-long", "That holds more than {most} characters, the most that is checked at once. Check it in parts.", most=LONGEST))
    page = _Page(text)
    page.look_for_printed(printed)
    page.look_for_numbers(numbers)
    page.look_for_mail()
    page.look_for_web()
    page.look_for_other_numbers(region)
    page.look_for_addresses()
    page.look_for_partial_numbers(numbers)
    return tuple(sorted(page.found, key=lambda sighting: sighting.start))


def host_of(address: str) -> str:
    """The host of a web address, as it is compared."""
    return re.sub(r"^https?://", "", address.casefold()).partition("/")[0].partition(":")[0].removeprefix("www.").rstrip(".")


def words_of(address: str) -> tuple[str, ...]:
    """A postal address word by word, as it is compared: without case, dots and commas; Street is St."""
    return tuple(SHORT.get(word, word) for word in re.findall(r"[\w'-]+", address.translate(FOLDED).casefold().replace(".", "")))


def is_said_for_danger(text: str, start: int, end: int) -> bool:
    """Whether the words around a number offer it for emergencies: those beside it, on its line, or shortly before. Where none do: yes."""
    before, after = text[max(0, start - BEFORE):start].translate(FOLDED), text[end:end + AFTER].translate(FOLDED)
    said = SAID_AT_ONCE.match(after) or _last_mention(before.rpartition("\n")[2]) or SAID_AFTER.match(after) or _last_mention(before)
    return said is None or said["denied"] is None


def _last_mention(words: str) -> re.Match[str] | None:
    found = list(MENTIONED.finditer(words))
    return found[-1] if found else None


class _Page:
    """A text, and which of its characters were understood."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.plain = BROKEN.sub(lambda gap: " " * len(gap[0]), text.translate(FOLDED))
        self.taken = bytearray(len(text))
        self.found: list[Sighting] = []

    def take(self, start: int, end: int, kind: Kind, values: tuple[str, ...], *, extension: str = "", is_partial: bool = False,
             is_possible: bool = True) -> None:
        """Keep a sighting, unless part of it belongs to an earlier one."""
        if not any(self.taken[start:end]):
            if len(self.found) == MOST:
                raise TooMuch(Text("wall.too-many", "That holds more than {most} numbers and addresses, the most that are checked at once. "
                                   "Check it in parts.", most=MOST))
            self.taken[start:end] = b"\1" * (end - start)
            self.found.append(Sighting(text=self.text[start:end], start=start, kind=kind, values=values, extension=extension,
                                       is_partial=is_partial, is_possible=is_possible))

    def is_of_another_country(self, start: int) -> bool:
        """Whether the code of a country stands before a number that does not begin with it."""
        return ANOTHER_COUNTRY.search(self.plain, max(0, start - 6), start) is not None

    def look_for_printed(self, printed: tuple[Printed, ...]) -> None:
        for each in sorted(printed, key=lambda each: -len(each.words)):
            words = r"[\s,;]+".join(re.escape(word) for word in re.split(r"[\s,]+", each.words.translate(FOLDED)) if word)
            ends = ELSEWHERE if each.kind is Kind.POST else ""
            for found in re.finditer(rf"(?<![\w+-]){words}(?![\w-]){ends}", self.plain, re.IGNORECASE):
                self.take(*found.span(), each.kind, each.values)

    def look_for_numbers(self, numbers: frozenset[str]) -> None:
        """Known numbers in whatever way they are written: none of them may be overlooked."""
        by_digits = {}
        for number in sorted(numbers):
            parsed = phonenumbers.parse(number)
            by_digits[f"{parsed.national_number}"] = (number, f"{parsed.country_code}")
        if not by_digits:
            return
        codes = "|".join(sorted({re.escape(code) for _, code in by_digits.values()}))
        known = "|".join(BETWEEN.join(digits) for digits in sorted(by_digits))
        for found in re.finditer(rf"(?<!\d)(?:\+?(?:{codes}){BETWEEN})?\(?(?P<national>{known})(?!\d){EXTENSION}", self.plain, re.IGNORECASE):
            if not self.is_of_another_country(found.start()):
                number, _ = by_digits[re.sub(r"\D", "", found["national"])]
                self.take(*found.span(), Kind.VOICE, (number,), extension=found["extension"] or "")

    def look_for_mail(self) -> None:
        for found in MAIL.finditer(self.plain):
            self.take(*found.span(), Kind.EMAIL, (found[0].casefold(),))

    def look_for_web(self) -> None:
        for found in WEB.finditer(self.plain):
            self.take(found.start(), found.start() + len(found[0].rstrip(".:!?")), Kind.WEB, (host_of(found[0]),))

    def look_for_other_numbers(self, region: str) -> None:
        """Numbers that are valid, and what is plainly meant as one."""
        for found in phonenumbers.PhoneNumberMatcher(self.plain, region, phonenumbers.Leniency.POSSIBLE, MOST_TRIES):
            valid = phonenumbers.is_valid_number(found.number)
            if valid or found.raw_string.startswith("+") or WRITTEN_AS_NUMBER.fullmatch(found.raw_string):
                value = phonenumbers.format_number(found.number, phonenumbers.PhoneNumberFormat.E164)
                self.take(found.start, found.end, Kind.VOICE, (value,), extension=found.number.extension or "", is_possible=valid)
        for written in WRITTEN_AS_NUMBER.finditer(self.plain):
            if not self.is_of_another_country(written.start()):
                number = phonenumbers.parse(written[0], region)
                self.take(*written.span(), Kind.VOICE, (phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164),),
                          is_possible=phonenumbers.is_valid_number(number))

    def look_for_partial_numbers(self, numbers: frozenset[str]) -> None:
        by_tail: dict[str, tuple[str, ...]] = {}
        for number in sorted(numbers):
            by_tail[number[-7:]] = (*by_tail.get(number[-7:], ()), number)
        for found in WITHOUT_AREA_CODE.finditer(self.plain):
            self.take(*found.span(), Kind.VOICE, by_tail.get(found[0].replace("-", ""), ()), is_partial=True)

    def look_for_addresses(self) -> None:
        for end in END_OF_ADDRESS.finditer(self.plain):
            if (start := self._start_of_address(end.start())) is not None:
                self.take(start, end.end(), Kind.POST, (self.plain[start:end.end()],))

    def _start_of_address(self, end: int) -> int | None:
        """The last house number before the State and its code, in the same paragraph, and after whatever was understood before."""
        first = max(0, end - LONGEST_ADDRESS, self.taken.rfind(1, 0, end) + 1)
        for gap in BLANK_LINE.finditer(self.plain, first, end):
            first = gap.end()
        houses: Iterator[int] = (found.start() for found in HOUSE.finditer(self.plain, first, end))
        return max(houses, default=None)
