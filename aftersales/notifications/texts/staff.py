"""The texts of notifications about people's absences and accounts."""

from django.utils.translation import gettext_lazy as _

from . import register


def install() -> None:
    register(
        "stand_in_entered",
        subject=_("%(deputy)s stands in for %(absent)s, %(first)s to %(last)s"),
        body=_("What %(absent)s decides and owns comes to %(deputy)s on these days.\n%(reason)s"),
    )
    register(
        "stand_in_ended",
        subject=_("%(deputy)s no longer stands in for %(absent)s"),
        body=_("The absence that was entered until %(last)s has ended early."),
    )
    register(
        "work_handed_over",
        subject=_("You go on with the work of %(who)s"),
        body=_("%(what)s.\n%(note)s"),
    )
    register(
        "password_link",
        subject=_("Choose a password"),
        body=_(
            "For the account %(username)s, within a day and once:\n%(link)s\n\n"
            "If you did not ask for this, do nothing and tell your administrator."
        ),
    )
