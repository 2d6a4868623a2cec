"""What this app contributes to the apps below it, as plain data."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# What the audit log (aftersales/audit/texts) needs to tell of this app.
AUDIT: dict[str, Any] = {
    "reasons": {
        "another main contact": _("Main contact changed"),
        "contact": _("Interaction logged"),
        "contact corrected": _("Contact updated"),
        "concluded": _("Question closed"),
        "corrected": _("Corrected"),
        "demand": _("Annual demand"),
        "demand before": _("Annual demand"),
        "demand of": _("Record annual demand"),
        "joined the panel": _("Member added"),
        "left the panel": _("Left the panel"),
        "opinion": _("Opinion saved"),
        "tier changed": _("Tier changed"),
        "until": _("Ended"),
        "qualification ended": _("Qualification expired"),
        "qualification ends soon": _("Qualification expiring soon"),
        "customer": _("From customer"),
        "erased": _("Erased"),
        "erased before the backup was restored": _("Erased before the restore; erased again afterwards"),
        "graded": pgettext_lazy("reason", "Graded"),
        "merged": _("Merged"),
        "kept as long as declared": _("Erased after the retention period"),
        "merged into": _("Merged into"),
        "merged with": _("Merged from"),
        "opened": pgettext_lazy("reason", "Opened"),
        "purchase added": _("Purchase added"),
        "purchase corrected": _("Purchase edited"),
    },
    "before_numbers": ("merged into", "merged with"),
    # A customer that was merged into another is found by its former number too.
    "former_numbers": {"customers.customer": ("customers.customeralias", "customer_id")},
    "details": {
        "customer": _("Customer"),
        "day": _("Date"),
        "first": _("One of the two"),
        "name": pgettext_lazy("of a thing", "Name"),
        "number": _("Number"),
        "phone": _("Phone"),
        "region": _("Region"),
        "state": _("Status"),
        "tier": _("Tier"),
    },
    "technical": ("name_key", "phone_digits"),
    "rules": ("customers.product",),
}
