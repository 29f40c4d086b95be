"""What a person will read: a stable code, a template in English, and its values. Doors translate."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from string import Formatter
from typing import Any
from zoneinfo import ZoneInfo

from article22.kernel.term import Term


class Text:
    """A sentence that is not yet in a language. `str()` gives the English, plain."""

    __slots__ = ("code", "template", "values")

    def __init__(self, code: str, template: str, /, **values: object) -> None:
        self.code = code
        self.template = template
        self.values: Mapping[str, object] = values

    def __str__(self) -> str:
        return ENGLISH.say(self)

    def __repr__(self) -> str:
        return f"Text({self.code!r}, {str(self)!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Text) and (self.code, self.template, self.values) == (other.code, other.template, other.values)

    def __hash__(self) -> int:
        return hash((self.code, self.template))


def packed(text: Text) -> dict[str, object]:
    """A text as JSON, so that it can be kept and said later in the language of whoever reads it."""
    return {"code": text.code, "template": text.template, "values": {name: _packed(value) for name, value in text.values.items()}}


def unpacked(kept: Mapping[str, Any]) -> Text:
    """The text that was kept. A term comes back as a text of its label."""
    return Text(kept["code"], kept["template"], **{name: _unpacked(value) for name, value in kept["values"].items()})


def _packed(value: object) -> object:
    match value:
        case Text():
            return {"text": packed(value)}
        case Term():
            return {"text": packed(Text(value.value, value.label))}
        case datetime():
            return {"instant": value.isoformat(), "zone": getattr(value.tzinfo, "key", "")}
        case date():
            return {"day": value.isoformat()}
        case str() | int() | float():
            return value
        case tuple() | list():
            return [_packed(one) for one in value]
        case frozenset() | set():
            return [_packed(one) for one in sorted(value, key=str)]
    raise TypeError(f"A text with a {type(value).__name__} cannot be kept.")


def _unpacked(kept: Any) -> object:
    match kept:
        case {"text": text}:
            return unpacked(text)
        case {"instant": at, "zone": zone}:
            instant = datetime.fromisoformat(at)
            return instant.astimezone(ZoneInfo(zone)) if zone else instant
        case {"day": day}:
            return date.fromisoformat(day)
        case list():
            return tuple(_unpacked(one) for one in kept)
    return kept


def named(code: str, words: str) -> Text:
    """Words of a pack or of a source, which translations know by their English."""
    return Text(code, words.replace("{", "{{").replace("}", "}}"))


TURNS = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F])


def in_one_line(words: str) -> str:
    """A line that people wrote, without the characters that turn the direction of what follows: pages keep each line apart themselves."""
    return words.translate(TURNS)


class Speaker:
    """Puts texts into English without markup. A door's speaker overrides what its language or its page needs.

    In a template `{name}` is said as its kind asks; `{name:spec}` passes `spec` on: a number's format (`.0f`), or for an
    instant `clock` (17:00), `day` (Tue 9 June 2026), `weekday`, and nothing for both.
    """

    def say(self, text: Text) -> str:
        """The text in this speaker's language."""
        parts: list[str] = []
        for literal, name, spec, _ in Formatter().parse(self.words(text.template)):
            parts.append(self.literal(literal))
            if name is not None:
                parts.append(self.value(text.values[name], spec or ""))
        return "".join(parts)

    def words(self, english: str) -> str:
        """The translation of a template or a label."""
        return english

    def literal(self, words: str) -> str:
        """A stretch of a template between its values."""
        return words

    def value(self, value: object, spec: str) -> str:
        """One value of a template."""
        match value:
            case Text():
                return self.say(value)
            case Term():
                return self.literal(self.words(value.label))
            case datetime():
                return self.figures(self.instant(value, spec))
            case date():
                return self.figures(self.day(value, spec))
            case bool() | None:
                raise TypeError(f"A text cannot say {value!r}.")
            case int() | float():
                return self.figures(format(value, spec or ("," if isinstance(value, int) else "")))
            case str():
                return self.given(value)
            case frozenset() | set():
                return self.several(sorted(value, key=str))
            case tuple() | list():
                return self.several(value)
        raise TypeError(f"A text cannot say a {type(value).__name__}.")

    def given(self, words: str) -> str:
        """Words that came from outside: a name, a number as printed, what somebody typed."""
        return words

    def figures(self, words: str) -> str:
        """Numbers, dates and hours, already written out."""
        return words

    def several(self, values: Iterable[object]) -> str:
        """A list, in its order."""
        return self.literal(", ").join(self.value(value, "") for value in values)

    def instant(self, at: datetime, spec: str) -> str:
        """An instant in the zone it carries."""
        if spec == "clock":
            return f"{at:%H:%M}"
        if spec == "weekday":
            return self.day(at, spec)
        return self.day(at, "") if spec == "day" else f"{self.day(at, '')}{self.words(', ')}{at:%H:%M}"

    def day(self, day: date, spec: str) -> str:
        """A day: Tue 9 June 2026; its weekday alone for `weekday`."""
        return f"{day:%A}" if spec == "weekday" else f"{day:%a} {day.day} {day:%B %Y}"


ENGLISH = Speaker()
