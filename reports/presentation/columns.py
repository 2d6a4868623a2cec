"""The columns of the lists of this app, of which each person chooses."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aftersales.web.list_columns import Column, ColumnsOf

COLUMNS = (
    ColumnsOf(
        "market_notes",
        (
            Column("until", _("Until"), css="fit"),
            Column("number", _("Number"), css="fit c-860"),
            Column("title", _("Title"), css="subject"),
            Column("about", _("Product or competitor"), css="fit c-940"),
            Column("region", _("Region"), css="cust"),
            Column("kind", _("Type"), css="fit"),
        ),
        always="title",
    ),
    ColumnsOf(
        "reports",
        (
            Column("number", _("Number"), css="fit desk"),
            Column("report", _("Report"), css="subject"),
            Column("period", _("Period"), css="fit"),
            Column("made", pgettext_lazy("report", "Made"), css="fit desk r-made"),
            Column("state", _("Status"), css="stage"),
            Column("files", _("Files"), css="fit c-1040"),
        ),
        always="report",
    ),
)
