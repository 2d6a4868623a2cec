"""Who gets past 404 on the routes of customers. What one sees but may not do, the services refuse with 403."""

from customers import verbs
from customers.models import (
    DuplicatePair,
    GradeRule,
    Merge,
    PanelMember,
    PanelQuestion,
    PersonalDataRequest,
    TouchRule,
    WarrantyRule,
)
from customers.services.duplicates import scan
from customers.services.opting import opt_out
from customers.services.panel import ask_panel, join_panel
from customers.services.requests import open_request
from tests.factories import NOW, customer_of

READERS = frozenset({"service", "rep", "manager", "gm", "quality", "quality_manager", "executive", "auditor"})
ERASERS = frozenset({"manager"})
RULE_READERS = frozenset({"manager", "gm", "admin", "executive", "auditor"})
REQUEST_READERS = frozenset({"service", "manager", "gm", "auditor"})
PANEL_ASKERS = frozenset({"service", "manager", "gm", "quality_manager"})
MERGERS = frozenset({"service", "manager"})
EDITORS = frozenset({"service", "rep", "manager"})
PRODUCT_READERS = READERS | {"admin", "colleague"}


def _twin(people):
    """A second record of the same customer, and the pair that the scan finds."""
    twin = customer_of(people.east, rep=people.rep, number="CU-2026-00099")
    scan(now=NOW)
    return twin, DuplicatePair.objects.get(second=twin)


def _merge(people):
    found = Merge.objects.first() or Merge.objects.create(
        kept=people.customer, gone_number="CU-2026-00098", gone_name="x", state="asked", reason="x", asked_at=NOW
    )
    return {"pk": found.pk}


def _asked(people):
    row = open_request(actor=people.clerk, now=NOW, customer_id=people.customer.pk, kind="erase", asked_by="x")
    return {"number": row.number}


def _member(people):
    found = PanelMember.objects.first()
    return {
        "pk": (
            found
            or join_panel(
                actor=people.clerk,
                now=NOW,
                contact_id=people.contact.pk,
                agreed_on=NOW.date(),
                ask_by="phone",
            )
        ).pk
    }


def _wish(people):
    return {"pk": opt_out(customer_id=people.customer.pk, channel="letter", actor=people.clerk, now=NOW).pk}


def _question(people):
    found = PanelQuestion.objects.first()
    return {"pk": (found or ask_panel(actor=people.manager, now=NOW, title="x")).pk}


