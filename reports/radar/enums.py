"""Choices of the signals of the radar."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Level(TextChoices):
    """How unlikely chance is."""

    ALARM = "alarm", _("Rising")
    LOOK = "look", _("Worth a look")


class SignalState(TextChoices):
    """What people have made of a signal."""

    NEW = "new", _("To be judged")
    SEEN = "seen", pgettext_lazy("signal", "Being looked at")
    INVESTIGATED = "investigated", _("Investigated")
    DISMISSED = "dismissed", _("Dismissed")
