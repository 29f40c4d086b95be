"""What a person reads of a page."""

from html.parser import HTMLParser

INLINE = frozenset({"a", "b", "bdi", "cite", "code", "em", "q", "small", "span", "strong"})


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []

    def handle_data(self, data: str) -> None:
        self.said.append(data)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag not in INLINE:
            self.said.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag not in INLINE:
            self.said.append(" ")


def words_of(html: str) -> str:
    """The words of a page in their order, a single space between them."""
    reader = _Reader()
    reader.feed(html)
    return " ".join("".join(reader.said).split())
