"""Kept sums: to the digit what the rows give, whatever happens to tickets, when a job is killed, runs twice or late."""

from contextlib import suppress
from datetime import timedelta
from decimal import Decimal
from random import Random

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aftersales.kernel.errors import DomainError
from aftersales.notifications.models import Notification
from aftersales.office.services.numbering import next_numbers
from aftersales.store.dated import trial
from aftersales.store.dates import company_date, start_of
from aftersales.store.sweeping import collecting
from complaints.models import Fulfilment, Ticket
from complaints.quality.models import CostEntry
from complaints.quality.services.costs import record_cost, take_back_cost
from complaints.services import conversation, fulfilment, lifecycle, merging, tickets
from customers.services.customers import update_customer
from customers.services.erasure import erase_customer
from customers.services.merges import merge_customers as merge_two
from customers.services.purchases import update_purchase
from reports.enums import View
from reports.models import DaySum, KeptFigures
from reports.presentation.questions import codes_of
from reports.queries import teams as teams_module
from reports.queries.dashboard import _splits, dashboard_page
from reports.queries.metrics import figures as figures_module
from reports.queries.metrics import slice_of
from reports.queries.metrics.days import COSTS, KEPT
from reports.queries.metrics.stale import kept_at
from reports.rules.asked import asked_period
from reports.rules.fair import span_of
from reports.rules.metrics import METRICS
from reports.services import keeping
from reports.services.keeping import check_figures, keep_figures
from tests.complaints import factories as make
from tests.factories import NOW, customer_of, sale
from tests.factories import cast as make_cast
from tests.factories.reports import sla_target, ticket

from .test_metrics import fill

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
FILTERS = (
    {},
    {"region": "east"},
    {"product": "HX-250"},
    {"channel": "hotline"},
    {"region": "west", "channel": "email"},
)
PERIODS = ({}, {"period": "2026-11"}, {"from": "2026-11-10", "to": "2026-11-18"})


def figures_of(user, now, filters, params):
    """The counts of all metrics in all spans, and what the charts show."""
    slice_ = slice_of(user, filters, now)
    asked = asked_period(params, slice_.today)
    spans = [*asked.series, asked.against]
    told, found = figures_module.figures(METRICS, slice_, spans, _splits(asked))
    counts = {
        (code, span): (f.counts, f.numerator_rows, f.denominator_rows, f.hidden)
        for code, spans in told.items()
        for span, f in spans.items()
    }
    shown = {
        name: {key: (dict(one.columns), one.amount) for key, one in split.items() if any(one.columns.values())}
        for name, split in found.items()
    }
    return counts, shown


def assert_equal_to_rows(user, now, periods=PERIODS, filters=FILTERS):
    for one in filters:
        for params in periods:
            kept = figures_of(user, now, one, params)
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(figures_module, "kept_at", lambda *_: None)
                live = figures_of(user, now, one, params)
            assert kept == live, (one, params)


def anything(random, **facts):
    return random.choice(list(Ticket.objects.filter(**facts).order_by("pk").values_list("pk", flat=True)))


def log(random, cast, now):
    facts = random.choice([{"purchase": cast.sold}, {"purchase": cast.other}, {"purchase": None, "customer": cast.far}])
    tickets.log_ticket(
        actor=cast.clerk,
        now=now,
        kind=random.choice(["complaint", "return", "inquiry", "exchange"]),
        channel=random.choice(["hotline", "email", "letter"]),
        description="漏水",
        received_at=random.choice([now - HOUR, now - 5 * DAY, now - 45 * DAY, start_of(company_date(now) - 2 * DAY)]),
        **{"customer": cast.customer, **facts},
    )


def late(random, cast, now):
    """Refused by the database where such a target is open already."""
    row = Ticket.objects.get(pk=anything(random))
    sla_target(row, due_at=now - random.randint(1, 100) * DAY, code=random.choice(["callback", "solution"]))


