"""What may be checked: words that were pasted, a file, or both."""

from collections.abc import Iterator

from django import forms
from django.utils.translation import gettext

from article22.ground.files.rules.reading import LARGEST_TEXT, text_of
from article22.kernel.refusal import NotUnderstood
from article22.kernel.text import Text

LONGEST_NAME = 80


class WallForm(forms.Form):
    """Both fields may be left empty, but not both at once."""

    text = forms.CharField(required=False)
    file = forms.FileField(required=False)

    def words(self) -> str:
        """Everything that was given, as text. Raises NotUnderstood."""
        words = [text_of(content, name) for content, name in self._contents()]
        if not words:
            raise NotUnderstood(Text("wall.nothing", "Nothing was given to check. Paste a text, or choose a file."))
        return "\n\n".join(words)

    def _contents(self) -> Iterator[tuple[bytes, str]]:
        if (pasted := self.data.get("text", "")).strip():
            yield pasted.encode("utf-8", "replace"), gettext("What was pasted")
        if file := self.files.get("file"):
            yield file.read(LARGEST_TEXT + 1), (file.name or "")[:LONGEST_NAME]
