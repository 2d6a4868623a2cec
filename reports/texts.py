"""The texts of notifications of reports. They name the report and its period, never a figure."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from aftersales.notifications.texts import Text

from .enums import ReportKind

SPAN = "%(first)s – %(last)s"
NUMBER = "%(number)s"


def _made(kind: ReportKind) -> Text:
    return Text(
        f"report_{kind.value}",
        subject=format_lazy(_("{number}: {title}, {period}"), number=NUMBER, title=kind.label, period=SPAN),
        body=_("The report is ready, in Chinese and English, as PDF and Excel."),
    )


def _corrected(kind: ReportKind) -> Text:
    return Text(
        f"report_corrected_{kind.value}",
        subject=format_lazy(_("{number}: {title}, {period}"), number=NUMBER, title=kind.label, period=SPAN),
        body=_("This report corrects %(corrects)s. The page says why."),
    )


NOTIFICATIONS = (
    *(_made(kind) for kind in ReportKind),
    *(_corrected(kind) for kind in ReportKind),
    Text(
        "report_failed",
        subject=_("A report could not be made (%(first)s to %(last)s)"),
        body=_("It is tried again by itself. The page says why it failed and when it is tried again."),
    ),
    Text(
        "report_given_up",
        subject=_("A report could not be made and is not tried again (%(first)s to %(last)s)"),
        body=_("Remove the cause that the page names, then try again there."),
    ),
    Text(
        "reports.figures_differed",
        subject=_("Kept figures were wrong: %(count)s"),
        body=_(
            "The nightly check found %(count)s sums of a day that were not what their rows give. They were corrected. "
            "Report this: it is a fault of the program or of data that was changed outside of it."
        ),
    ),
)
