"""The tables of the register, a module for each part of it."""

from article22.contexts.missions.models.cards import CardCheck, CardRecall, WalletCard
from article22.contexts.missions.models.changes import WayChange
from article22.contexts.missions.models.claims import Claim
from article22.contexts.missions.models.contacts import Contact
from article22.contexts.missions.models.corrections import Correction, CorrectionPurge
from article22.contexts.missions.models.dossiers import Agreement, Consent, Departure, Detail
from article22.contexts.missions.models.drills import Drill, DrillCall, Schedule
from article22.contexts.missions.models.flags import PoliceArea, PoliceDesk, PriorityForm, Registration
from article22.contexts.missions.models.liaisons import Absence, Assignment, Officer
from article22.contexts.missions.models.lists import Import, ImportChange, ListDraft, Listing, PersonListing
from article22.contexts.missions.models.register import Mission, Premises, SendingState
from article22.contexts.missions.models.representatives import Representative, Way
from article22.contexts.missions.models.reverifications import Code, Reverification
from article22.contexts.missions.models.tasks import Look, Task

__all__ = [
    "Absence",
    "Agreement",
    "Assignment",
    "CardCheck",
    "CardRecall",
    "Claim",
    "Code",
    "Consent",
    "Contact",
    "Correction",
    "CorrectionPurge",
    "Departure",
    "Detail",
    "Drill",
    "DrillCall",
    "Import",
    "ImportChange",
    "ListDraft",
    "Listing",
    "Look",
    "Mission",
    "Officer",
    "PersonListing",
    "PoliceArea",
    "PoliceDesk",
    "Premises",
    "PriorityForm",
    "Registration",
    "Representative",
    "Reverification",
    "Schedule",
    "SendingState",
    "Task",
    "WalletCard",
    "Way",
    "WayChange",
]
