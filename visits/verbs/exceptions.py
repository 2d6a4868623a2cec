"""The verbs of an exception from the cadence."""

from django.utils.translation import gettext_lazy as _

from aftersales.web.verbs import Verb, table

from .. import permissions
from ..forms.exceptions import EndExceptionForm
from ..services import exceptions

EXCEPTIONS = table(
    Verb(
        "end",
        _("End exception"),
        EndExceptionForm,
        exceptions.end_exception,
        lambda user, row: permissions.can_except(user, row.customer),
        _("Exception ended"),
        stop=True,
    ),
)