def solve(random, cast, now):
    pk = anything(random)
    lifecycle.answer(ticket_id=pk, actor=cast.clerk, now=now, outcome="已换")
    lifecycle.confirm(ticket_id=pk, actor=cast.clerk, now=now, solved=True, and_close=True)


def reopen(random, cast, now):
    lifecycle.reopen(ticket_id=anything(random, state="closed"), actor=cast.clerk, now=now, reason="又坏")


def reply(random, cast, now):
    conversation.reply(ticket_id=anything(random), actor=cast.clerk, now=now, channel="phone", body="在查")


def write_again(random, cast, now):
    facts = {"ticket_id": anything(random), "actor": cast.clerk, "channel": "phone", "body": "还是漏"}
    conversation.record_customer_message(now=now, **facts)


def merge(random, cast, now):
    merging.merge(ticket_id=anything(random), into=anything(random), actor=cast.clerk, now=now)


def withdraw(random, cast, now):
    lifecycle.withdraw(ticket_id=anything(random), actor=cast.clerk, now=now, reason="x")


def retype(random, cast, now):
    kind = random.choice(["complaint", "repair", "return"])
    lifecycle.change_type(ticket_id=anything(random), kind=kind, reason="x", actor=cast.clerk, now=now)


def change_product(random, cast, now):
    product = random.choice([cast.sold.product, cast.other.product])
    price = Decimal(random.randint(1, 999))
    update_purchase(actor=None, now=now, purchase_id=cast.other.pk, product=product, unit_price=price)


def correct_details(random, cast, now):
    lifecycle.update_details(
        ticket_id=anything(random), actor=cast.clerk, now=now, purchase=random.choice([cast.sold, cast.other, None])
    )


def change_severity(random, cast, now):
    """Its promises are made again, and so is the batch that charts tell it by."""
    severity, batch = random.choice(["minor", "major", "critical"]), random.choice(["B1", "B2"])
    lifecycle.update_details(ticket_id=anything(random), actor=cast.clerk, now=now, severity=severity, batch=batch)


def hand_over(random, cast, now):
    to = random.choice([cast.clerk, cast.clerk2, cast.manager])
    lifecycle.reassign(ticket_id=anything(random), to=to, note="请接手", actor=cast.manager, now=now)


def move_customer(random, cast, now):
    region = random.choice([cast.east, cast.west])
    update_customer(actor=None, now=now, customer_id=cast.customer.pk, region=region, reason="x")


def merge_customers(random, cast, now):
    gone = customer_of(cast.west, number=f"CU-2026-{random.randint(100, 999):05}", name=f"并入{random.random()}")
    tickets.log_ticket(actor=cast.clerk, now=now, kind="complaint", channel="email", description="坏了", customer=gone)
    merge_two(actor=cast.manager, now=now, kept_id=cast.customer.pk, gone_id=gone.pk, choices={}, reason="x")


def move_a_past_day(random, cast, now):
    """An import or a correction by hand changes the day on which a ticket counts."""
    row = Ticket.objects.get(pk=anything(random))
    row.reported_at -= random.choice([DAY, 40 * DAY])
    row.save()


def date_purchase(random, cast, now):
    day = company_date(now) - random.randint(0, 90) * DAY
    update_purchase(actor=None, now=now, purchase_id=cast.other.pk, purchased_on=day, quantity=random.randint(1, 9))


def cost_late(random, cast, now):
    day = company_date(now) - random.randint(0, 60) * DAY
    record_cost(
        ticket_id=anything(random),
        kind="freight",
        amount=Decimal("12.34"),
        happened_on=day,
        actor=cast.quality,
        now=now,
    )


def take_cost_back(random, cast, now):
    row = random.choice(list(CostEntry.objects.order_by("pk")))
    take_back_cost(entry_id=row.pk, reason="x", actor=cast.quality, now=now)


def pay(random, cast, now):
    approval = make.approved(cast, remedy="compensation", lines=[], costs=Decimal(900))
    row = Fulfilment.objects.get(proposal=approval.proposal)
    day = company_date(now) - random.randint(0, 1) * DAY
    fulfilment.record_refund(
        fulfilment_id=row.pk, amount=Decimal("0.55"), paid_on=day, reference="", actor=cast.warehouse, now=now
    )


