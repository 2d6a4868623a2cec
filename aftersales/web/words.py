"""What is kept, in words: what a row of each table stands for, what its columns are called."""

from typing import Any

from django.db.models import Field, Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# By the name of the model; each stands for one record.
NOUNS: dict[str, Any] = {
    "accessrecord": _("Read of personal data"),
    "annualdemand": _("Annual demand"), "panelanswer": _("Opinion of the customer panel"),
    "panelmember": _("Member of the customer panel"), "panelquestion": _("Question to the customer panel"),
    "tierperiod": _("Tier"), "grading": _("Satisfaction grade"),
    "importrun": _("Import"), "importfault": _("Bad row of an import"),
    "action": _("Corrective or preventive action"), "actionfile": _("File of an action"), "approval": _("Approval"),
    "approvalstep": _("Decision"), "assignmentrule": _("Assignment rule"), "authorityrule": _("Authority rule"),
    "call": _("Call"), "cadence": _("Visiting cadence"), "company": _("The company"), "contact": _("Contact"),
    "customer": _("Customer"), "customeralias": _("Former number of a customer"), "department": _("Department"),
    "draft": _("Text not yet sent"),
    "duplicatepair": _("Possible duplicate"), "exportrequest": _("Export"),
    "fulfilment": _("Carrying out"), "fulfilmentline": _("Goods"),
    "idempotencykey": _("Answer kept for a repeated request"),
    "holiday": _("Holiday or make-up workday"), "interaction": _("Contact with a customer"),
    "investigation": _("Investigation"),
    "investigation_team": _("Team of an investigation"), "investigationfile": _("File of an investigation"),
    "investigationreport": _("Investigation report"), "invitation": _("Survey invitation"),
    "notice": _("Notice or mail"), "outlet": _("Service outlet"),
    "personaldatarequest": _("Request about personal data"),
    "numberformat": _("Numbers of documents"), "retentionperiod": _("Time of keeping"),
    "phrase": _("Canned reply"), "product": _("Product"), "productsold": _("Product sold"),
    "promiserule": _("Promise rule"), "proposal": _("Proposal"), "proposalline": _("Line of the proposal"),
    "questionnaire": _("Questionnaire"), "refund": _("Refund"), "region": _("Region"), "reminder": _("Reminder"),
    "reveal": _("Read of a phone number"), "storedfile": _("Stored file"),
    "response": _("Survey answer"),
    "returnedunit": _("Unit with a serial number"),
    "riskflag": _("Risk"), "riskrule": _("Risk rule"), "savedview": _("Saved view"),
    "signin": _("Sign-in"), "standin": _("Stand-in"),
    "ticket": _("Ticket"), "ticketentry": _("Entry of a ticket"), "ticketfile": _("File of a ticket"),
    "ticketpause": _("Pause of the clock"), "ticketpromise": _("Promise"), "user": _("Account"),
    "visit": _("Return visit"),
    "visitexception": _("Exception from visits"), "visitor": _("Visitor"), "waitchange": _("Announced wait"),
    "workingperiod": _("Working time"),
}  # fmt: skip

# Columns whose model gives them no name of their own.
COLUMNS: dict[str, Any] = {
    "asked_by": _("Asked by"), "checklist_dismissed_at": _("First steps put away"),
    "closed_by": _("Closed by"), "question": pgettext_lazy("asked", "Question"),
    "count": _("Pieces"), "days": _("Days"), "due": _("Due"), "note": _("Note"), "outcome": _("Outcome"),
    "behalf": _("For"), "condition": _("Condition on arrival"), "csat": _("Satisfaction"), "from": _("From"),
    "remedy": _("Remedy"), "since": _("Since"), "solved": _("Solved"), "step": _("Step"), "subject": _("Subject"),
    "promise": _("Promise"), "reason": _("Reason"), "serials": _("Serial numbers"), "shipped_with": _("Sent with"),
    "to": _("To"), "who": _("Who"), "word": _("Word"),
    "address": _("Address"), "comment": _("Comment"), "content": _("Content"), "file": _("File"), "phone": _("Phone"),
    "action": _("Action"), "amount": _("Amount"), "announced_at": _("Announced"), "announced_by": _("Announced by"),
    "answered_at": _("Answered"), "approval": _("Approval"), "approved_amount": _("Approved amount"), "at": _("Moment"),
    "author": _("Author"), "body": _("Text"), "by": _("By"), "called_at": _("Called"), "cancelled_at": _("Cancelled"),
    "closed_at": _("Closed"), "code": _("Code"), "contact": _("Contact"), "created_at": _("Created"),
    "created_by": _("Created by"), "customer": _("Customer"), "cycle": _("Round of visits"),
    "must_change_password": _("Has to choose a new password"), "session": _("Session"), "agent": _("Browser"),
    "day": _("Day"),
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
    "merged_at": _("Put together"), "merged_by": _("Put together by"), "met_at": _("Kept"),
    "name": pgettext_lazy("of a thing", "Name"),
    "number": _("Number"), "on_behalf_of": _("For"), "opened_at": _("Opened"), "opened_by": _("Opened by"),
    "owner": _("Owner"), "page": _("Page"), "params": _("Details"), "parameters": _("Looks for"),
    "paused_since": _("Clock paused since"), "position": _("Place in the list"), "previous_grade": _("Grade before"),
    "product_sold": _("Product"), "proposal": _("Proposal"), "proposed_by": _("Proposed by"),
    "quality_class": _("Quality class"), "questionnaire": _("Questionnaire"), "raised_at": _("Raised"),
    "reasons": _("Reasons"), "received_at": pgettext_lazy("a moment", "Received"), "received_by": _("Received by"),
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


def noun_of(model: type[Model]) -> Any:
    """What a row of this table, or of its history, stands for."""
    base = getattr(model, "instance_type", model)
    return NOUNS.get(str(base._meta.model_name), base._meta.verbose_name)


def column_of(field: Field) -> Any:
    """What a column is called."""
    given: Any = field.verbose_name
    return given if isinstance(given, Promise) else COLUMNS.get(field.name, given)
