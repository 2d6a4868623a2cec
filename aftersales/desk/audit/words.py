"""The record in words: what each table holds, what its columns are called."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.db.models import Field, Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from complaints.texts import history as ticket_words

# By the name of the model; each stands for one record.
NOUNS: dict[str, Any] = {
    "action": _("Corrective or preventive action"), "actionfile": _("File of an action"), "approval": _("Approval"),
    "approvalstep": _("Decision"), "assignmentrule": _("Assignment rule"), "authorityrule": _("Authority rule"),
    "cadence": _("Visiting cadence"), "company": _("Company"), "contact": _("Contact"), "customer": _("Customer"),
    "customeralias": _("Former number of a customer"), "department": _("Department"),
    "duplicatepair": _("Possible duplicate"), "fulfilment": _("Carrying out"), "fulfilmentline": _("Goods"),
    "holiday": _("Holiday or make-up workday"), "interaction": _("Contact with a customer"),
    "investigation": _("Investigation"),
    "investigation_team": _("Team of an investigation"), "investigationfile": _("File of an investigation"),
    "investigationreport": _("Investigation report"), "invitation": _("Survey invitation"),
    "outlet": _("Service outlet"), "personaldatarequest": _("Request about personal data"),
    "phrase": _("Canned reply"), "product": _("Product"), "productsold": _("Product sold"),
    "promiserule": _("Promise rule"), "proposal": _("Proposal"), "proposalline": _("Line of the proposal"),
    "questionnaire": _("Questionnaire"), "refund": _("Refund"), "region": _("Region"), "reminder": _("Reminder"),
    "returnedunit": _("Unit with a serial number"),
    "riskflag": _("Risk"), "riskrule": _("Risk rule"), "savedview": _("Saved view"), "standin": _("Stand-in"),
    "ticket": _("Ticket"), "ticketentry": _("Entry of a ticket"), "ticketfile": _("File of a ticket"),
    "ticketpause": _("Pause of the clock"), "ticketpromise": _("Promise"), "user": _("Account"),
    "visit": _("Return visit"),
    "visitexception": _("Exception from visits"), "visitor": _("Visitor"), "waitchange": _("Announced wait"),
    "workingperiod": _("Working time"),
}  # fmt: skip

# Columns whose model gives them no name of their own.
COLUMNS: dict[str, Any] = {
    "action": _("Action"), "amount": _("Amount"), "announced_at": _("Announced"), "announced_by": _("Announced by"),
    "answered_at": _("Answered"), "approval": _("Approval"), "approved_amount": _("Approved amount"), "at": _("Moment"),
    "author": _("Author"), "body": _("Text"), "by": _("By"), "called_at": _("Called"), "cancelled_at": _("Cancelled"),
    "closed_at": _("Closed"), "code": _("Code"), "contact": _("Contact"), "created_at": _("Created"),
    "created_by": _("Created by"), "customer": _("Customer"), "cycle": _("Round of visits"), "day": _("Day"),
    "decided_at": _("Decided"), "decided_by": _("Decided by"), "decided_for": _("Decided for"), "done_at": _("Done"),
    "due_at": _("Due"), "duration_seconds": _("Duration (seconds)"), "ended_at": _("Ended"), "entry": _("Entry"),
    "event": _("Event"), "expected": _("Expected"), "expires_at": _("Expires"), "facts": _("Facts"),
    "filed_at": _("Filed"), "filed_by": _("Filed by"), "finished_at": _("Finished"),
    "handled_at": _("Handled"), "handled_by": _("Handled by"), "replaces": _("Replaces"),
    "of_purchase": _("Of the purchase"), "sent_at": _("Sent"), "out": _("Goes out"), "product": _("Product"),
    "replacement": _("Replacement"),
    "first": _("One of them"), "second": _("The other"), "ended_by": _("Ended by"),
    "first_replied_at": _("First reply"), "former_id": _("Former record"), "found_at": _("Found"),
    "fulfilment": _("Carrying out"), "gm_at": _("General manager told from"), "graded_at": _("Graded"),
    "grade_reasons": _("Reasons of the grade"), "greet_due_at": _("To be greeted by"), "greeted_at": _("Greeted"),
    "greeted_by": _("Greeted by"), "inspected_at": _("Inspected"), "inspected_by": _("Inspected by"),
    "interaction": _("Contact with a customer"), "investigation": _("Investigation"), "is_current": _("In use"),
    "kind": _("Kind"), "language": _("Language"), "level": _("Level"), "likeness": _("Likeness"), "line": _("Line"),
    "merged_at": _("Put together"), "merged_by": _("Put together by"), "met_at": _("Kept"), "name": _("Name"),
    "number": _("Number"), "on_behalf_of": _("For"), "opened_at": _("Opened"), "opened_by": _("Opened by"),
    "owner": _("Owner"), "page": _("Page"), "params": _("Details"), "parameters": _("Looks for"),
    "paused_since": _("Clock paused since"), "position": _("Place in the list"), "previous_grade": _("Grade before"),
    "product_sold": _("Product"), "proposal": _("Proposal"), "proposed_by": _("Proposed by"),
    "quality_class": _("Quality class"), "questionnaire": _("Questionnaire"), "raised_at": _("Raised"),
    "reasons": _("Reasons"), "received_at": _("Received"), "received_by": _("Received by"),
    "recorded_at": _("Recorded"), "recorded_by": _("Recorded by"), "region": _("Region"),
    "reopened_count": _("Times reopened"), "routing_amount": _("Amount that chose the way"), "rule": _("Rule"),
    "served_by": _("Served by"), "signed_at": _("Signed"), "signed_by": _("Signed by"),
    "signed_copy": _("Signed copy"), "started_at": _("Begun"), "starts_at": _("The clock starts"),
    "state": _("State"), "steps": _("Who decides"), "stored": _("File"), "submitted_at": _("Submitted"),
    "submitted_by": _("Submitted by"), "taken_by": _("Taken by"), "ticket": _("Ticket"), "tier": _("Tier"),
    "title_en": _("English title"), "title_zh": _("Chinese title"), "unit": _("Unit"), "user": _("Person"),
    "verified_at": _("Verified"), "verified_by": _("Verified by"), "voided_at": _("Void since"),
    "warn_at": _("Owner warned from"), "acknowledged_at": _("Taken note of"), "acknowledged_by": _("Taken note of by"),
    "acknowledged_for": _("Taken note of for"), "answers": _("Answers"), "snapshot": _("Content"),
}  # fmt: skip

# Stand for nothing that a person decided.
TECHNICAL = frozenset(
    {
        "id", "alert_at", "alert_level", "alerted_at", "attempts", "content_hash", "fault", "goods_late_told_at",
        "greet_rule",
        "greet_lateness_seconds", "import_key", "is_demo", "issue", "key", "lateness_seconds", "lease", "leased_until",
        "name_key", "phone_digits", "plan_run", "remind_at", "remind_level", "render_at", "request_key", "search_text",
        "told_at", "token_hash", "updated_at", "version", "history_id", "history_date", "history_type", "history_user",
        "history_change_reason",
    }
)  # fmt: skip

FAULTS: dict[str, Any] = {
    "changed": _("changed"), "missing": _("missing"), "added": _("added"), "reordered": _("put in another’s place"),
    "tail cut": _("the end was cut off"), "rewritten": _("the chain was written anew"),
    "unreadable": _("cannot be read any more"),
}  # fmt: skip


def noun_of(model: type[Model]) -> Any:
    """What a row of this table, or of its history, stands for."""
    base = getattr(model, "instance_type", model)
    return NOUNS.get(str(base._meta.model_name), base._meta.verbose_name)


@cache
def columns_of(history: Any) -> dict[str, Any]:
    """Name → label of what a reader may want to know of a history row."""
    base = history.instance_type
    known = ticket_words.FIELDS.get(base._meta.model_name, {})
    shown = [field.name for field in history._meta.concrete_fields if field.name not in TECHNICAL]
    return {name: known.get(name) or _column(base._meta.get_field(name)) for name in shown}


def _column(field: Field) -> Any:
    given: Any = field.verbose_name
    return given if isinstance(given, Promise) else COLUMNS.get(field.name, given)
