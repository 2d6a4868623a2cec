"""SLA policies and approval rules change from a day on; targets and approvals keep the row they began with."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import models
from django.urls import reverse
from django.utils import translation

from aftersales.kernel.errors import Conflict, InvalidInput, NotPermitted, NotVisible, RuleViolation
from aftersales.store.dated import line_of
from complaints.models import Approval, AuthorityRule, SlaPolicy
from complaints.queries.settings import changes_of
from complaints.services import authority_rules as authority
from complaints.services import conversation
from complaints.services import sla_policies as sla_targets
from tests.complaints.reception.test_concurrency import at_once
from tests.factories import NOW, cast, sale
from tests.factories.clients import api_client_of

from . import factories as make

pytestmark = pytest.mark.django_db
API = "/api/v1"
TODAY = date(2026, 11, 18)
DAY = timedelta(days=1)
MEETING, GM = ["manager_review", "office_meeting"], ["manager_review", "gm_approve"]


@pytest.fixture(autouse=True)
def english_today(time_machine):
    time_machine.move_to(NOW, tick=False)
    with translation.override("en"):
        yield


def hotline() -> SlaPolicy:
    return SlaPolicy.objects.get(unit="elapsed_minutes", effective_until=None)


def general_manager() -> AuthorityRule:
    return AuthorityRule.objects.get(steps=GM, effective_until=None)


def values_of(row: models.Model) -> dict:
    fields = [f.attname for f in row._meta.fields if f.name not in ("effective_until", "version")]
    return {name: getattr(type(row).objects.get(pk=row.pk), name) for name in fields}


# --- SLA policies


def test_change_ends_the_row_the_day_before_its_successor_begins(people):
    row = hotline()
    before = values_of(row)
    new = sla_targets.change_sla_policy(
        rule_id=row.pk, actor=people.manager, now=NOW, version=1, amount=2, effective_from=TODAY + DAY * 3
    )
    row.refresh_from_db()
    assert values_of(row) == before, "what has begun is not rewritten"
    assert (row.effective_until, row.version) == (TODAY + DAY * 2, 2)
    assert (new.amount, new.effective_from, new.effective_until, new.replaces) == (2, TODAY + DAY * 3, None, row)
    assert new.channels == row.channels
    said = changes_of(*line_of(row))
    assert [(change.by, change.reason) for change in said] == [
        (people.manager, "Replaces the previous entry"),
        (people.manager, "Replaced by a newer entry"),
        (None, "Initial settings"),
    ]
    assert [(line.label, line.before, line.after) for line in said[1].lines] == [("Effective until", "–", "2026-11-20")]


def test_sla_target_keeps_policy_deadline_and_breach(people):
    kept, open_one = make.logged(people, channel="phone"), make.logged(people, channel="phone")
    conversation.reply(
        ticket_id=kept.pk, actor=people.clerk, now=NOW + timedelta(hours=25), channel="phone", body="您好"
    )
    rows = {p.pk: values_of(p) for ticket in (kept, open_one) for p in ticket.sla_targets.all()}
    rule = kept.sla_targets.get(code="first_reply").rule
    assert rows[kept.sla_targets.get(code="first_reply").pk]["lateness_seconds"] == 3720, (
        "from the arrival, two minutes before"
    )
    sla_targets.change_sla_policy(rule_id=rule.pk, actor=people.manager, now=NOW, amount=2, effective_from=TODAY)
    sla_targets.end_sla_policy(
        rule_id=SlaPolicy.objects.get(amount=2).pk, actor=people.manager, now=NOW, effective_until=TODAY
    )
    for ticket in (kept, open_one):
        for row in ticket.sla_targets.all():
            assert values_of(row) == rows[row.pk]
    assert make.logged(people, channel="phone").sla_targets.get(code="first_reply").amount == 2


def test_future_row_can_be_changed_and_deleted(people):
    row = hotline()
    facts = {"actor": people.manager, "now": NOW}
    new = sla_targets.change_sla_policy(rule_id=row.pk, amount=2, effective_from=TODAY + DAY * 3, **facts)
    again = sla_targets.change_sla_policy(rule_id=new.pk, amount=1, effective_from=TODAY + DAY * 9, version=1, **facts)
    row.refresh_from_db()
    assert (again.pk, again.amount, again.version) == (new.pk, 1, 2)
    assert row.effective_until == TODAY + DAY * 8
    assert sla_targets.end_sla_policy(rule_id=new.pk, effective_until=TODAY, **facts) == row
    row.refresh_from_db()
    assert (row.effective_until, SlaPolicy.objects.filter(pk=new.pk).exists()) == (None, False)


def refusals(people):
    """Refused changes, each with the code of the error."""
    row, ended = hotline(), SlaPolicy.objects.get(code="solution", quality_class="intrinsic")
    asked = {"actor": people.manager, "now": NOW}
    sla_targets.end_sla_policy(rule_id=ended.pk, effective_until=TODAY, **asked)
    later = {"actor": people.manager, "now": NOW + DAY * 2, "effective_from": TODAY + DAY * 3}
    day = {**asked, "effective_from": TODAY + DAY}
    phone = {"code": "first_reply", "amount": 1, "unit": "elapsed_hours", "channels": ["phone"]}
    change = sla_targets.change_sla_policy
    return [
        (lambda: change(rule_id=row.pk, **day), "nothing_changes"),
        (lambda: change(rule_id=row.pk, amount=2, **asked, effective_from=TODAY - DAY), "too_early"),
        (lambda: change(rule_id=row.pk, amount=2, **day, effective_until=TODAY), "not_in_order"),
        (lambda: change(rule_id=row.pk, amount=0, **day), "out_of_range"),
        (lambda: change(rule_id=row.pk, warn_percent=100, **day), "out_of_range"),
        (lambda: change(rule_id=row.pk, gm_after_percent=0, **day), "out_of_range"),
        (lambda: change(rule_id=row.pk, unit="moons", **day), "unknown"),
        (lambda: change(rule_id=row.pk, channels=["pigeon"], **day), "unknown"),
        (lambda: change(rule_id=row.pk, code="callback", **day), "unknown"),
        (lambda: change(rule_id=row.pk, amount=2, version=7, **day), "changed_meanwhile"),
        (lambda: change(rule_id=ended.pk, amount=2, **later), "ended"),
        (lambda: change(rule_id=10**9, amount=2, **day), "not_found"),
        (lambda: sla_targets.end_sla_policy(rule_id=row.pk, effective_until=TODAY - DAY, **asked), "too_early"),
        (lambda: sla_targets.create_sla_policy(**phone, **asked), "contradiction"),
        (lambda: sla_targets.create_sla_policy(**{**phone, "effective_from": TODAY - DAY}, **asked), "too_early"),
        (lambda: change(rule_id=row.pk, amount=2, **{**day, "actor": people.gm}), "not_permitted"),
    ]


def test_impossible_change_is_refused_and_changes_nothing(people):
    tried = refusals(people)
    before = list(SlaPolicy.objects.values())
    found = []
    for act, _code in tried:
        with pytest.raises((InvalidInput, RuleViolation, Conflict, NotPermitted, NotVisible)) as refusal:
            act()
        found.append(refusal.value.code)
    assert found == [code for _act, code in tried]
    assert list(SlaPolicy.objects.values()) == before


def test_row_with_a_planned_change_is_not_changed(people):
    facts = {"actor": people.admin, "now": NOW}
    row = hotline()
    sla_targets.change_sla_policy(rule_id=row.pk, amount=2, effective_from=TODAY + DAY * 3, **facts)
    for act in (
        lambda: sla_targets.change_sla_policy(rule_id=row.pk, amount=1, effective_from=TODAY + DAY, **facts),
        lambda: sla_targets.end_sla_policy(rule_id=row.pk, effective_until=TODAY + DAY, **facts),
    ):
        with pytest.raises(RuleViolation) as refusal:
            act()
        assert (refusal.value.code, "2026-11-21" in str(refusal.value)) == ("superseded", True)


def test_preview_shows_the_change_and_writes_nothing(people):
    row = make.logged(people, channel="phone").sla_targets.get(code="first_reply").rule
    before, history = list(SlaPolicy.objects.values()), SlaPolicy.history.count()
    said = sla_targets.preview_sla_policy(
        rule_id=row.pk, actor=people.manager, now=NOW, amount=12, channels=["phone"], effective_from=TODAY + DAY
    )
    assert [(one.text, one.tone) for one in said] == [
        ("From 2026-11-19: First reply for Phone: 12 hours (was 24 hours).", ""),
        ("From 2026-11-19: First reply for Visit: no target any more (was 24 hours).", "due"),
        ("1 running SLA targets keep their deadlines.", ""),
    ]
    assert (list(SlaPolicy.objects.values()), SlaPolicy.history.count()) == (before, history)


# --- approval rules


def test_approval_keeps_the_row_that_routed_it(people):
    others = []
    for code in ("HX-300", "HX-400"):
        sold = sale(people.customer, code=code)
        others.append({"ticket": make.logged(people, purchase=sold), "lines": [make.line(people) | {"purchase": sold}]})
    decided, running = make.approved(people), make.submitted(people, **others[0])
    rule = decided.rule
    new = authority.change_authority_rule(
        rule_id=rule.pk, actor=people.admin, now=NOW, steps=MEETING, effective_from=TODAY
    )
    for approval in (decided, running):
        row = Approval.objects.get(pk=approval.pk)
        assert (row.rule_id, row.rule.steps) == (rule.pk, GM)
        assert list(row.steps.order_by("position").values_list("code", flat=True)) == GM
    page = api_client_of(people.manager).get(f"{API}/approvals/{decided.pk}/").json()
    assert page["rule"]["steps"] == GM
    make.decide(running, people.manager)
    make.decide(Approval.objects.get(pk=running.pk), people.gm)
    assert Approval.objects.get(pk=running.pk).state == "approved"
    fresh = make.submitted(people, **others[1])
    assert (fresh.rule, list(fresh.steps.values_list("code", flat=True))) == (new, MEETING)


def test_change_never_makes_a_gap_or_a_contradiction(people):
    rule, day = general_manager(), TODAY + DAY
    asked = {"actor": people.admin, "now": NOW}
    tried = {
        "gap": [
            lambda: authority.change_authority_rule(rule_id=rule.pk, up_to=Decimal(10000), effective_from=day, **asked),
            lambda: authority.change_authority_rule(rule_id=rule.pk, is_active=False, effective_from=day, **asked),
            lambda: authority.end_authority_rule(rule_id=rule.pk, effective_until=day, **asked),
        ],
        "contradiction": [
            lambda: authority.create_authority_rule(steps=MEETING, above=Decimal(1), up_to=Decimal(20001), **asked),
            lambda: authority.create_authority_rule(steps=MEETING, up_to=Decimal(20000), **asked),
        ],
        "not_in_order": [
            lambda: authority.create_authority_rule(steps=GM, above=Decimal(5), up_to=Decimal(5), **asked)
        ],
        "unknown": [
            lambda: authority.create_authority_rule(steps=["manager_review"], **asked),
            lambda: authority.create_authority_rule(steps=[], **asked),
            lambda: authority.create_authority_rule(steps=GM, tier="royal", **asked),
        ],
        "out_of_range": [lambda: authority.create_authority_rule(steps=GM, priority=10000, **asked)],
        "not_permitted": [
            lambda: authority.create_authority_rule(steps=GM, priority=1, **{**asked, "actor": people.manager})
        ],
    }
    before = list(AuthorityRule.objects.values())
    for code, acts in tried.items():
        for act in acts:
            with pytest.raises((InvalidInput, RuleViolation, NotPermitted)) as refusal:
                act()
            assert refusal.value.code == code
    assert list(AuthorityRule.objects.values()) == before


def test_refused_gap_is_named(people):
    with pytest.raises(RuleViolation) as refusal:
        authority.change_authority_rule(
            rule_id=general_manager().pk, actor=people.admin, now=NOW, up_to=Decimal(10000), effective_from=TODAY
        )
    assert str(refusal.value) == (
        "From 2026-11-18 nobody could approve this: Exchange, Repair, Compensation, No remedy, over ¥10,000,"
        " up to ¥20,000. Add an approval rule for it first."
    )


def test_split_leaves_no_gap_and_its_preview_says_who_decides(people):
    facts = {"steps": MEETING, "above": Decimal(10000), "up_to": Decimal(20000), "tier": "important"}
    asked = {"actor": people.admin, "now": NOW, "effective_from": TODAY + DAY}
    said = authority.preview_authority_rule(**facts, **asked)
    review = "Department manager reviews"
    assert [one.text for one in said] == [
        (
            "From 2026-11-19: Exchange, Repair, Compensation, No remedy · Important, over ¥10,000, up to ¥20,000:"
            f" {review} → Management meeting (was {review} → General manager approves)."
        )
    ]
    row = authority.create_authority_rule(**facts, **asked)
    assert AuthorityRule.objects.get(pk=row.pk).steps == MEETING


# --- pages and API


def test_page_previews_a_change_before_it_saves(people, client):
    client.force_login(people.manager)
    row = hotline()
    address = reverse("sla_policy", args=[row.pk])
    page = client.get(address)
    form = page.context["form"]
    typed = {name: form[name].value() for name in form.fields}
    typed = {name: value for name, value in typed.items() if value is not None} | {"amount": 2}
    shown = client.post(address, typed)
    assert [(line.before, line.after) for line in shown.context["lines"]] == [("3", "2")]
    assert "<ins>2</ins>" in shown.content.decode()
    assert hotline() == row
    saved = client.post(address, {**typed, "seen": shown.context["seen"]})
    assert saved.status_code == 302
    assert (hotline().amount, hotline().effective_from) == (2, TODAY + DAY)
    stale = client.post(address, {**typed, "seen": shown.context["seen"]})
    assert stale.status_code == 409


def test_readers_get_a_page_without_buttons(people, client):
    client.force_login(people.auditor)
    for route, row in (("sla_policy", hotline()), ("authority_rule", general_manager())):
        page = client.get(reverse(route, args=[row.pk]))
        assert not page.context["may_change"] and page.context["page"].object_list
        assert b"btn-primary" not in page.content.partition(b"s-save")[2].partition(b"</footer>")[0]
        ended = client.post(reverse(f"{route}_end", args=[row.pk]), {"effective_until": "2026-11-30"})
        assert ended.status_code == 403


def test_api_adds_changes_and_ends_rules(people):
    admin, row = api_client_of(people.admin), general_manager()
    address = f"{API}/authority-rules/{row.pk}/"
    body = {"up_to": "15000.00", "effective_from": "2026-12-01", "version": 1}
    refused = admin.post(f"{address}change/", body, format="json")
    assert (refused.status_code, refused.json()["code"]) == (422, "gap")
    new = admin.post(
        f"{API}/authority-rules/",
        {"steps": MEETING, "above": "15000", "up_to": "20000", "remedy": "refund"},
        format="json",
    )
    assert new.status_code == 201
    look = admin.post(
        f"{API}/authority-rules/preview/",
        {"steps": MEETING, "rule_id": row.pk, "effective_from": "2026-12-01"},
        format="json",
    )
    assert look.status_code == 200 and look.json()["effects"][0]["text"]
    changed = admin.post(
        f"{address}change/", {"steps": MEETING, "effective_from": "2026-12-01", "version": 1}, format="json"
    )
    assert (changed.status_code, changed.json()["replaces"]) == (200, row.pk)
    stale = admin.post(
        f"{address}change/", {"steps": MEETING, "effective_from": "2026-12-01", "version": 1}, format="json"
    )
    assert stale.status_code == 409
    back = admin.post(f"{API}/authority-rules/{changed.json()['id']}/end/", {"effective_until": "2026-12-01"})
    assert back.status_code == 204
    told = admin.get(f"{address}history/").json()
    assert [one["by"] for one in told] == ["admin", "admin", None]
    assert api_client_of(people.gm).post(f"{address}end/", {"effective_until": "2026-12-01"}).status_code == 403


def test_api_starts_with_the_values_of_the_page(people):
    client = api_client_of(people.manager)
    body = {"code": "first_reply", "amount": 3, "unit": "elapsed_hours", "kinds": ["repair"], "quality_class": ""}
    made = client.post(f"{API}/sla-policies/", {**body, "channels": ["fax"]}, format="json")
    row = made.json()
    assert (made.status_code, row["quality_class"], row["warn_percent"]) == (201, "", 75)
    assert row["effective_from"] == "2026-11-18"
    address = f"{API}/sla-policies/{row['id']}/change/"
    changed = client.post(address, {"quality_class": None, "version": row["version"]}, format="json").json()
    assert (changed["quality_class"], changed["amount"], changed["channels"]) == (None, 3, ["fax"])
    assert (changed["effective_from"], changed["replaces"]) == ("2026-11-19", row["id"])


def test_api_names_an_unknown_field_and_finds_the_row_of_a_preview(people):
    client = api_client_of(people.admin)
    refused = client.post(f"{API}/authority-rules/", {"steps": MEETING, "stages": []}, format="json")
    assert refused.status_code == 400 and "stages" in str(refused.json())
    wrong = client.post(f"{API}/authority-rules/", {"steps": GM[::-1]}, format="json")
    assert wrong.status_code == 400 and "steps" in str(wrong.json())
    missing = client.post(f"{API}/authority-rules/preview/", {"steps": MEETING, "rule_id": 10**9}, format="json")
    assert missing.status_code == 404


BAD: tuple[Any, ...] = (
    [],
    {},
    {"amount": "NaN"},
    {"amount": -1},
    {"amount": 10**30},
    {"amount": 2, "effective_from": "soon"},
    {"amount": 2, "effective_from": "2026-12-01", "kinds": "return"},
    {"effective_from": "2026-12-01", "amount": True},
    {"rule_id": 10**30},
    {"effective_from": "0001-01-01"},
    {"effective_from": "9999-12-31", "version": "１２x"},
)


def test_api_refuses_malformed_bodies(people):
    client, pk = api_client_of(people.manager), hotline().pk
    for path in (f"sla-policies/{pk}/change/", "sla-policies/", "sla-policies/preview/"):
        for body in BAD:
            assert 400 <= client.post(f"{API}/{path}", body, format="json").status_code < 500, (path, body)


@pytest.mark.django_db(transaction=True)
def test_concurrent_changes_leave_one_successor():
    people, row = cast(), hotline()

    def change(amount):
        try:
            sla_targets.change_sla_policy(
                rule_id=row.pk, actor=people.manager, now=NOW, version=1, amount=amount, effective_from=TODAY + DAY
            )
        except (Conflict, RuleViolation):
            return

    at_once(*[lambda amount=amount: change(amount) for amount in (1, 2, 4, 5)])
    assert SlaPolicy.objects.filter(replaces=row).count() == 1
    assert SlaPolicy.objects.get(pk=row.pk).version == 2