# Panel questions belong to no region; the answers shown are those of visible customers.
SHARED = frozenset({"panel_question", "api-panel-question-detail"})
OBJECTS = {
    "purchase": lambda people: {"pk": people.sold.pk},
    "grade_rule": lambda people: {"pk": GradeRule.objects.get().pk},
    "api-grade-rule-": lambda people: {"pk": GradeRule.objects.get().pk},
    "touch_rule": lambda people: {"pk": TouchRule.objects.get().pk},
    "api-touch-rule-": lambda people: {"pk": TouchRule.objects.get().pk},
    "warranty_rule": lambda people: {"pk": WarrantyRule.objects.first().pk},
    "api-warranty-rule-": lambda people: {"pk": WarrantyRule.objects.first().pk},
    "api-service-file": lambda people: {"pk": people.sold.pk},
    "api-timeline": lambda people: {"number": people.customer.number},
    "panel_join": lambda people: {"number": people.customer.number},
    "panel_leave": _member,
    "opt_out_new": lambda people: {"number": people.customer.number},
    "opt_out_end": _wish,
    "api-opt-out-": _wish,
    "panel_question": _question,
    "panel_conclude": _question,
    "api-panel-member": _member,
    "api-panel-question": _question,
    "data_request": _asked,
    "data_request_new": lambda people: {"number": people.customer.number},
    "api-data-request-": lambda people: {"number": PersonalDataRequest.objects.get().number},
    "customer_merge": lambda people: {"number": people.customer.number, "other": _twin(people)[0].number},
    "merge_verb": lambda people: {**_merge(people), "name": "undo"},
    "api-merge-": _merge,
    "duplicate_apart": lambda people: {"pk": DuplicatePair.objects.get().pk},
    "api-duplicate-": lambda people: {"pk": DuplicatePair.objects.get().pk},
}
ROWS: dict[str, frozenset[str] | str] = {
    "customer": READERS,
    "purchases": READERS,
    "purchase": READERS,
    "customer_grade": frozenset({"manager", "gm"}),
    "customer_demand": EDITORS,
    "panel": READERS,
    "panel_ask": PANEL_ASKERS,
    "panel_question": READERS,
    "panel_conclude": PANEL_ASKERS,
    "panel_join": EDITORS,
    "panel_leave": EDITORS,
    "opt_out_new": EDITORS,
    "opt_out_end": EDITORS,
    "api-customer-profile": READERS,
    "api-panel-member-list": READERS,
    "api-panel-member-detail": READERS,
    **{f"api-panel-member-{verb}": READERS for verb in verbs.MEMBERS},
    "api-opt-out-list": READERS,
    "api-opt-out-detail": READERS,
    **{f"api-opt-out-{verb}": READERS for verb in verbs.OPT_OUTS},
    "api-panel-question-list": READERS,
    "api-panel-question-detail": READERS,
    **{f"api-panel-question-{verb}": READERS for verb in verbs.QUESTIONS},
    "api-timeline-detail": READERS,
    "api-service-file-detail": READERS,
    **dict.fromkeys(
        ("grade_rules", "grade_rule", "warranty_rules", "warranty_rule", "touch_rules", "touch_rule"), RULE_READERS
    ),
    **{
        f"api-{name}-rule-{verb}": RULE_READERS
        for name in ("grade", "warranty", "touch")
        for verb in ("list", "detail", "change")
    },
    "customers": READERS,
    "customers_search": READERS,
    "customers_find": READERS,
    "customers_duplicates": EDITORS,
    "duplicate_pairs": MERGERS,
    "duplicate_apart": MERGERS,
    "customer_merge": MERGERS,
    "merges": MERGERS,
    "merge_verb": MERGERS,
    "api-merge-list": MERGERS,
    "api-merge-detail": MERGERS,
    **{f"api-merge-{verb}": MERGERS for verb in verbs.MERGES},
    "customer_merge_with": MERGERS,
    "data_requests": REQUEST_READERS,
    "data_request": REQUEST_READERS,
    "data_request_new": MERGERS,
    "data_request_finish": ERASERS,
    "data_request_erase": ERASERS,
    "data_request_copy": ERASERS,
    "personal_data": frozenset({"manager", "gm", "admin", "auditor"}),
    "api-data-request-list": REQUEST_READERS,
    "api-data-request-list:create": MERGERS,
    "api-data-request-detail": REQUEST_READERS,
    **{f"api-data-request-{verb}": ERASERS for verb in verbs.REQUESTS},
    "customer_new": EDITORS,
    "customer_edit": EDITORS,
    "customer_fact": EDITORS,
    "customer_reveal": READERS,
    "customer_purchases": READERS,
    "contact_new": EDITORS,
    "contact_edit": EDITORS,
    "contact_reveal": READERS,
    "purchase_new": EDITORS,
    "purchase_edit": EDITORS,
    "interaction_new": READERS,
    "api-customer-list": READERS,
    "api-customer-detail": READERS,
    "api-customer-search": READERS,
    **{f"api-customer-{verb}": READERS for verb in {**verbs.REVEAL, **verbs.PROFILE}},
    **{f"api-customer-{verb}": MERGERS for verb in verbs.MERGING},
    "api-duplicate-list": MERGERS,
    "api-duplicate-detail": MERGERS,
    **{f"api-duplicate-{verb}": MERGERS for verb in verbs.PAIRS},
    "api-contact-list": READERS,
    "api-contact-detail": READERS,
    **{f"api-contact-{verb}": READERS for verb in verbs.REVEAL},
    "api-product-list": PRODUCT_READERS,
    "api-product-detail": PRODUCT_READERS,
    "api-sale-list": READERS,
    "api-sale-detail": READERS,
    "api-interaction-list": READERS,
    "api-interaction-detail": READERS,
}
