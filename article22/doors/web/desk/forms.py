"""What is entered at the desk. Hours are those of the case's place."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from article22.contexts.cases.rules.decisions import LONGEST
from article22.contexts.cases.rules.opening import LONGEST_DESCRIPTION
from article22.contexts.cases.rules.retention import LONGEST_REASON
from article22.contexts.cases.rules.terms import Basis, CannotOpen, Conduct, Harm, LawLevel, OfficialLink, Outcome, PersonStatus, Priority, PurgeWhy, Reason
from article22.contexts.directory.rules.terms import Need
from article22.doors.web.forms import LineField, choices_of
from article22.doors.web.times import TimedForm, WallTime
from article22.kernel.term import Term
from article22.threshold.speakers import in_words

Choices = list[tuple[str, Any]]


class PlacedForm(TimedForm):
    """A form whose times are instants at the case's place as soon as they were read."""

    def clean(self) -> None:
        """Each time as its instant, or what is wrong with it beside it."""
        for name in self.times:
            try:
                self.cleaned_data[name] = self.instant(name, self.zone)
            except CannotOpen as refusal:
                self.add_error(name, in_words(refusal.text))


def _when(label: Any) -> WallTime:
    return WallTime(label=label, required=False)


def _words(label: Any, *, most: int = LONGEST_DESCRIPTION, required: bool = True) -> forms.CharField:
    return forms.CharField(label=label, required=required, max_length=most, widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}))


def _ticks(label: Any, terms: Iterable[Term], *, required: bool = False, coded: bool = False) -> forms.MultipleChoiceField:
    choices = [(term.value, f"{term.value}: {words}" if coded else words) for term, (_value, words) in zip(terms, choices_of(terms), strict=True)]
    return forms.MultipleChoiceField(label=label, required=required, choices=choices, widget=forms.CheckboxSelectMultiple)


