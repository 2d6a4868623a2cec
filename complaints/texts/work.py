"""The words of notices about the daily work."""

from django.utils.translation import gettext_lazy as _

from aftersales.notifications.texts import register

from .tickets import EVENTS


def register_texts() -> None:
    """The notices of the daily work, and its events in the thread."""
    EVENTS["assigned"] = _("Given to %(to)s by rule")
    EVENTS["joined"] = _("Joined into %(number)s: %(reason)s")
    EVENTS["join_received"] = _("%(number)s was joined into this ticket: %(subject)s")
    EVENTS["join_undone"] = _("%(number)s goes its own way again")
    register(
        "ticket_assigned",
        subject=_("%(number)s is yours"),
        body=_("It came without a clerk and was given to you: “%(subject)s”."),
    )
    register(
        "ticket_joined",
        subject=_("%(other)s was joined into %(number)s"),
        body=_("%(who)s joined %(other)s into %(number)s, “%(subject)s”. Nothing of it is lost."),
    )
    register(
        "ticket_reminder",
        subject=_("You wanted to be reminded of %(number)s"),
        body=_("“%(subject)s”\n%(note)s"),
    )
