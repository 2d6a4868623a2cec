"""The models of quality."""

from .actions import Action, ActionFile, Recurrence
from .batches import BatchRecord, BatchWarning, WarningRules, batch_url
from .campaign_customers import CampaignAttempt, CampaignCheck, CampaignCustomer, CampaignDraw
from .campaign_papers import CampaignPaper
from .campaigns import Campaign, CampaignPhase, CampaignSerial
from .costs import Claim, CostEntry, QualityRule, Supplier, Supply
from .investigations import Investigation, InvestigationFile, StoodDown
from .meetings import Meeting, MeetingCase
from .objections import Objection
from .reports import InvestigationReport
from .samples import Sample, SampleFile, SampleMove
from .suggestions import SuggestionList, SuggestionReview, SuggestionTheme

__all__ = [
    "Action",
    "ActionFile",
    "BatchRecord",
    "BatchWarning",
    "Campaign",
    "CampaignAttempt",
    "CampaignCheck",
    "CampaignCustomer",
    "CampaignDraw",
    "CampaignPaper",
    "CampaignPhase",
    "CampaignSerial",
    "Claim",
    "CostEntry",
    "Investigation",
    "InvestigationFile",
    "InvestigationReport",
    "Meeting",
    "MeetingCase",
    "Objection",
    "QualityRule",
    "Recurrence",
    "Sample",
    "SampleFile",
    "SampleMove",
    "StoodDown",
    "Supplier",
    "Supply",
    "WarningRules",
    "batch_url",
    "SuggestionList",
    "SuggestionReview",
    "SuggestionTheme",
]
