from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import translation

from aftersales.kernel.errors import InvalidInput, NotPermitted, RuleViolation
from aftersales.tables.exporting import listing_for
from complaints.models import Fulfilment
from complaints.quality import services as quality
from complaints.quality.forms.costs import RecoveryForm
from complaints.quality.models import CostEntry, QualityRule
from complaints.quality.queries.costs import breakdown, cost_of, cost_rows, dressed
from complaints.quality.services import record as recording
from complaints.quality.services.quality_rules import change_quality_rule
from complaints.quality.services.suppliers import create_supplier
from complaints.services import fulfilment
from tests.complaints import factories as tickets
from tests.factories import NOW
from tests.factories.clients import api_client_of, client_of

from . import factories as make

TODAY = NOW.date()


def test_cost_is_read_from_what_was_fulfilled_and_entered_and_adds_up(people):
    ticket = tickets.fulfilled(people)
    make.labour(people, ticket)
    quality.record_cost(
        ticket_id=ticket.pk, kind="freight", amount=Decimal("0.01"), happened_on=TODAY, actor=people.clerk, now=NOW
    )
    rows = dressed(cost_rows({}))
    assert {(row.kind, row.source, row.amount) for row in rows} == {
        ("goods", "refund", Decimal("12860.00")),
        ("labour", "entry", Decimal("200.00")),
        ("freight", "entry", Decimal("0.01")),
    }
    found = breakdown({})
    assert found.total == sum(row.amount for row in rows) == Decimal("13060.01")
    for parts in (found.kinds, found.products, found.batches, found.suppliers, found.causes):
        assert sum(part.amount for part in parts) == found.total


def test_each_part_opens_exactly_its_rows(people):
    create_supplier(number="S1", name="样例传感", supplies=[(people.sold.product, "")], actor=people.quality, now=NOW)
    make.labour(people, tickets.fulfilled(people))
    make.labour(people, tickets.logged(people, purchase=None), "0.33")
    found = breakdown({})
    for part in (*found.kinds, *found.products, *found.batches, *found.suppliers, *found.causes):
        rows = dressed(cost_rows({part.name: part.value}))
        assert sum(row.amount for row in rows) == part.amount, part
    assert len(found.suppliers) == 2


def test_cost_counts_under_the_proven_cause_where_there_is_one(people):
    row = make.found(people)
    make.labour(people, row.ticket)
    extrinsic = tickets.logged(people, quality_class="extrinsic")
    make.labour(people, extrinsic, "0.33")
    causes = [
        {"category": "man", "text": "未换证", "standing": "excluded", "evidence": "记录"},
        {"category": "material", "text": "换胶未报", "standing": "proven", "evidence": "询证函"},
        {"category": "method", "text": "未重做首件", "standing": "proven", "evidence": "首件单"},
    ]
    recording.save_causes(investigation_id=row.pk, rows=causes, actor=people.quality, now=NOW)
    with translation.override("zh-hans"):
        found = breakdown({})
        assert [(part.label, part.value, part.amount) for part in found.causes] == [
            ("料", "material", Decimal("200.00")),
            ("外在质量", "extrinsic", Decimal("26.40")),
        ]
        (only,) = dressed(cost_rows({"cause": "material"}))
        assert (only.ticket, only.cause_label) == (row.ticket, "料")
    assert sum(part.amount for part in found.causes) == found.total
    page = client_of(people.quality, "en").get(reverse("costs"), {"cause": "material"}).content.decode()
    assert "By cause" in page and "¥200.00" in page and "¥26.40" not in page


def test_many_small_amounts_add_up_to_the_fen(people):
    ticket = tickets.logged(people)
    for cents in range(1, 60):
        amount = Decimal(cents).scaleb(-2) + Decimal("1234567.1")
        quality.record_cost(
            ticket_id=ticket.pk, kind="freight", amount=amount, happened_on=TODAY, actor=people.quality, now=NOW
        )
    assert breakdown({}).total == sum(row.amount for row in CostEntry.objects.all())


def test_hours_cost_the_rate_of_their_day(people):
    rule = QualityRule.objects.get()
    change_quality_rule(
        rule_id=rule.pk, labour_rate=Decimal("99.99"), effective_from=TODAY, actor=people.quality_manager, now=NOW
    )
    ticket = tickets.logged(people)
    today, earlier = (
        make.labour(people, ticket, "0.33"),
        make.labour(people, ticket, "0.33", happened_on=TODAY - timedelta(1)),
    )
    assert (today.amount, earlier.amount) == (Decimal("33.00"), Decimal("26.40"))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"hours": Decimal(0)}, "hours"),
        ({"hours": Decimal("1.234")}, "hours"),
        ({"hours": None}, "hours"),
        ({"kind": "goods"}, "kind"),
        ({"kind": "freight"}, "amount"),
        ({"happened_on": date(2027, 1, 1)}, "happened_on"),
    ],
)
def test_wrong_entry_names_its_field(people, changes, field):
    ticket = tickets.logged(people)
    with pytest.raises(InvalidInput) as error:
        make.labour(people, ticket, **changes)
    assert error.value.field == field


