"""The columns of the lists of this app, of which each person chooses."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aftersales.web.list_columns import Column, ColumnsOf

COLUMNS = (
    ColumnsOf(
        "grades",
        (
            Column("name", _("Customer"), css="subject", orders=("name", "-name")),
            Column("grade", _("Satisfaction"), css="fit", orders=("grade",)),
            Column("changed", _("Grade changed"), css="fit"),
            Column("tier", _("Tier"), css="fit"),
            Column("region", _("Region"), css="fit c-1040"),
            Column("rep", _("Account rep"), css="fit c-1120"),
            Column("graded", _("Graded"), css="fit c-940"),
        ),
        always="name",
    ),
    ColumnsOf(
        "responses",
        (
            Column("comment", _("Comments"), css="subject"),
            Column("csat", _("Satisfaction with handling"), css="fit"),
            Column("nps", _("Recommend"), css="fit", is_number=True),
            Column("solved", pgettext_lazy("survey", "Solved"), css="fit"),
            Column("customer", _("Customer")),
            Column("month", _("Month"), css="fit c-860"),
        ),
        always="comment",
    ),
)
