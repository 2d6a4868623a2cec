"""The words of notices about the archive."""

from django.utils.translation import gettext_lazy as _

from aftersales.notifications.texts import register


def register_texts() -> None:
    register(
        "customers_merged",
        subject=_("%(other)s is now part of %(number)s"),
        body=_("Two archives were one customer and were merged. The old number still leads there."),
    )
    register(
        "qualification_ends",
        subject=_("The qualification of %(customer)s ends on %(day)s"),
        body=_("Ask the customer for the new papers and correct the archive."),
    )
    register(
        "qualification_ended",
        subject=_("The qualification of %(customer)s ended on %(day)s"),
        body=_("The archive says so now. Ask the customer for the new papers and correct it."),
    )
