"""A route as others read it: the JSON that the API and the console promise, and the plain text that is copied and printed."""

from collections.abc import Callable
from typing import Any

from article22.contexts.directory.rules.routes import Route, Step
from article22.contexts.directory.rules.terms import Citation, Group
from article22.kernel.text import ENGLISH, Speaker, Text


def answer_of(route: Route, say: Callable[[Text], str] = str) -> dict[str, Any]:
    """The JSON document of the contract. `say` puts a text into the reader's language."""
    place = route.place
    return {
        "need": route.need.value,
        "place": {"text": place.text, "lat": place.latitude, "lon": place.longitude, "city": place.city, "state": place.state,
                  "precision_km": place.precision_km},
        "at": route.at.isoformat(), "as_of": route.as_of.isoformat(), "regime": route.regime,
        "directory": {"from": route.origin, "version": route.version},
        "steps": [{"rank": rank, **_step_of(step, say)} for rank, step in enumerate(route.steps, 1)],
        "warnings": [{"code": warning.code, "text": say(warning)} for warning in route.warnings],
    }


def _step_of(step: Step, say: Callable[[Text], str]) -> dict[str, Any]:
    because = say(step.because)
    return {
        "group": step.group.value, "regime": step.regime, "authority": step.authority, "who": say(step.who),
        "office": step.office, "site": step.site, "contact": step.contact,
        "line": {"kind": step.kind.value, "raw": step.raw, "e164": step.e164, "email": step.email, "purpose": list(step.purposes)},
        "open_now": step.is_open, "opens_at": step.opens_at.isoformat() if step.opens_at else None,
        "because": f"{because} {say(step.standing)}" if step.standing else because,
        "rule": _citation_of(step.rule), "source": _citation_of(step.source) if step.source else None,
        "distance_km": None if step.distance_km is None else round(step.distance_km, 1),
        "runner_up": {"office": step.runner_up[0], "distance_km": round(step.runner_up[1], 1)} if step.runner_up else None,
    }


def text_of(route: Route, speaker: Speaker = ENGLISH) -> str:
    """The answer as plain text, for a terminal, an e-mail or a pocket."""
    say = speaker.say
    lines = [say(Text("answer.head", "{need}. {place}, {at} {zone}.", need=route.need, place=route.place.text, at=route.at, zone=f"{route.at:%Z}"))]
    group = Group.FIRST
    for rank, step in enumerate(route.steps, 1):
        if step.group is not group:
            group = step.group
            lines.append(say(Text("answer.group", "{group}:", group=group)))
        value = step.raw or say(Text("answer.pointer", "no number printed"))
        lines.append(f"{rank}. {say(step.who)}: {value}{_standing_of(step, say)}")
        lines.append(f"   {say(step.because)} “{step.rule.quote}” ({step.rule.document.short}, {step.rule.document.printed})")
    lines += [f"! {say(warning)}" for warning in route.warnings]
    lines.append(say(Text("answer.foot", "From the directory {version} ({origin}), by the sources of {day}.",
                          version=route.version, origin=route.origin, day=route.as_of)))
    return "\n".join(lines)


def _standing_of(step: Step, say: Callable[[Text], str]) -> str:
    if step.is_open is False and step.standing:
        closed = say(Text("answer.closed", "CLOSED. {standing}", standing=step.standing))
        opens = say(Text("answer.opens", "Opens {at} {zone}.", at=step.opens_at, zone=f"{step.opens_at:%Z}")) if step.opens_at else ""
        return f"  {closed} {opens}".rstrip()
    return f"  {say(Text('answer.open', 'open now'))}" if step.is_open else ""


def _citation_of(citation: Citation) -> dict[str, str]:
    return {"document": citation.document.id, "date": citation.document.printed, "quote": citation.quote}
