"""Choices of tickets, proposals, approvals, fulfilment, risk and reception."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Kind(TextChoices):
    """The type of a ticket (T1)."""

    INQUIRY = "inquiry", _("Inquiry")
    OPINION = "opinion", _("Opinion")
    SUGGESTION = "suggestion", _("Suggestion")
    COMPLAINT = "complaint", _("Complaint")
    RETURN = "return", _("Return")
    EXCHANGE = "exchange", _("Exchange")
    REPAIR = "repair", _("Repair")


# Types that count as complaints about a product or batch. Inquiries, opinions and suggestions do not.
ABOUT_PRODUCTS = (Kind.COMPLAINT, Kind.RETURN, Kind.EXCHANGE, Kind.REPAIR)
# Types that say what the company could do better (T8).
IDEAS = (Kind.OPINION, Kind.SUGGESTION)


class State(TextChoices):
    """The status of a ticket (complaints/rules/workflow.py)."""

    NEW = "new", _("Logged")
    VERIFYING = "verifying", _("Verification")
    APPROVAL = "approval", _("Approval")
    FULFILMENT = "fulfilment", _("Fulfilment")
    CONFIRMING = "confirming", _("Customer confirmation")
    CLOSED = "closed", _("Closed")
    WITHDRAWN = "withdrawn", _("Withdrawn")


OPEN_STATES = (State.NEW, State.VERIFYING, State.APPROVAL, State.FULFILMENT, State.CONFIRMING)
WITH_US = (State.NEW, State.VERIFYING, State.APPROVAL, State.FULFILMENT)


class Severity(TextChoices):
    MINOR = "minor", pgettext_lazy("severity", "Minor")
    MAJOR = "major", pgettext_lazy("severity", "Major")
    CRITICAL = "critical", pgettext_lazy("severity", "Critical")


class QualityClass(TextChoices):
    """The kind of quality problem, if there is one (T3)."""

    NONE = "", _("Not a quality problem")
    EXTRINSIC = "extrinsic", _("Extrinsic quality")
    INTRINSIC = "intrinsic", _("Intrinsic quality")


class InvestigateNeed(TextChoices):
    """Whether an intrinsic problem is investigated (Q1). Quality says when one is opened."""

    NONE = "", _("None")
    NEEDED = "needed", _("To be decided")
    OPENED = "opened", _("Being investigated")
    WAIVED = "waived", _("No need to investigate")


class Safety(TextChoices):
    """Whether a complaint touches the safety of people or property (ISO 10002)."""

    UNKNOWN = "", pgettext_lazy("safety", "Not assessed")
    NONE = "none", _("No safety implication")
    POSSIBLE = "possible", _("Safety may be affected")
    HARM = "harm", _("People or property were harmed")


class Remedy(TextChoices):
    """The remedy that a proposal offers to the customer (T6)."""

    REFUND = "refund", _("Return and refund")
    EXCHANGE = "exchange", _("Exchange")
    REPAIR = "repair", _("Repair")
    COMPENSATION = "compensation", _("Compensation")
    NONE = "none", _("No remedy")


class EntryKind(TextChoices):
    """The kind of an entry in the conversation of a ticket."""

    CUSTOMER = "customer", _("From customer")
    REPLY = "reply", _("Reply")
    NOTE = "note", _("Internal note")
    EVENT = "event", _("Event")


class SlaCode(TextChoices):
    """What must be done in time (T2, T3)."""

    FIRST_REPLY = "first_reply", _("First reply")
    CALLBACK = "callback", _("Call back")
    SOLUTION = "solution", _("Full resolution")


class SlaUnit(TextChoices):
    """The unit of an SLA policy (aftersales.kernel.worktime.Unit)."""

    ELAPSED_MINUTES = "elapsed_minutes", pgettext_lazy("unit", "Minutes")
    WORKING_MINUTES = "working_minutes", pgettext_lazy("unit", "Minutes of working time")
    ELAPSED_HOURS = "elapsed_hours", pgettext_lazy("unit", "Hours")
    CALENDAR_DAYS = "calendar_days", pgettext_lazy("unit", "Days")
    WEEKS = "weeks", pgettext_lazy("unit", "Weeks")


class MissedCallState(TextChoices):
    """Where a missed call stands."""

    WAITING = "waiting", pgettext_lazy("missed call", "To call back")
    TAKEN = "taken", pgettext_lazy("missed call", "Being called back")
    DONE = "done", _("Done")


class CallOutcome(TextChoices):
    """How a missed call ended."""

    CALLED_BACK = "called_back", _("Called back")
    CALLED_AGAIN = "called_again", _("The customer called again")
    NOT_REACHED = "not_reached", _("Tried several times, not reached")
    NO_NUMBER = "no_number", _("Number withheld or wrong")
    TICKET = "ticket", _("Ticket logged")


class ProposalState(TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("In approval")
    APPROVED = "approved", _("Approved")
    REJECTED = "rejected", _("Rejected")


class ApprovalState(TextChoices):
    PENDING = "pending", _("Pending")
    APPROVED = "approved", _("Approved")
    REJECTED = "rejected", _("Rejected")
    SENT_BACK = "sent_back", _("Returned for changes")
    RECALLED = "recalled", _("Recalled")
    VOIDED = "voided", _("Void")


class Changed(TextChoices):
    """What was changed, so that an approval started again."""

    PURCHASE = "purchase", _("the purchase was changed")
    PRODUCT = "product", _("the product was changed")
    CUSTOMER = "customer", _("the customer was changed")
    MERGE = "merge", _("another ticket was merged into it")


class StepState(TextChoices):
    WAITING = "waiting", _("Waiting")
    ACTIVE = "active", _("Pending approval")
    APPROVED = "approved", _("Approved")
    REJECTED = "rejected", _("Rejected")
    SENT_BACK = "sent_back", _("Returned for changes")
    SKIPPED = "skipped", _("Not reached")
    RAISED = "raised", _("Escalated")


class StepCode(TextChoices):
    """Who decides in a step of an approval (T6)."""

    MANAGER_REVIEW = "manager_review", _("Department manager reviews")
    MANAGER_APPROVE = "manager_approve", _("Department manager approves")
    GM_APPROVE = "gm_approve", _("General manager approves")
    OFFICE_MEETING = "office_meeting", _("Management meeting")


class DutyPair(TextChoices):
    """Two duties that an approval rule may keep apart (complaints/rules/duties.py)."""

    PROPOSER_APPROVER = "proposer_approver", _("Propose and approve")
    PROPOSER_PAYER = "proposer_payer", _("Propose and pay")
    APPROVER_PAYER = "approver_payer", _("Approve and pay")
    RECEIVER_INSPECTOR = "receiver_inspector", _("Receive and inspect goods")
    RECEIVER_PAYER = "receiver_payer", _("Receive goods and pay")
    INSPECTOR_PAYER = "inspector_payer", _("Inspect goods and pay")


class FulfilmentState(TextChoices):
    AWAITING_GOODS = "awaiting_goods", _("Awaiting return")
    INSPECTING = "inspecting", _("To be inspected")
    SETTLING = "settling", _("To be settled")
    DONE = "done", _("Fulfilled")
    CANCELLED = "cancelled", _("Cancelled")


class Disposition(TextChoices):
    """What becomes of returned goods."""

    RESTOCK = "restock", _("Return to stock")
    REWORK = "rework", _("Rework")
    SCRAP = "scrap", _("Scrap")
    SUPPLIER = "supplier", _("Return to the supplier")
    CUSTOMER = "customer", _("Return to the customer")
    SAMPLE = "sample", _("Keep as sample")


class InspectionResult(TextChoices):
    """Whether the inspected goods are as the customer stated."""

    ACCEPTED = "accepted", _("As stated")
    NOT_AS_STATED = "not_stated", _("Not as stated")
    TRANSPORT = "transport", _("Damaged in transport")
    MISUSE = "misuse", _("Damaged in use")
    INCOMPLETE = "incomplete", _("Parts are missing")


class RiskCode(TextChoices):
    """What a risk rule looks for (T10, complaints/rules/risk.py)."""

    SAME_PROBLEM = "same_problem", _("Recurring problem")
    SECOND_REPAIR = "second_repair", _("Repeated repair")
    OPEN_TOO_LONG = "open_too_long", _("Open too long")
    THREAT_TO_PUBLISH = "threat_to_publish", _("Threat to go public")
    CRITICAL_COMPLAINANT = "critical_complainant", _("Critical customer (F)")
    MAJOR_DEFECT = "major_defect", _("Serious or key-part defect")


class RiskLevel(TextChoices):
    """Who is notified of a risk, besides the owner."""

    SUPERVISOR = "supervisor", _("Owner’s department manager")
    MANAGER = "manager", _("All department managers")
    GM = "gm", _("Department managers and the general manager")


class RecordKind(TextChoices):
    """What was done with goods of a fulfilment."""

    RECEIPT = "receipt", _("Goods received")
    WAIVER = "waiver", _("No return needed")
    KEPT = "kept", _("Kept by the customer")
    INSPECTION = "inspection", _("Inspection")
    DISPATCH = "dispatch", _("Dispatch")
    RETURN = "return", _("Refused goods sent back")
    END = "end", _("Ended early")


class VisitPurpose(TextChoices):
    """What a visitor comes for (T11)."""

    COMPLAINT = "complaint", _("Complaint")
    RETURN = "return", _("Return or exchange")
    REPAIR = "repair", _("Repair")
    INQUIRY = "inquiry", _("Inquiry")
    COLLECT = "collect", _("Collect goods or papers")
    OTHER = "other", _("Other")


class VisitorState(TextChoices):
    """The status of a visitor (complaints/rules/reception.py)."""

    WAITING = "waiting", pgettext_lazy("reception", "Waiting")
    SERVING = "serving", _("Being served")
    DONE = "done", _("Served")
    LEFT = "left", _("Left")


class WaitReason(TextChoices):
    """Why the waiting time changes. Visitors read it on the screen."""

    MANY = "many", _("There are many visitors")
    CASE = "case", _("A case is taking longer than usual")
    STAFF = "staff", _("Fewer counters are open")
    SYSTEM = "system", _("A technical fault is being fixed")
    SHORTER = "shorter", _("Another counter has opened")
    OTHER = "other", _("Other")


class HeldState(TextChoices):
    WAITING = "waiting", _("Can be undone")
    DONE = "done", _("Carried out")
    UNDONE = "undone", _("Undone")
    REFUSED = "refused", _("Refused")