def test_entry_is_taken_back_once_by_a_counter_entry(people):
    row = make.labour(people, tickets.logged(people))
    with pytest.raises(NotPermitted):
        quality.take_back_cost(entry_id=row.pk, reason="错", actor=people.executive, now=NOW)
    quality.take_back_cost(entry_id=row.pk, reason="错单", actor=people.quality, now=NOW)
    assert breakdown({}).total == 0
    with pytest.raises(RuleViolation):
        quality.take_back_cost(entry_id=row.pk, reason="再来", actor=people.quality, now=NOW)


def test_page_and_api_show_the_same_sum_and_a_colleague_sees_none(people):
    make.labour(people, tickets.fulfilled(people))
    page = client_of(people.quality, "en").get(reverse("costs"), {"from": "2026-11-01", "kind": "labour"})
    assert "¥200.00" in page.content.decode() and "¥12,860.00" not in page.content.decode()
    sums = api_client_of(people.gm).get("/api/v1/costs/sums/").json()
    assert sums == {"total": "13060.00", "kinds": {"goods": "12860.00", "labour": "200.00"}}
    listed = api_client_of(people.gm).get("/api/v1/costs/").json()
    assert listed["count"] == 2
    for user in (people.warehouse, people.clerk, people.rep):
        assert client_of(user, "en").get(reverse("costs")).status_code == 404


def test_page_takes_entries_and_answers_wrong_ones_with_the_field(people):
    ticket = tickets.logged(people)
    client = client_of(people.quality, "en")
    body = {"ticket": ticket.number, "kind": "labour", "happened_on": TODAY.isoformat(), "hours": "x"}
    assert client.post(reverse("cost_new"), body).status_code == 422
    assert client.post(reverse("cost_new"), {**body, "hours": "１.５"}).status_code == 302
    row = CostEntry.objects.get()
    assert row.amount == Decimal("120.00")
    assert client.get(reverse("cost_take_back", args=[row.pk])).status_code == 200
    assert client.post(reverse("cost_take_back", args=[row.pk]), {"reason": "错"}).status_code == 302
    assert breakdown({}).total == 0


def test_unknown_filters_match_nothing_and_pages_stay(people):
    client = client_of(people.quality, "en")
    for asked in ({"from": "x"}, {"kind": "nonsense"}, {"product": "?"}, {"supplier": "none"}, {"to": "0001-01-01"}):
        assert client.get(reverse("costs"), asked).status_code == 200


@pytest.mark.parametrize("count", [1, 30])
def test_list_takes_the_same_number_of_queries(people, django_assert_max_num_queries, count):
    ticket = tickets.logged(people)
    for _ in range(count):
        make.labour(people, ticket)
    client = client_of(people.quality, "en")
    client.get(reverse("costs"))
    with django_assert_max_num_queries(40):
        client.get(reverse("costs"))


def test_claim_above_the_cost_needs_a_reason(people):
    row = make.opened(people)
    make.labour(people, row.ticket)  # 200
    assert cost_of(row) == {"labour": Decimal("200.00")}
    with pytest.raises(InvalidInput) as error:
        make.claimed(people, row, claimed=Decimal("200.01"), reason="")
    assert error.value.field == "claim_reason"
    assert make.claimed(people, row, claimed=Decimal("200.01"), reason="另有停产损失").claim.cost == Decimal("200.00")


def test_share_that_the_meeting_decided_is_where_the_claim_starts(people, instant_pdf):
    report = make.signed(people)
    row = report.investigation
    make.labour(people, row.ticket)
    shares = {"share_supplier": 70, "share_ours": 30}
    quality.record_decision(investigation_id=row.pk, actor=people.gm, now=NOW, **make.DECIDED, **shares)
    row.refresh_from_db()
    form = RecoveryForm(target=row, user=people.quality)
    assert (form["share"].initial, form["claimed"].initial) == (70, Decimal("140.00"))
    agreed = make.claimed(people, row, claimed=Decimal("140.00"))
    assert agreed.claim.case == row.cases.get()
    number = row.cases.get().meeting.number
    assert number in client_of(people.quality, "en").get(agreed.get_absolute_url()).content.decode()
    assert api_client_of(people.quality).get(f"/api/v1/actions/{agreed.number}/").json()["claim"]["meeting"] == number
    assert make.claimed(people, row, share=60).claim.case is None


