"""The JSON of quality."""

from .actions import ActionOut, ClaimOut, RecurrenceOut
from .campaigns import CampaignCustomerOut, CampaignDetailOut, CampaignOut, CheckCallOut
from .costs import CostEntryOut, CostRowOut, CostSumsOut, QualityRuleOut, SupplierOut
from .investigations import InvestigationOut, ReportOut
from .meetings import MeetingOut

__all__ = [
    "ActionOut",
    "CampaignCustomerOut",
    "CampaignDetailOut",
    "CampaignOut",
    "CheckCallOut",
    "ClaimOut",
    "CostEntryOut",
    "CostRowOut",
    "CostSumsOut",
    "InvestigationOut",
    "MeetingOut",
    "QualityRuleOut",
    "RecurrenceOut",
    "ReportOut",
    "SupplierOut",
]
