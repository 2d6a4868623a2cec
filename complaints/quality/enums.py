"""Choices of investigations and actions."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class InvestigationState(TextChoices):
    OPEN = "open", _("Investigating")
    REPORTED = "reported", _("Reported")
    DECIDED = "decided", _("Decided")
    CLOSED = "closed", _("Closed")


class Severity(TextChoices):
    """How grave the problem is; it decides how deep the investigation goes."""

    CRITICAL = "critical", _("Level 1, critical")
    MAJOR = "major", _("Level 2, major")
    MINOR = "minor", _("Level 3, minor")


class CauseCategory(TextChoices):
    """The bones of an Ishikawa diagram (人机料法环测)."""

    MAN = "man", pgettext_lazy("cause", "People")
    MACHINE = "machine", pgettext_lazy("cause", "Machine")
    MATERIAL = "material", pgettext_lazy("cause", "Material")
    METHOD = "method", pgettext_lazy("cause", "Method")
    ENVIRONMENT = "environment", pgettext_lazy("cause", "Environment")
    MEASUREMENT = "measurement", pgettext_lazy("cause", "Measurement")


class CauseStanding(TextChoices):
    """What was found out about a possible cause."""

    OPEN = "open", _("To be examined")
    PROVEN = "proven", _("Proven cause")
    EXCLUDED = "excluded", _("Excluded")


class SpecimenVerdict(TextChoices):
    """What the examination of a specimen found."""

    FAILED = "failed", _("Does not conform")
    PASSED = "passed", _("Conforms")
    UNCLEAR = "unclear", _("No finding")


class MeetingState(TextChoices):
    PLANNED = "planned", _("Planned")
    HELD = "held", _("Held")
    CANCELLED = "cancelled", pgettext_lazy("meeting", "Cancelled")


class ActionKind(TextChoices):
    CORRECTIVE = "corrective", _("Corrective action")
    PREVENTIVE = "preventive", _("Preventive action")
    IMPROVEMENT = "improvement", _("Improvement measure")
    CONTAINMENT = "containment", _("Containment")
    RECOVERY = "recovery", _("Recovery")


class ActionState(TextChoices):
    OPEN = "open", _("To do")
    DONE = "done", _("Done, to be judged")
    EFFECTIVE = "effective", _("Effective")
    INEFFECTIVE = "ineffective", _("Not effective")
    FOLLOWED = "followed", _("Not effective, followed up")
    CANCELLED = "cancelled", _("Cancelled")


class CostKind(TextChoices):
    """What a quality problem costs."""

    GOODS = "goods", _("Goods")
    FREIGHT = "freight", _("Freight and other")
    LABOUR = "labour", _("Labour")
    COMPENSATION = "compensation", _("Compensation")


class WarningRule(TextChoices):
    """What raised an early warning of a batch."""

    BEYOND = "beyond", _("Beyond the u′ limit")
    RUN = "run", _("Run above the centre line")


class WarningState(TextChoices):
    """Where an early warning stands."""

    NEW = "new", _("To be judged")
    INVESTIGATED = "investigated", _("Investigated")
    DISMISSED = "dismissed", _("Dismissed")


class SampleKind(TextChoices):
    SEALED = "sealed", _("Sealed sample")
    RESERVE = "reserve", _("Reserve sample")


class SampleState(TextChoices):
    """to_dispose: one person has signed the disposal, a second one is still to sign."""

    KEPT = "kept", _("Kept")
    OUT = "out", _("Handed out")
    TO_DISPOSE = "to_dispose", _("Disposal signed once")
    DISPOSED = "disposed", _("Disposed of")


class ObjectionTo(TextChoices):
    """What the customer objects to."""

    FINDING = "finding", _("The finding")
    RESPONSIBILITY = "responsibility", _("The responsibility")
    HANDLING = "handling", _("The handling")
    COMPENSATION = "compensation", _("The compensation")


class ObjectionState(TextChoices):
    OPEN = "open", _("Raised")
    EXAMINING = "examining", _("With the inspection body")
    VERDICT = "verdict", _("Verdict is in")
    AGREED = "agreed", _("Verdict accepted")
    DECLINED = "declined", _("Verdict not accepted")
    CONCEDED = "conceded", _("Accepted by us")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Verdict(TextChoices):
    """What the inspection body says of the customer's objection."""

    UPHELD = "upheld", _("The customer is right")
    PARTLY = "partly", _("The customer is partly right")
    REJECTED = "rejected", _("The customer is not right")


class Payer(TextChoices):
    """Who pays the inspection."""

    COMPANY = "company", _("We pay")
    CUSTOMER = "customer", _("The customer pays")
    LOSER = "loser", _("Whoever is in the wrong pays")


class ReviewState(TextChoices):
    """Where the review of an opinion or suggestion stands. answered: the ticket was over before reviews began."""

    WAITING = "waiting", _("To be reviewed")
    STUDYING = "studying", _("Being studied")
    ADOPTED = "adopted", _("Adopted")
    DECLINED = "declined", pgettext_lazy("suggestion", "Declined")
    ANSWERED = "answered", _("Answered without review")