def give_back_goods(random, cast, now):
    make.fulfilled(cast)


def correct_goods(random, cast, now):
    row = random.choice(list(Fulfilment.objects.order_by("pk")))
    entry = random.choice([*row.records.order_by("pk"), *row.refunds.order_by("pk")]).entry
    fulfilment.correct_record(fulfilment_id=row.pk, entry=entry, reason="x", actor=cast.warehouse, now=now)


def erase(random, cast, now):
    erase_customer(actor=None, now=now, customer_id=cast.far.pk, reason="x")


def keep(random, cast, now):
    keep_figures(now=now)


def wait(random, cast, now):
    """Nothing happens but time, which makes promises late."""


DEEDS = [log, log, log, late, solve, solve, solve, reopen, reply, write_again, merge, withdraw, retype, change_product]
DEEDS += [correct_details, date_purchase, cost_late, cost_late, take_cost_back, pay, give_back_goods, correct_goods]
DEEDS += [change_severity, change_severity, hand_over, move_customer, merge_customers, move_a_past_day]
DEEDS += [erase, keep, keep, keep, wait]


def later(random, now):
    """Some time later, or around the midnight at which the company's day begins."""
    midnight = start_of(company_date(now) + DAY)
    second = timedelta(seconds=1)
    return random.choice([now + HOUR, now + HOUR, now + 7 * HOUR, now + 3 * DAY, midnight - second, midnight])


@pytest.fixture
def kept(cast):
    """Something of everything, with its sums kept."""
    fill(cast)
    keep_figures(now=NOW)
    assert DaySum.objects.exists()
    return cast


@pytest.mark.slow
@pytest.mark.django_db
@settings(max_examples=2, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 2**32))
def test_sums_equal_the_rows_whatever_happened(seed):
    random, now = Random(seed), NOW
    with trial():
        cast = make_cast()
        next_numbers("TK", 1000, now=NOW)
        cast.far = customer_of(cast.west, number="CU-2026-00009", name="远方乳业")
        cast.other = sale(cast.customer, code="GZ-45", batch="B2604-01", quantity=5)
        for days in (40, 9, 3, 0):
            log(random, cast, now - days * DAY)
        keep_figures(now=now)
        for deed in random.sample(DEEDS, len(DEEDS)):
            with suppress(DomainError, IndexError, IntegrityError), transaction.atomic():
                deed(random, cast, now)
            now = later(random, now)
            assert_equal_to_rows(
                cast.executive, now, periods=[random.choice(PERIODS)], filters=[random.choice(FILTERS)]
            )
        assert_equal_to_rows(cast.executive, now, periods=PERIODS[:1])
        assert check_figures(now=now) == 0
        assert KeptFigures.objects.get().compared > 0


def test_dashboards_read_the_sums_and_not_the_rows(kept):
    with CaptureQueriesContext(connection) as queries:
        page = dashboard_page(kept.executive, View.EXECUTIVE, codes_of(View.EXECUTIVE), {}, NOW)
    assert page.told["first_reply_in_time"].figure.counts.denominator
    read = "\n".join(query["sql"] for query in queries.captured_queries)
    assert "reports_daysum" in read and "reopened_count" not in read and "complaints_refund" not in read
    assert len(queries) <= 11


def test_every_figure_equals_its_rows(kept):
    assert_equal_to_rows(kept.executive, NOW)
    assert_equal_to_rows(kept.rep, NOW)
    assert_equal_to_rows(kept.executive, NOW + 40 * DAY, filters=FILTERS[:2])  # without a job for weeks


