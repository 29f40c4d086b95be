"""`article22 route`: whom to call."""

from argparse import Namespace
from typing import Any
from zoneinfo import ZoneInfo

from article22.contexts.directory.queries.packs import PACK
from article22.contexts.directory.rules import questions
from article22.contexts.directory.rules.answers import answer_of, text_of
from article22.contexts.directory.rules.routes import Route, route
from article22.contexts.directory.rules.terms import Need
from article22.doors.console.answering import Here, answering
from article22.doors.console.printing import add_command, add_json, print_json
from article22.ground.places import queries as places
from article22.kernel.place import NoSuchPlace, Place
from article22.kernel.text import Text


def describe(commands: Any) -> None:
    """Declare the command's options."""
    parser = add_command(commands, "route", "whom to call, for a place, a need and an hour")
    parser.add_argument("--need", default="", help=", ".join(Need))
    parser.add_argument("--place", help='a city with its State, a ZIP code or an address: "Nashville, TN"; with a database also a mission by its name')
    parser.add_argument("--lat", help="degrees north, with --lon")
    parser.add_argument("--lon", help="degrees east, with --lat")
    parser.add_argument("--mission", help="a mission of the register by its number: VAL-1")
    parser.add_argument("--at", help="an instant with its zone, 2026-03-12T10:10:00-05:00; now if left out")
    parser.add_argument("--as-of", help="the day whose sources count, 2019-05-01; that of --at in the capital if left out")
    add_json(parser)
    parser.set_defaults(run=run)


def run(options: Namespace) -> int:
    """Answer, as a card or as JSON."""
    with answering() as here:
        answer = _answer(options, here)
    if options.json:
        print_json(answer_of(answer))
    else:
        print(text_of(answer))
    return 0


def _answer(options: Namespace, here: Here) -> Route:
    need, point = questions.need_of(options.need), _point_of(options)
    at = questions.instant_of(options.at) if options.at else None
    as_of = questions.day_of(options.as_of) if options.as_of else None
    if here.actor is None:
        place = point or _place_in_pack(options)
        return route(here.directory, place, need, at or here.present.astimezone(ZoneInfo(place.zone) if place.zone else here.directory.capital), as_of)
    from article22.procedures import asking

    if point:
        where = asking.Where(place=point)
    elif options.mission is not None:
        where = asking.get_mission_place(options.mission, on=here.directory.today)
    else:
        where = asking.get_place(options.place, on=here.directory.today)
    return asking.whom_to_call(here.directory, where, need, at=at, as_of=as_of, present=here.present, seen_by=here.actor)


def _point_of(options: Namespace) -> Place | None:
    """The point that the options name; None where they name a place or a mission. Raises NoSuchPlace where they name none, or two."""
    given = [name for name in ("place", "mission") if getattr(options, name) is not None]
    if options.lat is not None or options.lon is not None:
        given.append("lat/lon")
    match given:
        case ["lat/lon"] if options.lat is not None and options.lon is not None:
            return questions.point_of(options.lat, options.lon)
        case ["place"] | ["mission"]:
            return None
    raise NoSuchPlace(Text("place.how", "Say where in one way: a place, a mission, or both a latitude and a longitude."))


def _place_in_pack(options: Namespace) -> Place:
    if options.mission is not None:
        raise NoSuchPlace(Text("mission.no-register", "No register of missions is configured here. Give --place, or --lat and --lon."))
    return places.get_place(options.place, PACK)
