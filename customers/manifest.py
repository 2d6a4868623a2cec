"""What this app contributes to the apps below it, as plain data."""

from typing import Any

from celery.schedules import crontab
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aftersales.search.bigram_index import SearchColumn
from aftersales.store.schedule import Job
from aftersales.web.list_columns import Column, ColumnsOf
from aftersales.web.menu import MenuItem
from aftersales.web.numbers import Numbered
from aftersales.web.settings_tabs import Tab
from aftersales.web.verbs import VerbsOf

from . import enums, models, verbs
from .exporting import LISTINGS
from .importing import IMPORTERS
from .models import Customer
from .permissions import DECLARATION_READERS, PRODUCT_KEEPERS, REQUEST_READERS, RULE_READERS
from .personal import PERSONAL, PERSONAL_CODES
from .queries.privacy import erased_numbers
from .services import duplicates, erasure, merges, profile, search, warranties
from .texts import NOTIFICATIONS

__all__ = ["IMPORTERS", "LISTINGS", "NOTIFICATIONS", "PERSONAL", "PERSONAL_CODES"]

# The texts that the audit log (aftersales/audit/texts) needs for this app.
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
        "opted in": _("Wants to be contacted again"),
        "opted out": _("Does not want to be contacted"),
        "tier changed": _("Tier changed"),
        "until": _("Ended"),
        "qualification ended": _("Qualification expired"),
        "qualification ends soon": _("Qualification expiring soon"),
        "customer": _("From customer"),
        "erased": _("Erased"),
        "erased before the backup was restored": _("Erased before the restore; erased again afterwards"),
        "graded": pgettext_lazy("reason", "Graded"),
        "found by scan": _("Found by the daily scan"),
        "merged": _("Merged"),
        "kept as long as declared": _("Erased after the retention period"),
        "merged into": _("Merged into"),
        "merged with": _("Merged from"),
        "merge asked": _("Merge asked for"),
        "merge refused": _("Merge declined"),
        "merge undone": _("Merge undone"),
        "opened": pgettext_lazy("reason", "Opened"),
        "sold": _("Sold"),
        "returned": _("Goods returned"),
        "sent": _("Sent"),
        "inspected": _("Inspected"),
        "dispatch corrected": _("Dispatch corrected"),
        "purchase added": _("Purchase added"),
        "purchase corrected": _("Purchase edited"),
        "replacement sent": _("Sent as a replacement"),
        "repair": _("Repair"),
        "repair corrected": _("Record corrected"),
        "warranty reckoned": _("Warranty recalculated"),
    },
    "before_numbers": ("merged into", "merged with"),
    # A customer that was merged into another is also found by its former number.
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
    "technical": ("choices", "name_key", "name_core", "phone_digits", "phone_local"),
    "rules": ("customers.product", "customers.graderule", "customers.warrantyrule"),
}

