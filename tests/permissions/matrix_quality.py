"""Who gets past 404 on the routes of quality. What one sees but may not do, the services refuse with 403."""

from typing import Any

from complaints.quality.models import Campaign, CampaignCheck, QualityRule
from complaints.quality.services import campaign_checks, campaign_papers
from complaints.quality.services.campaign_rows import token_of
from complaints.quality.verbs import ACTIONS, CAMPAIGN_CUSTOMERS, CAMPAIGNS, CHECKS, INVESTIGATIONS, MEETINGS
from tests.factories import NOW, Cast
from tests.quality import factories as make
from tests.quality.campaigns import factories as campaigns

READERS = frozenset({"service", "manager", "gm", "quality", "quality_manager", "executive", "colleague", "auditor"})
QUALITY = frozenset({"quality", "quality_manager"})
TICKET_READERS = READERS | {"rep"}
COST_READERS = READERS - {"service", "colleague"}
RULE_READERS = frozenset({"manager", "gm", "admin", "quality_manager", "executive", "auditor"})
SUPPLIER_KEEPERS = QUALITY | {"manager", "admin"}
CAMPAIGN_READERS = READERS - {"colleague"}


def _campaign(people: Cast) -> Campaign:
    """One that runs, with drawn check calls and a file whose PDF is made."""
    if found := Campaign.objects.first():
        return found
    row = campaigns.sent(people)
    campaign_checks.draw_checks(campaign_id=row.pk, actor=people.quality, now=NOW)
    campaign_papers.file_campaign(campaign_id=row.pk, language="zh-hans", actor=people.quality, now=NOW)
    assert campaign_papers.render_due_papers(now=NOW) == 1
    return row


def _number(people: Cast) -> dict[str, Any]:
    return {"number": _campaign(people).number}


def _customer(people: Cast) -> dict[str, Any]:
    row = campaigns.row_of(_campaign(people), people.customer)
    return {"number": row.campaign.number, "pk": row.pk}


def _check(people: Cast) -> dict[str, Any]:
    check = CampaignCheck.objects.get(draw__campaign=_campaign(people))
    return {"number": check.draw.campaign.number, "pk": check.pk}