def test_recovery_runs_from_letter_to_payment_and_is_then_done(people, instant_letter):
    row = make.opened(people)
    make.labour(people, row.ticket)
    action = make.claimed(people, row)
    facts = {"action_id": action.pk, "actor": people.warehouse, "now": NOW}
    done = {**facts, "evidence": "到账"}
    with pytest.raises(RuleViolation) as error:
        quality.complete_action(**done)
    assert error.value.code == "answer_missing"
    with pytest.raises(RuleViolation):
        quality.record_payment(received=Decimal(1), received_on=TODAY, **facts)
    quality.record_letter(sent_on=TODAY, **facts)
    answer = {"answered_on": TODAY, "answer": "承担一半", **facts}
    with pytest.raises(InvalidInput):
        quality.record_answer(accepted=Decimal("140.01"), **answer)
    quality.record_answer(accepted=Decimal("100.00"), **answer)
    quality.record_payment(received=Decimal("60.00"), received_on=TODAY, **facts)
    with pytest.raises(RuleViolation) as error:
        quality.complete_action(**done)
    assert error.value.code == "not_received"
    with pytest.raises(InvalidInput):
        quality.record_payment(received=Decimal("100.01"), received_on=TODAY, **facts)
    quality.record_payment(received=Decimal("100.00"), received_on=TODAY, reference="R9", **facts)
    assert quality.complete_action(**done).state == "done"
    client = client_of(people.quality, "en")
    assert "¥100.00" in client.get(action.get_absolute_url()).content.decode()
    for language, word in (("en", "Sample Sensors"), ("zh", "样例传感")):
        assert client.get(reverse("action_letter", args=[action.number]), {"lang": language}).status_code == 200
        assert word in instant_letter[-1] and "140.00" in instant_letter[-1]


@pytest.fixture
def instant_letter(monkeypatch) -> list[str]:
    """A renderer that prints nothing; the list holds the HTML it was given."""
    printed: list[str] = []

    def render(html: str, **limits) -> bytes:
        printed.append(html)
        return b"%PDF-1.7"

    monkeypatch.setattr("complaints.quality.documents.claim_letter.render_pdf", render)
    return printed


def test_recovery_and_containment_are_assigned_on_the_page_and_by_the_api(people):
    row = make.opened(people)
    make.supplier(people)
    client = client_of(people.quality, "en")
    body = {"title": "追偿", "owner": "warehouse", "due_on": "2099-01-05", "supplier": "S1", "claimed": "10"}
    address = reverse("investigation_recovery", args=[row.number])
    assert client.post(address, body).status_code == 400
    assert client.post(address, {**body, "claim_reason": "停产"}).status_code == 302
    address = reverse("investigation_containment", args=[row.number])
    assert client.post(address, {"title": "封库", "owner": "warehouse", "due_hours": "4"}).status_code == 302
    sent = {**body, "kind": "recovery", "claim_reason": "停产", "investigation": row.number}
    made = api_client_of(people.quality).post("/api/v1/actions/", sent, format="json")
    assert (made.status_code, made.json()["claim"]["supplier"]) == (201, "S1"), made.json()
    wrong = api_client_of(people.quality).post("/api/v1/actions/", {**sent, "supplier": "S9"}, format="json")
    assert (wrong.status_code, "supplier" in str(wrong.json())) == (400, True)


def test_who_sees_no_costs_sees_an_action_without_what_is_claimed(people, instant_letter):
    row = make.claimed(people, claimed=Decimal("98765.43"), owner=people.gm)
    pages = {
        "page": reverse("action", args=[row.number]),
        "api": f"/api/v1/actions/{row.number}/",
        "letter": reverse("action_letter", args=[row.number]),
    }
    for user, seen in ((people.quality, True), (people.gm, True), (people.clerk, False)):
        client = client_of(user, "en")
        page, letter = client.get(pages["page"]), client.get(pages["letter"])
        api = api_client_of(user).get(pages["api"])
        assert (page.status_code, api.status_code) == (200, 200)
        assert ("98,765.43" in page.content.decode()) is seen
        assert (api.json()["claim"] is not None) is seen
        assert letter.status_code == (200 if seen else 403)


def test_replacement_costs_what_leaves_less_what_goes_back_to_stock(people):
    approval = tickets.approved(people, remedy="exchange", costs=Decimal("50.05"))
    row = Fulfilment.objects.get(proposal=approval.proposal)
    one = row.lines.get()
    facts = {"fulfilment_id": row.pk, "actor": people.warehouse, "now": NOW}
    fulfilment.receive_goods(quantities={one.pk: 1}, condition="完好", **facts)
    fulfilment.inspect_goods(findings={one.pk: ("无故障", "restock")}, **facts)
    fulfilment.record_dispatch(shipped_with="顺丰", serial_reasons={one.pk: "铭牌磨损"}, **facts)
    found = {(part.source, part.kind): part.amount for part in dressed(cost_rows({}))}
    assert found == {
        ("sent", "goods"): Decimal("12860.00"),
        ("restocked", "goods"): Decimal("-12860.00"),
        ("costs", "freight"): Decimal("50.05"),
    }
    day = TODAY.isoformat()
    assert breakdown({"from": day, "to": day}).total == Decimal("50.05")
    assert breakdown({"to": (TODAY - timedelta(1)).isoformat()}).total == 0


def test_costs_are_exported_as_the_page_shows_them(people):
    make.labour(people, tickets.fulfilled(people))
    listing = listing_for(people.gm, "costs")
    assert listing is not None and listing_for(people.warehouse, "costs") is None
    cells = list(listing.cells(people.gm, {"kind": "labour"}, NOW, whole=True))
    assert [row[-1] for row in cells] == [Decimal("200.00")]
    assert listing.size(people.gm, {}, NOW) == 2
