"""Parameters of an address."""

from django.http import HttpRequest

from article22.kernel.refusal import NotUnderstood
from article22.kernel.text import Text


def check_known(request: HttpRequest, known: frozenset[str]) -> None:
    """Refuse a parameter that nothing reads: a misspelt one would change the answer silently."""
    if unknown := sorted(request.GET.keys() - known):
        raise NotUnderstood(Text("api.unknown-parameter", "{unknown} is no parameter of this address. Use {known}.", unknown=f"“{unknown[0][:40]}”",
                                 known=", ".join(sorted(known))))
