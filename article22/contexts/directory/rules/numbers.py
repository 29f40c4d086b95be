"""Telephone numbers and mail addresses as people write them."""

import re
from email.errors import MessageError
from email.headerregistry import Address

import phonenumbers

from article22.contexts.directory.rules.terms import Kind
from article22.kernel.refusal import NotUnderstood
from article22.kernel.text import Text

EMERGENCY_CALL = re.compile(r"9[-. ]?1[-. ]?1")
BETWEEN_NUMBERS = re.compile(r"[/;,|&\r\n]+|\b(?:or|and)\b", re.IGNORECASE)
LONGEST = 80
FEWEST_DIGITS_OF_TWO = 14


def region_of_calling_code(calling_code: str) -> str:
    """The region in which a number without a country's code is read: US for +1."""
    return phonenumbers.region_code_for_country_code(int(calling_code.removeprefix("+")))


def number_of(raw: str, region: str) -> str:
    """The E.164 form of a number as somebody wrote it. Raises NotUnderstood where it is none, or more than one."""
    if several := several_in(raw, region):
        raise NotUnderstood(Text("number.several", "{raw} holds {count} numbers, it seems {numbers}. Give each by itself.", raw=f"“{raw.strip()[:LONGEST]}”",
                                 count=len(several), numbers=several))
    try:
        number = phonenumbers.parse(raw, region)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or phonenumbers.is_possible_number_with_reason(number) != phonenumbers.ValidationResult.IS_POSSIBLE:
        raise NotUnderstood(Text("number.unreadable", "{raw} is no telephone number. Write it in full with its area code, as 202-555-0123.",
                                 raw=f"“{raw.strip()[:LONGEST]}”"))
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def several_in(raw: str, region: str) -> tuple[str, ...]:
    """The numbers of a field that holds more than one, as they seem to be meant: 310-235-7937/9 is 310-235-7937 and 310-235-7939. Else nothing."""
    first, *others = [part.strip() for part in BETWEEN_NUMBERS.split(raw.strip()) if part.strip()] or [""]
    if not others or not _is_possible(first, region):
        if sum(letter.isdigit() for letter in raw) < FEWEST_DIGITS_OF_TWO:
            return ()
        found = tuple(match.raw_string for match in phonenumbers.PhoneNumberMatcher(raw, region, phonenumbers.Leniency.POSSIBLE))
        return found if len(found) > 1 else ()
    meant = [other if _is_possible(other, region) else first[:-len(other)] + other if other.isdigit() and len(other) < len(first) else "" for other in others]
    return (first, *meant) if all(meant) else ()


def _is_possible(raw: str, region: str) -> bool:
    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(raw, region))
    except phonenumbers.NumberParseException:
        return False


def email_of(raw: str) -> str:
    """A mail address as it is compared. Raises NotUnderstood where it is none."""
    try:
        address = Address(addr_spec=raw.strip())
    except (MessageError, ValueError, IndexError):
        address = None
    if address is None or not address.username or "." not in address.domain.strip(".") or not raw.isprintable():
        raise NotUnderstood(Text("email.unreadable", "{raw} is no mail address. Write it as name@office.gov.", raw=f"“{raw.strip()[:LONGEST]}”"))
    return address.addr_spec


def value_of(kind: Kind, raw: str, region: str) -> str | None:
    """What a program compares of a line's new value: E.164, a mail address, or nothing for the emergency call and for words.

    Raises NotUnderstood.
    """
    words = " ".join(raw.split())
    if not words or len(words) > 2 * LONGEST:
        raise NotUnderstood(Text("number.empty", "Write the new number or address as the source prints it, in at most {most} characters.",
                                 most=2 * LONGEST))
    match kind:
        case Kind.VOICE if EMERGENCY_CALL.fullmatch(words):
            return None
        case Kind.VOICE | Kind.FAX:
            return number_of(words, region)
        case Kind.EMAIL:
            return email_of(words)
    return None


def national(e164: str) -> str:
    """A number as its own country writes it: (310) 235-7937."""
    return phonenumbers.format_number(phonenumbers.parse(e164), phonenumbers.PhoneNumberFormat.NATIONAL)