@pytest.mark.parametrize("period", ["2026-11", "2026-Q4", "2026-Q3", "2026"])
def test_teams_read_the_sums_of_regions(kept, monkeypatch, period):
    for days in (1, 60):
        ticket(kept, NOW - days * DAY, state="closed", closed_at=NOW - days * DAY)  # of which no sums are kept yet
    asked = teams_module._Asked(kept.manager, "region", period, span_of(period, company_date(NOW)), NOW)
    with CaptureQueriesContext(connection) as queries:
        found = asked._counts()
    assert "reports_daysum" in "".join(query["sql"] for query in queries.captured_queries)
    monkeypatch.setattr(teams_module, "kept_at", lambda *_: None)
    assert found == asked._counts()
    assert {"east", "west"} <= set(found) and all(found["east"][name].whole for name in ("closed", "in_time"))


def test_change_is_seen_at_once(kept):
    row = ticket(kept, NOW - 100 * DAY, channel="hotline")
    assert_equal_to_rows(kept.executive, NOW, filters=({},))
    row.channel, row.region = "email", kept.west
    row.save()
    assert_equal_to_rows(kept.executive, NOW)
    keep_figures(now=NOW)
    stale = kept_at(NOW).stale
    assert not any(stale.values()) and set(stale) == set(KEPT)
    assert_equal_to_rows(kept.executive, NOW)


def test_change_of_a_code_has_all_sums_made_anew(kept):
    kept.east.code = "far-east"
    kept.east.save()
    assert kept_at(NOW) is None
    assert_equal_to_rows(kept.executive, NOW, filters=({}, {"region": "far-east"}))
    keep_figures(now=NOW)
    assert kept_at(NOW) and DaySum.objects.filter(key="far-east").exists()
    assert not DaySum.objects.filter(key="east").exists()
    assert_equal_to_rows(kept.executive, NOW, filters=({}, {"region": "far-east"}))


def test_figures_of_a_moment_before_the_sums_are_counted(kept):
    assert kept_at(NOW - HOUR) is None
    assert_equal_to_rows(kept.executive, NOW - HOUR, filters=({},))


def sums():
    names = [field.name for field in DaySum._meta.concrete_fields if field.name != "id"]
    return sorted(map(str, DaySum.objects.values_list(*names)))


def test_job_that_is_killed_anywhere_and_runs_twice_makes_the_same(kept, monkeypatch):
    for days in (0, 30, 100):
        ticket(kept, NOW - days * DAY)
    before, store = sums(), keeping._store

    class Killed(BaseException):
        pass

    def dies_after(steps):
        left = iter(range(steps))

        def dying(source, found):
            if next(left, None) is None:
                raise Killed
            return store(source, found)

        monkeypatch.setattr(keeping, "_store", dying)
        with pytest.raises(Killed), transaction.atomic():
            keep_figures(now=NOW)

    for steps in range(3):
        dies_after(steps)
        assert sums() == before
        assert_equal_to_rows(kept.executive, NOW, periods=({},), filters=({},))
    monkeypatch.setattr(keeping, "_store", store)
    assert keep_figures(now=NOW) > 0
    made = sums()
    assert made != before
    assert keep_figures(now=NOW) == 0
    KeptFigures.objects.update(edition=0)
    keep_figures(now=NOW)
    assert sums() == made


def test_nightly_check_mends_a_difference_and_says_so(kept):
    assert check_figures(now=NOW) == 0
    assert not Notification.objects.filter(template="reports.figures_differed").exists()
    right = sums()
    row = DaySum.objects.filter(source="logged", dim="region", key="east").first()
    DaySum.objects.filter(pk=row.pk).update(sum_0=7)
    DaySum.objects.filter(source=COSTS, dim="").delete()
    with collecting() as failed:
        differed = check_figures(now=NOW + DAY)
    assert differed == len(failed) > 1
    assert {one.kind for one in failed} == {"FiguresDiffered"}
    assert [line for line in sums() if "'late'" not in line] == [line for line in right if "'late'" not in line]
    note = Notification.objects.get(template="reports.figures_differed", channel="page")
    assert note.user == kept.admin and note.params["count"] == str(differed)
    state = KeptFigures.objects.get()
    assert (state.differed, state.checked_at) == (differed, NOW + DAY)
    assert check_figures(now=NOW + DAY) == 0
