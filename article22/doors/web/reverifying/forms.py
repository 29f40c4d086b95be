"""What a representative is asked by their own link."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from article22.contexts.missions.models import Code, Way
from article22.contexts.missions.rules.terms import WayKind
from article22.doors.web.forms import LineField


class CardsForm(forms.Form):
    """Two cards: three taps with the button."""

    still = forms.ChoiceField(choices=(("yes", _("Yes, still me")), ("no", _("No, not me any more"))), widget=forms.RadioSelect)
    language = forms.ChoiceField(choices=settings.LANGUAGES, label=_("Write to me in"), required=False)
    right = forms.ChoiceField(choices=(("yes", _("Yes, all right")), ("no", _("No, something is wrong"))), widget=forms.RadioSelect, required=False)

    def clean(self) -> dict[str, Any]:
        """Whoever is not it any more is not asked about numbers."""
        given = super().clean() or {}
        if given.get("still") == "yes" and not given.get("right"):
            self.add_error("right", _("Say whether this is how you are reached."))
        return given


class GoneForm(forms.Form):
    """When they were, or will be, it for the last time."""

    last_day = forms.DateField(label=_("Your last day. Empty: today"), required=False, widget=forms.DateInput(attrs={"type": "date"}))


class WrongForm(forms.Form):
    """Which of the ways are wrong, and what stands in their place."""

    def __init__(self, ways: Sequence[Way], *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.ways = ways
        for way in ways:
            self.fields[f"wrong_{way.pk}"] = forms.BooleanField(label=_("This is wrong"), required=False)
            self.fields[f"new_{way.pk}"] = LineField(label=_("The right one, if there is one"), max_length=200, required=False, widget=forms.TextInput(attrs={
                "inputmode": "email" if way.kind == WayKind.MAIL else "tel"}))

    def clean(self) -> dict[str, Any]:
        """One at least is wrong; whatever has another in its place is."""
        given = super().clean() or {}
        if not self.wrong():
            self.add_error(None, _("Say which one is wrong, or go back: all are right."))
        return given

    def wrong(self) -> Mapping[Way, str]:
        """The ways that are wrong, each with what was given in its place; empty where nothing was."""
        given = self.cleaned_data
        return {way: given.get(f"new_{way.pk}", "") for way in self.ways if given.get(f"wrong_{way.pk}") or given.get(f"new_{way.pk}")}


class CodesForm(forms.Form):
    """A code for each way; those that have not come are left empty."""

    def __init__(self, codes: Sequence[Code], *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.names = {f"code_{code.pk}": code for code in codes}
        for nth, name in enumerate(self.names):
            self.fields[name] = forms.CharField(required=False, max_length=20, widget=forms.TextInput(attrs={
                "inputmode": "numeric", "autocomplete": "one-time-code" if nth == 0 else "off", "class": "code"}))

    def clean(self) -> dict[str, Any]:
        """One code at least."""
        given = super().clean() or {}
        if not self.entered():
            self.add_error(None, _("Enter a code that you were sent."))
        return given

    def entered(self) -> Mapping[UUID, str]:
        """What was entered, by the message that carried the code."""
        return {code.pk: self.cleaned_data[name] for name, code in self.names.items() if self.cleaned_data.get(name)}
