"""What this app contributes to the apps below it, as plain data."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# What the audit log (aftersales/audit/texts) needs to tell of this app.
AUDIT: dict[str, Any] = {
    "reasons": {
        "another main contact": _("Another main contact"),
        "contact": _("Contact noted"),
        "contact corrected": _("Contact corrected"),
        "concluded": _("Question closed"),
        "corrected": _("Corrected"),
        "demand": _("Annual demand"),
        "demand before": _("Annual demand"),
        "demand of": _("Annual demand of a year"),
        "joined the panel": _("Member added"),
        "left the panel": _("Left the panel"),
        "opinion": _("Opinion kept"),
        "tier changed": _("Tier changed"),
        "until": _("Ended"),
        "qualification ended": _("Qualification ended"),
        "qualification ends soon": _("Qualification ends soon"),
        "customer": _("From the customer"),
        "erased": _("Erased"),
        "erased before the backup was restored": _("Was erased before the backup was restored"),
        "graded": pgettext_lazy("reason", "Graded"),
        "joined": _("Joined"),
        "kept as long as declared": _("Erased after the time that is declared"),
        "merged into": _("Put together into"),
        "merged with": _("Put together with"),
        "opened": pgettext_lazy("reason", "Opened"),
        "purchase added": _("Purchase added"),
        "purchase corrected": _("Purchase corrected"),
    },
    "before_numbers": ("merged into", "merged with"),
    # A customer that was merged into another is found by its former number too.
    "former_numbers": {"customers.customer": ("customers.customeralias", "customer_id")},
    "details": {
        "customer": _("Customer"),
        "day": _("Day"),
        "first": _("One of them"),
        "name": pgettext_lazy("of a thing", "Name"),
        "number": _("Number"),
        "phone": _("Phone"),
        "region": _("Region"),
        "state": _("State"),
        "tier": _("Tier"),
    },
    "technical": ("name_key", "phone_digits"),
    "rules": ("customers.product",),
}
