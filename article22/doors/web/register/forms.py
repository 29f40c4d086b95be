"""What is entered in the register."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from article22.contexts.missions.rules.terms import MissionKind, PremisesKind
from article22.doors.web.forms import LineField, choices_of


class AddressForm(forms.Form):
    """Where a place is: an address that ends in a city with its State or a ZIP code, and the point where it is known."""

    address = LineField(label=_("Address with city and State, or ZIP code"), max_length=200)
    lat = LineField(label=_("Latitude, where known"), required=False, max_length=20)
    lon = LineField(label=_("Longitude, where known"), required=False, max_length=20)
    phone = LineField(label=_("Telephone of the switchboard"), required=False, max_length=80)


class MissionForm(AddressForm):
    """A mission and its main place."""

    state = forms.ChoiceField(label=_("Sending State"))
    kind = forms.ChoiceField(label=_("Kind"))
    name = LineField(label=_("Name, where it differs from kind and State"), required=False, max_length=160)
    field_order = ["state", "kind", "name", "address", "lat", "lon", "phone"]

    def __init__(self, *given: Any, states: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["state"].choices = [("", ""), *states]  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["kind"].choices = choices_of(MissionKind)  # type: ignore[attr-defined]


class PremisesForm(AddressForm):
    """Another place of a mission."""

    kind = forms.ChoiceField(label=_("Kind"))
    is_main = forms.BooleanField(label=_("This is the main place from now on"), required=False)
    field_order = ["kind", "address", "lat", "lon", "phone", "is_main"]

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["kind"].choices = choices_of(PremisesKind)  # type: ignore[attr-defined]


class SwitchboardForm(forms.Form):
    """The number of a place's switchboard; empty: none is known."""

    phone = LineField(label=_("Telephone of the switchboard"), required=False, max_length=80)


class ChangeForm(forms.Form):
    """A mission's name, and the offices that an officer recorded for it."""

    name = LineField(label=_("Name"), max_length=160)
    responsible_office = forms.ChoiceField(label=_("Responsible office"), required=False)
    usual_office = forms.ChoiceField(label=_("Office normally consulted"), required=False)

    def __init__(self, *given: Any, offices: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*given, **more)
        for name in ("responsible_office", "usual_office"):
            self.fields[name].choices = [("", _("By the rules")), *offices]  # type: ignore[attr-defined]


class LiaisonForm(forms.Form):
    """Who is assigned, from which day."""

    officer = forms.TypedChoiceField(label=_("Officer"), coerce=UUID)
    starts_on = forms.DateField(label=_("From"), widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *given: Any, officers: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["officer"].choices = officers  # type: ignore[attr-defined]


class EndForm(forms.Form):
    """From which day on an assignment holds no more."""

    assignment = forms.UUIDField(widget=forms.HiddenInput)
    ends_on = forms.DateField(label=_("First day without them"), widget=forms.DateInput(attrs={"type": "date"}))


class OfficerForm(forms.Form):
    """How missions reach an officer."""

    person = forms.TypedChoiceField(label=_("Person"), coerce=UUID)
    raw = LineField(label=_("Telephone"), required=False, max_length=40)
    email = forms.EmailField(label=_("Mail address"), required=False)

    def __init__(self, *given: Any, people: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["person"].choices = people  # type: ignore[attr-defined]


class AbsenceForm(forms.Form):
    """Who is away, from when, until when, and who covers."""

    officer = forms.TypedChoiceField(label=_("Who is away"), coerce=UUID)
    cover = forms.TypedChoiceField(label=_("Who covers"), coerce=UUID)
    starts_on = forms.DateField(label=_("First day away"), widget=forms.DateInput(attrs={"type": "date"}))
    ends_on = forms.DateField(label=_("First day back"), widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *given: Any, officers: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*given, **more)
        for name in ("officer", "cover"):
            self.fields[name].choices = officers  # type: ignore[attr-defined]
