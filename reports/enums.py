"""Choices of metrics, stored reports, their schedules and market notes."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ReportKind(TextChoices):
    """The kinds of reports (R2, R5). The texts of their sections are in presentation/contents."""

    SERVICE = "service", _("Service report")
    SATISFACTION = "satisfaction", _("Quarterly satisfaction report")
    COMPLAINTS = "complaints", _("Complaint analysis")
    VISITS = "visits", _("Follow-up visit coverage")
    QUALITY = "quality", _("Quality and actions")
    COST = "cost", _("Cost of returns and of poor quality")
    MARKET = "market", _("Market research report")


class Rhythm(TextChoices):
    """How long the period of a report is."""

    MONTH = "month", _("Every month")
    QUARTER = "quarter", _("Every quarter")
    YEAR = "year", _("Every year")


class ReportState(TextChoices):
    """Where a report stands (rules/workflow.py)."""

    WAITING = "waiting", pgettext_lazy("report", "To be made")
    FIXED = "fixed", pgettext_lazy("report", "Being printed")
    MADE = "made", pgettext_lazy("report", "Made")
    FAILED = "failed", pgettext_lazy("report", "Failed")


class FileFormat(TextChoices):
    PDF = "pdf", "PDF"
    XLSX = "xlsx", "Excel"


class Fault(TextChoices):
    """Why a report could not be made, in the words of the page."""

    TIME = "time", _("printing took too long")
    MEMORY = "memory", _("not enough memory to print")
    PAGES = "pages", _("too many pages")
    SIZE = "size", _("too large to print")
    DISK = "disk", _("the file store is full or not there")
    KILLED = "killed", _("the worker was stopped")
    FAILED = "failed", _("unexpected error, see the log")


class NoteKind(TextChoices):
    """What a market note is about."""

    DEMAND = "demand", pgettext_lazy("market", "Demand")
    COMPETITOR = "competitor", pgettext_lazy("market", "Competitor")
    PRICE = "price", pgettext_lazy("market", "Price")
    CHANNEL = "channel", pgettext_lazy("market", "Sales channel")
    TECHNOLOGY = "technology", pgettext_lazy("market", "Technology and standards")
    OTHER = "other", pgettext_lazy("market", "Other")


class NoteState(TextChoices):
    CURRENT = "current", pgettext_lazy("market note", "In force")
    WITHDRAWN = "withdrawn", pgettext_lazy("market note", "Withdrawn")


class Unit(TextChoices):
    """What a metric is counted in. The index is 0 to 100, NPS −100 to 100."""

    COUNT = "count", pgettext_lazy("unit", "Number")
    PERCENT = "percent", pgettext_lazy("unit", "Percent")
    MONEY = "money", pgettext_lazy("unit", "Yuan")
    MONEY_PER = "money_per", pgettext_lazy("unit", "Yuan per ticket")
    PER_THOUSAND = "per_thousand", pgettext_lazy("unit", "Per 1,000 units")
    INDEX = "index", pgettext_lazy("unit", "Points of 100")
    NPS = "nps", pgettext_lazy("unit", "Points")


class Subject(TextChoices):
    """What a metric tells about."""

    DEADLINES = "deadlines", _("Deadlines")
    RESOLUTION = "resolution", pgettext_lazy("metric", "Resolution")
    VISITS = "visits", _("Visits")
    SATISFACTION = "satisfaction", _("Satisfaction")
    QUALITY = "quality", _("Quality")
    COST = "cost", _("Returns and cost")


class Basis(TextChoices):
    """Whether a metric counts what happened in a period, what is so at the end of it, or what is so today."""

    PERIOD = "period", _("what happened in the period")
    MOMENT = "moment", _("as of the end of the period")
    TODAY = "today", _("as of today")


class View(TextChoices):
    """A dashboard: whose questions it answers."""

    EXECUTIVE = "executive", _("Executive dashboard")
    GM = "gm", _("General manager’s dashboard")
    MANAGER = "manager", _("Manager’s dashboard")
    SERVICE = "service", _("Service dashboard")
    QUALITY = "quality", _("Quality dashboard")
