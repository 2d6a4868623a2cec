"""The texts of notifications about stand-ins and accounts."""

from django.utils.translation import gettext_lazy as _

from . import Text

NOTIFICATIONS = (
    Text(
        "stand_in_entered",
        subject=_("%(deputy)s stands in for %(absent)s, %(first)s to %(last)s"),
        body=_("%(deputy)s stands in for %(absent)s on these days, for approvals and owned work.\n%(reason)s"),
    ),
    Text(
        "stand_in_ended",
        subject=_("%(deputy)s is no longer the stand-in for %(absent)s"),
        body=_("The out-of-office period that was set until %(last)s has ended early."),
    ),
    Text(
        "work_reassigned",
        subject=_("You’re taking over the work of %(who)s"),
        body=_("%(what)s.\n%(note)s"),
    ),
    Text(
        "account_locked",
        subject=_("Too many wrong passwords for your account"),
        body=_(
            "At %(at)s, sign-in to %(username)s was locked for 15 minutes, because of wrong passwords from the address "
            "%(address)s. Browsers that you’ve signed in with before still work.\n"
            "If this was not you, tell your administrator. No one has signed in."
        ),
    ),
    Text(
        "password_link",
        subject=_("Set a password"),
        body=_(
            "Password link for the account %(username)s, valid for 24 hours and for one use:\n"
            "%(link)s\n\nIf you did not request this, ignore it and tell your administrator."
        ),
    ),
)