class CallForm(PlacedForm):
    """Who spoke there, when, and whether they were told or acknowledged."""

    times = ("called_at",)
    recipient = forms.TypedChoiceField(label=_("Who was spoken to"), coerce=UUID)
    name = LineField(label=_("Name of whoever spoke there, or rank and number"), max_length=120)
    is_answer = forms.TypedChoiceField(label=_("What came of it"), coerce=lambda value: value == "yes", widget=forms.RadioSelect, initial="yes",
                                       choices=[("yes", _("They acknowledged")), ("no", _("They were told"))])
    called_at = _when(_("When, if not just now"))

    def __init__(self, *given: Any, recipients: Choices, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["recipient"].choices = recipients  # type: ignore[attr-defined]  # a ChoiceField


class SortForm(forms.Form):
    """What the case is about, proposed from the words: change what is wrong."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    priority = forms.ChoiceField(label=_("Priority"))
    reason = LineField(label=_("Why, if the priority changes"), required=False, max_length=300)
    link = forms.ChoiceField(label=_("Official link"))
    harm = _ticks(_("Harm"), Harm)
    persons = _ticks(_("Persons"), PersonStatus)
    conduct = _ticks(_("Conduct"), Conduct)
    law = _ticks(_("Law that may be broken"), LawLevel)
    basis = _ticks(_("What the duty rests on"), Basis)

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        for name, terms in (("priority", Priority), ("link", OfficialLink)):
            self.fields[name].choices = choices_of(terms)  # type: ignore[attr-defined]


class WordsForm(forms.Form):
    """Words alone: a question, what was done."""

    words = _words(_("What"))

    def __init__(self, *given: Any, label: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["words"].label = label


class StoryForm(PlacedForm):
    """What is added to the story, and when it happened."""

    times = ("happened_at",)
    words = _words(_("What happened"))
    happened_at = _when(_("When it happened, if not just now"))


class DecideForm(PlacedForm):
    """A decision on safety or resources, never on what people want to say."""

    times = ("ends_at",)
    outcome = forms.ChoiceField(label=_("What is decided"), widget=forms.RadioSelect)
    reasons = _ticks(_("Reasons, of safety or of resources"), Reason, required=True, coded=True)
    measures = _words(_("What is granted: which posts or patrols, from when until when"), most=LONGEST, required=False)
    offered = _words(_("What is offered instead, or whom the mission turns to"), most=LONGEST, required=False)
    ends_at = _when(_("Until when it holds"))

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["outcome"].choices = choices_of(Outcome)  # type: ignore[attr-defined]


class MoveForm(forms.Form):
    """Where the case goes next."""

    to = forms.ChoiceField(label=_("It is now"), widget=forms.RadioSelect)
    reason = LineField(label=_("Why, where it ends"), required=False, max_length=300)

    def __init__(self, *given: Any, moves: Choices, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["to"].choices = moves  # type: ignore[attr-defined]


class PromoteForm(PlacedForm):
    """What the case is from now on; a demonstration has a start and an end."""

    times = ("starts_at", "ends_at")
    to = forms.ChoiceField(label=_("From now on it is"), widget=forms.RadioSelect)
    starts_at = _when(_("A demonstration starts"))
    ends_at = _when(_("A demonstration ends"))

    def __init__(self, *given: Any, kinds: Choices, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["to"].choices = kinds  # type: ignore[attr-defined]


class WhoseForm(forms.Form):
    """Whose case it is."""

    mission = LineField(label=_("The mission's number, as VAL-1, or its letters and its city"), max_length=80)


class MergeForm(forms.Form):
    """The case that goes on."""

    into = forms.ChoiceField(label=_("Proposed: the case that goes on"), required=False, widget=forms.RadioSelect)
    number = LineField(label=_("Or its number"), required=False, max_length=12)

    def __init__(self, *given: Any, proposed: Choices, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["into"].choices = proposed  # type: ignore[attr-defined]
        if not proposed:
            del self.fields["into"]


class RouteForm(forms.Form):
    """For which place and need the case is routed anew, and who is dropped."""

    need = forms.ChoiceField(label=_("What is needed"))
    place = LineField(label=_("Place, if it is another: city and State, ZIP code, or mission"), required=False, max_length=200)
    drop = forms.TypedMultipleChoiceField(label=_("Of whom nothing more is asked"), required=False, coerce=UUID, widget=forms.CheckboxSelectMultiple)
    reason = LineField(label=_("Why"), required=False, max_length=300)

    def __init__(self, *given: Any, recipients: Choices, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["need"].choices = choices_of(Need)  # type: ignore[attr-defined]
        self.fields["drop"].choices = recipients  # type: ignore[attr-defined]
        if not recipients:
            del self.fields["drop"]


class TickForm(WordsForm):
    """What was done of what is owed."""

    clock = forms.UUIDField(widget=forms.HiddenInput)


class StrikeForm(forms.Form):
    """Why a passage is struck through."""

    passage = forms.UUIDField(widget=forms.HiddenInput)
    reason = LineField(label=_("Why it is struck through"), max_length=300)


class CallLogForm(forms.Form):
    """A call in one line, and whatever stands beside it: no field blocks."""

    words = LineField(label=_("The line as it was typed"), max_length=2000, required=False, strip=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    place = LineField(label=_("Where, if not at the mission's main place"), required=False, max_length=200)
    caller = LineField(label=_("Who calls"), required=False, max_length=120)
    phone = LineField(label=_("Number to call back"), required=False, max_length=60)
    mission = LineField(required=False, max_length=40, widget=forms.HiddenInput)
    elapsed = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def __init__(self, *given: Any, kinds: Choices, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["kind"].choices = [("", ""), *kinds]  # type: ignore[attr-defined]


class HoldForm(PlacedForm):
    """Why a case must be kept beyond its time, and until when."""

    times = ("until",)
    reason = LineField(label=_("Why it must be kept: name the matter, not what the case says. Administrators read it"), max_length=LONGEST_REASON)
    until = _when(_("Until when, if that is known; else until it is lifted"))


class PurgeForm(forms.Form):
    """Why the words of a case are to be removed, everywhere, for good."""

    why = forms.ChoiceField(label=_("Why every word of this case is to be removed, for good, if an administrator agrees"), widget=forms.RadioSelect,
                            choices=choices_of(PurgeWhy))
