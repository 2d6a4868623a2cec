"""The words of the reception's notices."""

from django.utils.translation import gettext_lazy as _

from aftersales.notifications.texts import register


def register_texts() -> None:
    """Who came in and was not greeted."""
    register(
        "reception_late",
        subject=_("Visitor %(number)s has not been greeted"),
        body=_(
            "Visitor %(number)s waits at the reception and was not greeted within the promised time. Go and greet them."
        ),
    )
