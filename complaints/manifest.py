"""What this app contributes to the apps below it, as plain data."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aftersales.people.rules.figures import PersonFigure
from aftersales.search.bigram_index import SearchColumn
from aftersales.store.schedule import Job
from aftersales.web.list_columns import Column, ColumnsOf
from aftersales.web.menu import MenuItem
from aftersales.web.numbers import Numbered
from aftersales.web.settings_tabs import Tab
from aftersales.web.verbs import VerbsOf

from . import enums, verbs
from .api.serializers.tickets import SLA_STATUSES, SLA_TARGET_STATUSES
from .enums import Remedy, RiskCode, SlaCode, StepCode
from .exporting import LISTINGS
from .importing import IMPORTERS
from .models import Approval, Fulfilment, MissedCall, Ticket, Visitor
from .permissions import risk as risk_permissions
from .permissions.work import RULE_READERS, SETTERS
from .personal import PERSONAL, PERSONAL_CODES
from .presentation.conversation import reply_text
from .queries import person_figures
from .services import (
    approval_escalation,
    escalation,
    fulfilment,
    held,
    missed_calls,
    reception,
    recounting,
    reminders,
    risk,
    search,
)
from .texts import EVENTS, NOTIFICATIONS
from .texts.history import FIELDS, REASONS, WITHOUT_REST
from .texts.settings import REASONS as OF_RULES
from .verbs_calls import MISSED_CALLS
from .verbs_reception import VISITORS

__all__ = ["IMPORTERS", "LISTINGS", "NOTIFICATIONS", "PERSONAL", "PERSONAL_CODES"]

# What the audit log (aftersales/audit/texts) needs to describe entries of this app.
AUDIT: dict[str, Any] = {
    "reasons": {
        "bound": _("Bound by a decision of the meeting"),
        "lifted": _("Decision of the meeting lifted"),
        "classified_extrinsic": _("Classified as extrinsic quality"),
        "classified_intrinsic": _("Classified as intrinsic quality"),
        "classified_none": _("Classified as not a quality problem"),
        "investigate_required": _("Must be looked into after all"),
        "investigate_waived": _("Need not be looked into"),
        "investigated": _("Investigated"),
        **OF_RULES,
        **REASONS,
        "acknowledged": pgettext_lazy("reason", "Acknowledged"),
        "announced": pgettext_lazy("reason", "Announced"),
        "arrived": _("Arrived"),
        "assigned": _("Assigned"),
        "call": pgettext_lazy("reason", "Called"),
        "callback_scheduled": _("Callback scheduled"),
        "decided": _("Decided"),
        "dispatched": _("Sent to the customer"),
        "done": _("Done"),
        "escalated": _("SLA breached, manager notified"),
        "escalated_gm": _("Long overdue, general manager notified"),
        "files": _("Attachments added"),
        "finish": _("Served"),
        "carried out": _("Carried out"),
        "held": _("Can be undone"),
        "refused": _("Refused"),
        "undone": _("Undone"),
        "goods_late": _("Return overdue"),
        "goods_received": _("Goods received"),
        "goods_waived": _("No return needed"),
        "goods_kept": _("Kept by the customer"),
        "goods_refused": _("Refused"),
        "goods_sent_back": _("Refused goods sent back"),
        "fulfilment_ended": _("Ended early"),
        "record_corrected": _("Record corrected"),
        "refund_corrected": _("Record corrected"),
        "greet": _("Served"),
        "identified": _("Customer identified"),
        "inspected_differs": _("Goods inspected: not as stated"),
        "nobody_decides": _("Nobody can approve it"),
        "approval_escalated": _("Escalated"),
        "approval_restarted": _("Approval started again"),
        "calendar_changed": _("Times counted again by the calendar"),
        "receipt_sent": _("Receipt sent to the customer by email"),
        "handover_told": _("Customer told who is in charge"),
        "merge_received": _("Merged with"),
        "merge_undone": _("Merge undone"),
        "kind_changed": _("Type changed"),
        "leave": _("Left"),
        "reopen": _("Reopened"),
        "risk_acknowledged": _("Risk acknowledged"),
        "risk_dismissed": _("No threat"),
        "no threat": _("No threat"),
        "set": _("Set"),
        "step_approved": _("Step approved"),
        "strange_serials": _("Serial numbers not on the purchase"),
        "the day is over": _("Day ended"),
        "voided": _("Approval voided"),
        **{code.value: code.label for code in RiskCode},
        **{f"risk_{code.value}": code.label for code in RiskCode},
    },
    "without_rest": WITHOUT_REST,
    "before_numbers": ("merged into", "merge of"),
    "codes": {one.value: one.label for kind in (SlaCode, Remedy, StepCode) for one in kind},
    "columns": FIELDS,
    "details": {
        "amount": _("Amount"),
        "at": _("Date and time"),
        "behalf": _("For"),
        "by": _("By"),
        "closed_at": _("Closed"),
        "code": _("Code"),
        "comment": _("Survey comment"),
        "condition": _("Condition on arrival"),
        "count": _("Number of items"),
        "csat": _("Satisfaction"),
        "customer": _("Customer"),
        "day": _("Date"),
        "due": _("Due"),
        "entry": _("Entry"),
        "expected": _("Expected"),
        "from": _("From"),
        "kind": _("Type"),
        "level": _("Level"),
        "mentions": _("Mentioned"),
        "name": pgettext_lazy("of a thing", "Name"),
        "note": _("Note"),
        "number": _("Number"),
        "outcome": _("Outcome"),
        "owner": _("Owner"),
        "product": _("Product"),
        "sla_target": _("SLA target"),
        "quality_class": _("Quality class"),
        "reason": _("Reason"),
        "region": _("Region"),
        "remedy": _("Remedy"),
        "serials": _("Serial numbers"),
        "shipped_with": _("Shipped with"),
        "since": _("Duration"),
        "solved": _("Solved"),
        "started_at": _("Started"),
        "state": _("Status"),
        "step": _("Step"),
        "steps": _("Approvers"),
        "subject": _("Subject"),
        "ticket": _("Ticket"),
        "tier": _("Tier"),
        "to": _("Reassign to"),
        "who": _("Person"),
        "word": _("Keyword"),
    },
    "technical": (
        "alert_at",
        "alert_level",
        "alerted_at",
        "basis_hash",
        "goods_late_told_at",
        "greet_rule",
        "greet_lateness_seconds",
        "issue",
        "lateness_seconds",
        "remind_at",
        "remind_level",
        "request_key",
        "told_at",
        "waited_seconds",
        "waiting_since",
    ),
    "rules": (
        "complaints.authorityrule",
        "complaints.assignmentrule",
        "complaints.slapolicy",
        "complaints.riskrule",
        "complaints.cannedreply",
        "complaints.tag",
    ),
}

MAIL_PARAMS = (("ticket_reply", reply_text),)
# The events in the conversation of a ticket: codes and texts.
TICKET_EVENTS = tuple(EVENTS.items())
SEARCH = (SearchColumn(Ticket, fill=search.index_missing),)
NUMBERS = (Numbered("TK", _("Tickets"), _("The next ticket will be %(number)s."), place=10),)
SETTINGS = (
    Tab(
        "canned_replies",
        _("Canned replies"),
        SETTERS,
        place=10,
        group="handling",
        text=_("Reusable texts for replies to customers"),
    ),
    Tab(
        "tags",
        _("Tags"),
        SETTERS,
        place=15,
        group="handling",
        text=_("Your own words for what tickets have in common"),
    ),
    Tab(
        "assignment_rules",
        _("Assignment rules"),
        SETTERS,
        place=20,
        group="handling",
        text=_("Who new tickets are assigned to"),
    ),
    Tab(
        "sla_policies",
        _("SLA policies"),
        RULE_READERS,
        place=30,
        group="handling",
        text=_("How quickly tickets are answered and solved"),
    ),
    Tab(
        "authority_rules",
        _("Approval rules"),
        RULE_READERS,
        place=40,
        group="handling",
        text=_("Who approves which amounts"),
    ),
    Tab(
        "risk_rules",
        _("Risk rules"),
        risk_permissions.RULE_READERS,
        place=50,
        group="handling",
        text=_("What counts as a risk, and who is notified"),
    ),
)
SCHEDULE = (
    # Before the mails, which a reply adds to.
    Job("complaints.run_held", held.run_due, every=2, place=28, in_batches=True),
    Job("complaints.sweep_reception", reception.sweep, every=5, place=30, in_batches=True),
    Job("complaints.sweep_risk", risk.sweep, every=600, place=31, in_batches=True),
    Job("complaints.sweep_sla_targets", escalation.sweep, every=5, place=32, in_batches=True),
    Job("complaints.sweep_reminders", reminders.sweep, every=15, place=33, in_batches=True),
    Job("complaints.sweep_approval_escalation", approval_escalation.sweep, every=300, place=34),
    Job("complaints.sweep_calendar", recounting.sweep, every=20, place=29, in_batches=True),
    Job("complaints.sweep_missed_calls", missed_calls.sweep, every=60, place=36, in_batches=True),
    Job("complaints.sweep_goods", fulfilment.sweep_late_goods, every=600, place=35, in_batches=True),
)
PERSON_FIGURES = (
    PersonFigure("replied_in_time", _("First replies in time"), person_figures.replied_in_time),
    PersonFigure("solved_at_once", _("Tickets closed and not reopened"), person_figures.solved_at_once),
)
COLUMNS = (
    ColumnsOf(
        "tickets",
        (
            Column("due", _("Due"), css="c-due", orders=("due",)),
            Column("number", _("Number"), css="c-no", orders=("-reported", "reported")),
            Column("subject", _("Subject"), css="subject"),
            Column("customer", _("Customer"), css="cust c-cust"),
            Column("kind", _("Type"), css="c-kind c-940", orders=("kind",)),
            Column("product", _("Product"), css="c-prod c-1120"),
            Column("stage", _("Status"), css="c-stage"),
            Column("owner", _("Owner"), css="c-own c-860"),
            Column("updated", _("Updated"), css="c-upd c-1040", is_number=True, orders=("-updated", "updated")),
            Column("severity", _("Severity"), css="c-kind c-940", is_extra=True),
            Column("channel", _("Channel"), css="c-kind c-940", is_extra=True),
            Column("logged", _("Logged at"), css="c-upd c-940", is_extra=True, orders=("-reported", "reported")),
            Column("tags", _("Tags"), css="c-tags c-1040", is_extra=True),
        ),
        always="subject",
    ),
)
MENU = (
    MenuItem("tickets", _("Tickets"), "ticket", place=10, group="work"),
    MenuItem("reception", _("Front desk"), "desk", place=20, group="work", due=True),
    MenuItem("missed_calls", _("Missed calls"), "phone", place=25, group="work", due=True),
    MenuItem("approvals", _("Approvals"), "stamp", place=30, group="work", due=True),
    # This app contributes it because saved views are views of the ticket list.
    MenuItem("saved_views", _("Saved views"), "bookmark", place=220, needs="tickets"),
)
API_ENUMS = (
    ("InspectionResult", enums.InspectionResult),
    ("Severity", enums.Severity),
    ("ApprovalState", enums.ApprovalState),
    ("CallOutcome", enums.CallOutcome),
    ("DutyPair", enums.DutyPair),
    ("EntryKind", enums.EntryKind),
    ("FulfilmentState", enums.FulfilmentState),
    ("MissedCallState", enums.MissedCallState),
    ("ProposalState", enums.ProposalState),
    ("Remedy", enums.Remedy),
    ("RiskCode", enums.RiskCode),
    ("RiskLevel", enums.RiskLevel),
    ("SlaCode", enums.SlaCode),
    ("SlaStatus", SLA_STATUSES),
    ("SlaTargetStatus", SLA_TARGET_STATUSES),
    ("StepCode", enums.StepCode),
    ("StepState", enums.StepState),
    ("TicketKind", enums.Kind),
    ("TicketState", enums.State),
)
VERBS = (
    VerbsOf(Ticket, verbs.CONVERSATION, api="tickets"),
    VerbsOf(Ticket, verbs.TICKETS, api="tickets"),
    VerbsOf(Ticket, verbs.ON_PAGE),
    VerbsOf(Approval, verbs.APPROVALS, api="approvals"),
    VerbsOf(Fulfilment, verbs.FULFILMENTS, api="fulfilments"),
    VerbsOf(Visitor, VISITORS, api="reception"),
    VerbsOf(MissedCall, MISSED_CALLS, api="missed-calls"),
)
