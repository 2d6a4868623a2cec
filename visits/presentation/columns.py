"""The columns of the lists of this app, of which each person chooses."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aftersales.web.list_columns import Column, ColumnsOf

COLUMNS = (
    ColumnsOf(
        "care_plans",
        (
            Column("title", _("Plan"), css="subject"),
            Column("customer", _("Customer"), css="cust"),
            Column("region", _("Region"), css="fit c-860"),
            Column("goals", _("Goals met"), css="fit", is_number=True),
            Column("actions", pgettext_lazy("care plan", "Actions"), css="fit"),
            Column("left", pgettext_lazy("money", "Left"), css="fit c-940", is_number=True),
            Column("until", _("Until"), css="fit", orders=("until", "-until")),
            Column("owner", _("Owner"), css="fit c-940"),
        ),
        always="title",
    ),
    ColumnsOf(
        "forums",
        (
            Column("starts", _("Starts"), css="fit", orders=("-starts", "starts")),
            Column("title", _("Title"), css="subject"),
            Column("region", _("Region"), css="fit c-860"),
            Column("place", _("Place"), css="cust"),
            Column("came", _("Came / invited"), css="fit", is_number=True),
            Column("opinions", _("Opinions with a fate"), css="fit", is_number=True),
            Column("host", _("Host"), css="fit c-940"),
        ),
        always="title",
    ),
)
