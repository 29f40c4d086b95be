"""Wallet cards, as they were printed."""

from django.db import models
from django.db.models import F, Q

from article22.contexts.missions.models.register import Mission


class WalletCard(models.Model):
    """One row is a wallet card as it was printed: its facts, so that its serial can answer whether they still hold."""

    serial = models.CharField(max_length=24, primary_key=True)
    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="wallet_cards")
    facts = models.JSONField()
    issued_on = models.DateField()
    check_by = models.DateField()

    class Meta:
        constraints = [models.CheckConstraint(name="card_is_checked_after_it_was_issued", condition=Q(check_by__gt=F("issued_on")))]