ERASED = (erased_numbers,)
SEARCH = (SearchColumn(Customer, fill=search.index_missing),)
NUMBERS = (
    Numbered("CU", _("Customers"), _("The next customer will be %(number)s."), place=20),
    Numbered("PD", _("Data requests"), _("The next request will be %(number)s."), place=50),
)
SETTINGS = (
    Tab(
        "products",
        _("Products"),
        PRODUCT_KEEPERS,
        place=63,
        group="company",
        text=_("Products that can be chosen for purchases and tickets"),
    ),
    Tab(
        "grade_rules",
        _("Satisfaction grades"),
        RULE_READERS,
        place=52,
        group="handling",
        text=_("Which scores and events give which grade"),
    ),
    Tab(
        "warranty_rules",
        _("Warranties"),
        RULE_READERS,
        place=54,
        group="handling",
        text=_("When a warranty starts, and what prolongs it"),
    ),
    Tab(
        "touch_rules",
        _("Contact limit"),
        RULE_READERS,
        place=56,
        group="handling",
        text=_("How often a customer is contacted in a month at most"),
    ),
    Tab(
        "data_requests",
        _("Data requests"),
        REQUEST_READERS,
        place=200,
        group="data",
        text=_("Customer requests for a copy, correction or erasure of their data"),
    ),
    Tab(
        "personal_data",
        _("Personal data"),
        DECLARATION_READERS,
        place=210,
        group="data",
        text=_("Which personal data is kept, why and for how long"),
    ),
)
SCHEDULE = (
    Job("customers.sweep_repairs", warranties.sweep_repairs, every=3600, place=15),
    Job("customers.scan_duplicates", duplicates.scan, every=crontab(hour=3, minute=20), place=10),  # at night
    Job("customers.forget_merge_records", merges.forget_merge_records, every=3600, place=14, in_batches=True),
    Job("customers.sweep_erasures", erasure.sweep, every=600, place=11),
    Job("customers.index_missing", search.index_missing, every=60, place=12, in_batches=True),
    Job("customers.sweep_qualifications", profile.sweep_qualifications, every=3600, place=13, in_batches=True),
)
COLUMNS = (
    ColumnsOf(
        "customers",
        (
            Column("name", _("Customer"), css="subject", orders=("name", "-name")),
            Column("tier", _("Tier"), css="fit"),
            Column("grade", _("Satisfaction"), css="fit", orders=("grade",)),
            Column("contact", _("Contact"), css="cust"),
            Column("phone", _("Phone"), css="fit c-860"),
            Column("region", _("Region"), css="fit c-1040"),
            Column("rep", _("Account rep"), css="fit c-1120"),
            Column("number", _("Number"), css="fit c-940", is_number=True, orders=("number", "-number")),
        ),
        always="name",
    ),
    ColumnsOf(
        "purchases",
        (
            Column("product", _("Product"), css="subject"),
            Column("customer", _("Customer"), css="cust"),
            Column("grade", _("Product grade"), css="fit c-1120"),
            Column("batch", _("Batch"), css="fit c-860"),
            Column("serial", _("Serial number"), css="fit c-1040"),
            Column("contract", _("Contract"), css="fit c-1120"),
            Column("quantity", _("Quantity"), css="fit c-940", is_number=True),
            Column("purchased_on", _("Purchase date"), css="fit", orders=("-purchased_on", "purchased_on")),
            Column("warranty", _("Warranty"), css="fit"),
        ),
        always="product",
    ),
    ColumnsOf(
        "panel",
        (
            Column("member", pgettext_lazy("of the panel", "Member"), css="subject"),
            Column("customer", _("Customer"), css="cust"),
            Column("topics", _("Areas of interest"), css="fit c-940"),
            Column("ask_by", _("How to ask"), css="fit c-860"),
            Column("agreed_on", _("Agreed on"), css="fit", is_number=True),
            Column("until", _("To"), css="fit c-1040", is_number=True),
        ),
        always="member",
    ),
)
MENU = (
    MenuItem("customers", _("Customers"), "users", place=110, group="records", also=("/purchases/",)),
    MenuItem("catalogue", _("Products"), "box", place=120, group="records"),
    MenuItem("purchases", _("Purchases"), "box", place=250),
    MenuItem("customer_new", _("New customer"), "plus", place=260),
    MenuItem("panel", _("Customer panel"), "users", place=270),
)
API_ENUMS = (
    ("Channel", enums.Channel),
    ("ContactPurpose", enums.ContactPurpose),
    ("CustomerKind", enums.CustomerKind),
    ("DataRequestKind", enums.RequestKind),
    ("DataRequestState", enums.RequestState),
    ("Grade", enums.Grade),
    ("MergeState", enums.MergeState),
    ("OptOutChannel", enums.OptOutChannel),
    ("PairState", enums.PairState),
)
VERBS = (
    VerbsOf(models.Customer, verbs.PROFILE, api="customers"),
    VerbsOf(models.Customer, verbs.MERGING, api="customers"),
    VerbsOf(models.Customer, verbs.REVEAL, api="customers"),
    VerbsOf(models.Contact, verbs.REVEAL, api="contacts"),
    VerbsOf(models.DuplicatePair, verbs.PAIRS, api="duplicates"),
    VerbsOf(models.Merge, verbs.MERGES, api="merges"),
    VerbsOf(models.PersonalDataRequest, verbs.REQUESTS, api="personal-data-requests"),
    VerbsOf(models.OptOut, verbs.OPT_OUTS, api="opt-outs"),
    VerbsOf(models.PanelMember, verbs.MEMBERS, api="panel-members"),
    VerbsOf(models.PanelQuestion, verbs.QUESTIONS, api="panel-questions"),
)