ROWS: dict[str, frozenset[str] | str] = {
    "investigations": READERS,
    "investigation_new": QUALITY,
    "investigation": READERS,
    "investigation_findings": READERS,
    "investigation_team": READERS,
    "investigation_plan": READERS,
    "investigation_stand_down": READERS,
    "investigation_nudge": READERS,
    "investigation_photo": READERS,
    "investigation_identify": READERS,
    "investigation_whys": READERS,
    "investigation_causes": READERS,
    "investigation_action": READERS,
    "investigation_decision": READERS,
    "investigation_send_back": READERS,
    "investigation_reopen": READERS,
    "investigation_close": READERS,
    "investigation_file": READERS,
    "investigation_reports": READERS,
    "investigation_report_new": READERS,
    "investigation_report": READERS,
    "investigation_report_sign": READERS,
    "investigation_report_retry": READERS,
    "actions": READERS,
    "meetings": READERS,
    "meeting_new": READERS,
    "meeting": READERS,
    "meeting_change": READERS,
    **{f"meeting_{verb.replace('-', '_')}": READERS for verb in MEETINGS},
    "action": READERS,
    "action_nudge": READERS,
    "action_complete": READERS,
    "action_verify": READERS,
    "action_resume": READERS,
    "action_file": READERS,
    "action_follow_up": READERS,
    "action_dismiss": READERS,
    "action_cancel": READERS,
    "action_letter_sent": READERS,
    "action_answer": READERS,
    "action_receive": READERS,
    "action_letter": READERS,
    "investigation_containment": READERS,
    "investigation_recovery": READERS,
    "costs": COST_READERS,
    "cost_new": TICKET_READERS,
    "cost_take_back": COST_READERS,
    "quality_rules": RULE_READERS,
    "quality_rule": RULE_READERS,
    "suppliers": SUPPLIER_KEEPERS,
    "supplier_new": SUPPLIER_KEEPERS,
    "supplier": SUPPLIER_KEEPERS,
    "api-cost-list": COST_READERS,
    "api-cost-list:create": TICKET_READERS,
    "api-cost-sums": COST_READERS,
    "api-cost-take-back": COST_READERS,
    "api-quality-rule-list": RULE_READERS,
    "api-quality-rule-detail": RULE_READERS,
    "api-quality-rule-change": RULE_READERS,
    "api-supplier-list": SUPPLIER_KEEPERS,
    "api-supplier-detail": SUPPLIER_KEEPERS,
    "ticket_form": TICKET_READERS,
    "ticket_approval_form": TICKET_READERS,
    "api-investigation-list": READERS,
    "api-investigation-detail": READERS,
    **{f"api-investigation-{verb}": READERS for verb in INVESTIGATIONS},
    "api-action-list": READERS,
    "api-meeting-list": READERS,
    "api-meeting-detail": READERS,
    **{f"api-meeting-{verb}": READERS for verb in MEETINGS},
    "api-action-detail": READERS,
    **{f"api-action-{verb}": READERS for verb in ACTIONS},
    "campaigns": CAMPAIGN_READERS,
    "campaign_new": QUALITY,
    "campaign": CAMPAIGN_READERS,
    "campaign_change": QUALITY,
    "campaign_checks": CAMPAIGN_READERS,
    "campaign_check_record": CAMPAIGN_READERS,
    "campaign_serials": CAMPAIGN_READERS,
    "campaign_paper": CAMPAIGN_READERS - {"service"},
    "campaign_customer": CAMPAIGN_READERS,
    "campaign_answer": "public",
    **{f"campaign_{name.replace('-', '_')}": CAMPAIGN_READERS for name in CAMPAIGNS},
    **{f"campaign_customer_{name.replace('-', '_')}": CAMPAIGN_READERS for name in CAMPAIGN_CUSTOMERS},
    "api-campaign-list": CAMPAIGN_READERS,
    "api-campaign-list:create": QUALITY,
    "api-campaign-detail": CAMPAIGN_READERS,
    "api-campaign-detail:partial_update": QUALITY,
    **{f"api-campaign-{verb}": CAMPAIGN_READERS for verb in CAMPAIGNS},
    "api-campaign-customer-list": CAMPAIGN_READERS,
    "api-campaign-customer-detail": CAMPAIGN_READERS,
    **{f"api-campaign-customer-{verb}": CAMPAIGN_READERS for verb in CAMPAIGN_CUSTOMERS},
    "api-check-call-list": CAMPAIGN_READERS,
    "api-check-call-detail": CAMPAIGN_READERS,
    **{f"api-check-call-{verb}": CAMPAIGN_READERS for verb in CHECKS},
}


def _supplier(people: Any) -> dict[str, Any]:
    return {"pk": make.supplier(people).pk}


def _cost(people: Any) -> dict[str, Any]:
    return {"pk": make.labour(people).pk}


def _rule(people: Any) -> dict[str, Any]:
    return {"pk": QualityRule.objects.get().pk}


OBJECTS = {
    "campaign": _number,
    "campaign_customer": _customer,
    "campaign_check_record": _check,
    "campaign_paper": lambda people: {**_number(people), "kind": "file", "version": 1},
    "campaign_answer": lambda people: {"token": token_of(campaigns.row_of(_campaign(people), people.customer))},
    "api-campaign": _number,
    "api-campaign-customer": lambda people: {"pk": _customer(people)["pk"]},
    "api-check-call": lambda people: {"pk": _check(people)["pk"]},
    "action_letter": lambda people: {"number": make.claimed(people).number},
    "supplier": _supplier,
    "api-supplier": _supplier,
    "cost_take_back": _cost,
    "api-cost": _cost,
    "quality_rule": _rule,
    "api-quality-rule": _rule,
}
# Suppliers and the rule have no region; costs are seen by those who see every region; whoever has the link of a notice
# answers it.
SHARED = frozenset(
    {"supplier", "api-supplier-detail", "quality_rule", "api-quality-rule-detail", "cost_take_back", "campaign_answer"}
)
