"""The verbs of a signal."""

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aftersales.staff.models import User
from aftersales.web.verbs import Verb, table

from . import services
from .forms import AcknowledgeForm, DismissForm, InvestigateForm
from .models import RadarSignal
from .permissions import can_judge
from .rules.workflow import SIGNAL


def _may(action: str) -> Callable[[User, RadarSignal], bool]:
    return lambda user, signal: SIGNAL.allows(signal.state, action) and can_judge(user)


SIGNALS = table(
    Verb(
        "acknowledge",
        pgettext_lazy("signal", "I look at it"),
        AcknowledgeForm,
        services.acknowledge,
        _may("acknowledge"),
        _("Noted. Others see that you look at it"),
    ),
    Verb(
        "investigate",
        _("Open investigation"),
        InvestigateForm,
        services.investigate,
        _may("investigate"),
        _("Investigation opened"),
    ),
    Verb(
        "dismiss",
        pgettext_lazy("signal", "Dismiss"),
        DismissForm,
        services.dismiss,
        _may("dismiss"),
        _("Signal dismissed"),
        stop=True,
    ),
)
