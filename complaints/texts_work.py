"""The words of notices about the daily work."""

from django.utils.translation import gettext_lazy as _

from aftersales.office.texts import register


def register_work_texts() -> None:
    register(
        "ticket_reminder",
        subject=_("You wanted to be reminded of %(number)s"),
        body=_("“%(subject)s”\n%(note)s"),
    )
