"""The columns of the lists of this app, of which each person chooses."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aftersales.web.list_columns import Column, ColumnsOf

COLUMNS = (
    ColumnsOf(
        "recognitions",
        (
            Column("happened", _("Day of the event"), css="fit"),
            Column("number", _("Number"), css="fit c-860"),
            Column("reason", _("Reason"), css="subject"),
            Column("person", _("Person"), css="cust"),
            Column("kind", _("Type"), css="fit"),
        ),
        always="reason",
    ),
    ColumnsOf(
        "trainings",
        (
            Column("starts", _("Starts"), css="fit"),
            Column("number", _("Number"), css="fit c-860"),
            Column("course", _("Course"), css="subject"),
            Column("place", _("Place"), css="cust"),
            Column("enrolled", _("Enrolled"), css="fit"),
            Column("passed", pgettext_lazy("training", "Passed"), css="fit c-940"),
        ),
        always="course",
    ),
)
