"""The verbs of samples."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aftersales.staff.models import User
from aftersales.web.verbs import Verb, table

from ..forms import samples as forms
from ..models import Sample
from ..permissions import samples as permissions
from ..queries.samples import obstacles_of
from ..rules.workflow import SAMPLE
from ..services import samples as services


def _may_hand_over(user: User, sample: Sample) -> bool:
    return SAMPLE.allows(sample.state, "move") and permissions.can_hand_over(user, sample)


def _may_keep(user: User, sample: Sample) -> bool:
    return not SAMPLE.is_final(sample.state) and permissions.can_seal(user)


def _may_dispose(user: User, sample: Sample) -> bool:
    waits = SAMPLE.allows(sample.state, "dispose") and permissions.can_seal(user)
    return waits and not obstacles_of(sample, timezone.now())


def _may_confirm(user: User, sample: Sample) -> bool:
    return SAMPLE.allows(sample.state, "confirm_disposal") and permissions.can_confirm_disposal(user, sample)


SAMPLES = table(
    Verb(
        "hand-over",
        _("Hand over"),
        forms.HandOverForm,
        services.hand_over_sample,
        _may_hand_over,
        _("Handover recorded"),
        submit=_("Record handover"),
    ),
    Verb("keep", _("Change period"), forms.KeepForm, services.keep_sample, _may_keep, _("Period changed")),
    Verb(
        "dispose",
        _("Sign disposal"),
        forms.DisposeForm,
        services.dispose_of_sample,
        _may_dispose,
        _("Signed; somebody else signs second"),
        stop=True,
    ),
    Verb(
        "confirm-disposal",
        _("Sign disposal second"),
        forms.ConfirmDisposalForm,
        services.confirm_disposal,
        _may_confirm,
        _("Disposal signed by two"),
        stop=True,
    ),
)