class ReviewDecision(TextChoices):
    """What may be decided on an opinion or suggestion."""

    ADOPT = "adopt", _("Adopt")
    STUDY = "study", _("Study first")
    DECLINE = "decline", pgettext_lazy("suggestion", "Decline")


class Telling(TextChoices):
    """Whether the customer has heard the decision or result. nobody: the customer is not known."""

    NONE = "", _("Nothing to tell")
    CALL = "call", _("To be told by phone")
    TOLD = "told", _("Told")
    NOBODY = "nobody", _("Customer unknown")


class CampaignKind(TextChoices):
    """What a campaign asks of the customers."""

    RECALL = "recall", pgettext_lazy("campaign", "Recall")
    STOP_USE = "stop_use", _("Notice to stop use")
    INFORMATION = "information", pgettext_lazy("campaign", "Notice")


class CampaignState(TextChoices):
    DRAFT = "draft", pgettext_lazy("campaign", "In preparation")
    SIGNED = "signed", pgettext_lazy("campaign", "Signed off")
    RUNNING = "running", pgettext_lazy("campaign", "Running")
    PAUSED = "paused", pgettext_lazy("campaign", "Paused")
    CLOSED = "closed", pgettext_lazy("campaign", "Closed")
    CANCELLED = "cancelled", pgettext_lazy("campaign", "Cancelled")


class CampaignRisk(TextChoices):
    SAFETY = "safety", _("Safety hazard")
    FUNCTION = "function", _("Loss of function")
    QUALITY = "quality", _("Quality below the standard")


class CampaignRemedy(TextChoices):
    REPAIR = "repair", pgettext_lazy("campaign", "Repair")
    EXCHANGE = "exchange", pgettext_lazy("campaign", "Exchange")
    REFUND = "refund", pgettext_lazy("campaign", "Refund")
    INSTRUCTIONS = "instructions", pgettext_lazy("campaign", "Instructions only")


class PhaseKind(TextChoices):
    PREPARE = "prepare", pgettext_lazy("phase", "Stop and report")
    NOTIFY = "notify", pgettext_lazy("phase", "Notices")
    REMEDY = "remedy", pgettext_lazy("phase", "Remedy")
    CHECK = "check", pgettext_lazy("phase", "Check calls")
    CLOSE = "close", pgettext_lazy("phase", "Summary and file")


class Reach(TextChoices):
    """How far a campaign has come with one customer."""

    UNTOLD = "untold", pgettext_lazy("campaign", "Not told yet")
    TOLD = "told", pgettext_lazy("campaign", "Told, no answer")
    ANSWERED = "answered", pgettext_lazy("campaign", "To remedy")
    REMEDIED = "remedied", pgettext_lazy("campaign", "Remedied")
    UNREACHABLE = "unreachable", pgettext_lazy("campaign", "Unreachable")


class HolderRole(TextChoices):
    """Why a customer is in a campaign."""

    HOLDER = "holder", _("Has the product")
    SELLER = "seller", _("Bought it and passed it on")


class NoticeChannel(TextChoices):
    MAIL = "mail", pgettext_lazy("notice", "Email")
    LETTER = "letter", pgettext_lazy("notice", "Letter")
    PHONE = "phone", pgettext_lazy("notice", "Phone")
    VISIT = "visit", pgettext_lazy("notice", "Visit")
    OTHER = "other", pgettext_lazy("notice", "Other")


class AttemptResult(TextChoices):
    """What became of an attempt to tell a customer."""

    QUEUED = "queued", pgettext_lazy("attempt", "Being sent")
    SENT = "sent", pgettext_lazy("attempt", "Sent, did not come back")
    REACHED = "reached", pgettext_lazy("attempt", "Reached")
    NO_ANSWER = "no_answer", pgettext_lazy("attempt", "No answer")
    RETURNED = "returned", pgettext_lazy("attempt", "Came back")
    REFUSED = "refused", pgettext_lazy("attempt", "Refused to listen")


class UnreachableReason(TextChoices):
    NUMBER_DEAD = "number_dead", _("Number not in service")
    DISSOLVED = "dissolved", _("Company dissolved")
    MOVED = "moved", _("Moved, no trace")
    REFUSED = "refused", _("Refuses contact")
    NO_ADDRESS = "no_address", _("No way to contact on record")
    ERASED = "erased", _("Personal data erased on request")
    OPTED_OUT = "opted_out", _("Does not want notices")
    OTHER = "other", _("Other reason")


class SerialState(TextChoices):
    """What became of one line of a list of serial numbers."""

    TAKEN = "taken", _("With a customer of the list")
    WITH_US = "with_us", _("With us, nobody to tell")
    UNKNOWN = "unknown", _("Not in the records")
    DUPLICATE = "duplicate", _("Twice in the list")
    OTHER_PRODUCT = "other_product", _("Serial number of another product")
    OTHER_BATCH = "other_batch", _("From another batch")
    UNREADABLE = "unreadable", _("Couldn’t be read")


class PaperKind(TextChoices):
    FILE = "file", _("File for the authority")
    LETTERS = "letters", _("Letters")
