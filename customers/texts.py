"""The texts of notifications about customers."""

from django.utils.translation import gettext_lazy as _

from aftersales.notifications.texts import register


def register_texts() -> None:
    register(
        "customers_merged",
        subject=_("%(other)s was merged into %(number)s"),
        body=_("Two records of the same customer were merged. The old number still works."),
    )
    register(
        "qualification_ends",
        subject=_("%(customer)s: qualification expires on %(day)s"),
        body=_("Ask the customer for the new documents and update the customer."),
    )
    register(
        "qualification_ended",
        subject=_("%(customer)s: qualification expired on %(day)s"),
        body=_("It is now recorded as expired. Ask the customer for new documents and update the customer’s profile."),
    )
