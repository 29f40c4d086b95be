"""The wallet card's pages: what it will state, the card itself, and whether one that was printed still holds."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from article22.contexts.missions.models import WalletCard
from article22.contexts.missions.queries.missions import get_mission
from article22.doors.web.card.cards import lines_on_paper
from article22.doors.web.wallet.papers import wallet_pdf
from article22.doors.web.wallet.verdicts import rows_of
from article22.procedures.cards import Stated, check_wallet_card, issue_wallet_card, state_card
from article22.threshold.actors import actor_of
from article22.threshold.clock import now
from article22.threshold.limits import limited
from article22.threshold.page import is_demo


@login_not_required
@limited("wallet_card")
@require_http_methods(["GET", "HEAD", "POST"])
def show_wallet_card(request: HttpRequest, number: str) -> HttpResponse:
    """What a mission's card of today will state; sent as a form, the card."""
    mission = get_mission(number)
    if request.method == "POST":
        card, stated = issue_wallet_card(mission, present=now(), by=actor_of(request))
        return _as_pdf(card, stated)
    stated = state_card(mission, present=now())
    return render(request, "wallet/wallet.html", _page(stated, stated.facts))


@login_not_required
@require_safe
def check_card(request: HttpRequest, serial: str) -> HttpResponse:
    """Whether a printed card still holds, and what a card of today states instead."""
    verdict = check_wallet_card(serial, present=now())
    printed, where = verdict.card.facts, verdict.stated.where.text
    return render(request, "wallet/check.html", {
        "verdict": verdict, "was_place": "" if printed["place"] == where else printed["place"], **_page(verdict.stated, printed)})


@login_not_required
@limited("wallet_card")
@require_safe
def print_card(request: HttpRequest, serial: str) -> HttpResponse:  # noqa: ARG001  every view takes it
    """A card that was made and still holds, to be printed again; one that does not hold leads to what replaced it."""
    verdict = check_wallet_card(serial, present=now())
    return _as_pdf(verdict.card, verdict.stated) if verdict.is_current else redirect("wallet_check", verdict.card.serial)


def _as_pdf(card: WalletCard, stated: Stated) -> HttpResponse:
    name = f'inline; filename="article22-{card.serial}.pdf"'
    return HttpResponse(wallet_pdf(card, stated), content_type="application/pdf", headers={"Content-Disposition": name})


def _page(stated: Stated, printed: Mapping[str, Any]) -> dict[str, Any]:
    return {"stated": stated, "rows": rows_of(stated, printed, would_dial=is_demo()), "verified_by": stated.directory.verified_by,
            "strip": lines_on_paper(stated.danger, stated.directory, would_dial=is_demo())}
