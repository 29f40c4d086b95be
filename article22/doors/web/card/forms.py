"""What may be asked of the card."""

from datetime import date, datetime

from django import forms

from article22.contexts.directory.rules import questions
from article22.contexts.directory.rules.terms import Need
from article22.doors.web.forms import LineField


class CardForm(forms.Form):
    """A place in words, a need, and, for whoever wants to look elsewhere in time, an hour and a day."""

    place = LineField(max_length=300, required=False, strip=True)
    need = LineField(max_length=20, required=False)
    at = LineField(max_length=40, required=False)
    as_of = LineField(max_length=10, required=False)

    def need_asked(self) -> Need:
        """The need; a worry where none was chosen. Raises NotUnderstood."""
        return questions.need_of(self.cleaned_data["need"] or Need.CONCERN)

    def instant_asked(self) -> datetime | None:
        """The instant, or None for now. Raises NotUnderstood."""
        return questions.instant_of(self.cleaned_data["at"]) if self.cleaned_data["at"] else None

    def day_asked(self) -> date | None:
        """The day whose sources count, or None. Raises NotUnderstood."""
        return questions.day_of(self.cleaned_data["as_of"]) if self.cleaned_data["as_of"] else None
