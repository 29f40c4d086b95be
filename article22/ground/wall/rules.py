"""How far a role reaches: what the database's policies know of an actor."""

from collections.abc import Mapping

from article22.kernel.actor import Actor
from article22.kernel.term import Term


class Reach(Term):
    """The part of the records that an actor can see at all. Within it, `visible_to` and verbs decide."""

    PUBLIC = "public"
    MISSION = "mission"
    PROTECTOR = "protector"
    PARTNER = "partner"
    LINK = "link"
    ADMINISTRATION = "administration"
    INSPECTION = "inspection"
    PROVISION = "provision"
    SYSTEM = "system"


REACH_OF: Mapping[str, Reach] = {
    "public": Reach.PUBLIC, "system": Reach.SYSTEM, "representative": Reach.MISSION, "watch-officer": Reach.PROTECTOR,
    "liaison-officer": Reach.PROTECTOR, "analyst": Reach.PROTECTOR, "chief-analyst": Reach.PROTECTOR, "ofm-officer": Reach.PROTECTOR,
    "supervisor": Reach.PARTNER, "link-holder": Reach.LINK, "administrator": Reach.ADMINISTRATION, "inspector": Reach.INSPECTION,
    "provisioner": Reach.PROVISION,
}


def reach_of(actor: Actor) -> Reach:
    """How far an actor reaches. A role that is not in the list reaches nothing: KeyError."""
    return REACH_OF[actor.role]
