"""The columns of the lists of this app, of which each person chooses."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aftersales.web.list_columns import Column, ColumnsOf

COLUMNS = (
    ColumnsOf(
        "costs",
        (
            Column("day", _("Date"), css="fit", orders=("-day", "day")),
            Column("ticket", _("Ticket"), css="subject"),
            Column("product", _("Product and batch"), css="cust"),
            Column("kind", _("Type"), css="fit"),
            Column("source", _("Source"), css="fit c-940"),
            Column("amount", _("Amount"), css="fit", is_number=True),
        ),
        always="ticket",
    ),
    ColumnsOf(
        "investigations",
        (
            Column("due", _("Due"), css="fit", orders=("due", "-due")),
            Column("number", _("Number"), css="fit c-860", orders=("-number", "number")),
            Column("title", _("Subject of investigation"), css="subject"),
            Column("product", _("Product and batch"), css="cust"),
            Column("customer", _("Customer"), css="cust"),
            Column("state", _("Status"), css="fit"),
            Column("lead", _("Led by"), css="fit c-940"),
        ),
        always="title",
    ),
    ColumnsOf(
        "actions",
        (
            Column("due", _("Due"), css="fit", orders=("due", "-due")),
            Column("number", _("Number"), css="fit c-860", orders=("-number", "number")),
            Column("title", _("Action details"), css="subject"),
            Column("about", _("Related information"), css="cust"),
            Column("kind", _("Type"), css="fit c-1040"),
            Column("state", _("Status"), css="fit"),
            Column("owner", _("Owner"), css="fit c-940"),
        ),
        always="title",
    ),
    ColumnsOf(
        "campaigns",
        (
            Column("number", _("Number"), css="fit due"),
            Column("title", _("Campaign"), css="subject"),
            Column("product", _("Product and batch"), css="cust"),
            Column("customers", _("Customers"), css="fit c-860", is_number=True),
            Column("told", pgettext_lazy("funnel", "Told"), css="fit c-940", is_number=True),
            Column("remedied", pgettext_lazy("funnel", "Remedied"), css="fit c-860", is_number=True),
            Column("state", _("Status"), css="fit"),
            Column("owner", _("Owner"), css="fit c-1040"),
        ),
        always="title",
    ),
    ColumnsOf(
        "objections",
        (
            Column("raised", _("Raised"), css="fit"),
            Column("number", _("Number"), css="fit c-860"),
            Column("problem", _("Problem"), css="subject"),
            Column("customer", _("Customer"), css="cust"),
            Column("about", _("Objects to"), css="fit c-940"),
            Column("state", _("Status"), css="fit"),
        ),
        always="problem",
    ),
    ColumnsOf(
        "meetings",
        (
            Column("starts", _("Starts"), css="fit"),
            Column("number", _("Number"), css="fit c-860"),
            Column("title", _("Title"), css="subject"),
            Column("place", _("Place"), css="cust"),
            Column("cases", _("Cases"), css="fit"),
            Column("chair", _("Chair"), css="fit c-940"),
        ),
        always="title",
    ),
)
