"""The words of what is kept and changed: states, kinds, outcomes."""

from article22.kernel.term import Term


class State(Term):
    """Of an edition, or of a proposed change."""

    PROPOSED = "proposed", "waits for a second person"
    IN_FORCE = "in-force", "in force"
    REFUSED = "refused", "refused"
    REPLACED = "replaced", "replaced by a newer one"


class Outcome(Term):
    """What became of a report that a number is wrong."""

    WRONG = "wrong", "the number was wrong, and a change is proposed"
    RIGHT = "right", "the number is right as it stands"
    UNCLEAR = "unclear", "it could not be told"


class AgencyKind(Term):
    """What an imported agency polices, by its name. Only municipal and county ones can be somebody's local police."""

    MUNICIPAL = "municipal", "municipal police"
    COUNTY = "county", "county sheriff or police"
    CAMPUS = "campus", "campus, school or hospital police"
    TRANSIT = "transit", "transit, rail, port or airport police"
    PARK = "park", "park, forest or wildlife police"
    COURT = "court", "court, corrections or capitol police"
    STATE = "state", "State, federal or tribal agency"
    OTHER = "other", "something else"
