"""The sweep that raises early warnings, and their judgement."""

from datetime import timedelta

import pytest

from aftersales.kernel.errors import Conflict, InvalidInput, NotPermitted
from aftersales.notifications.models import Notification
from aftersales.store.sweeping import collecting
from complaints.quality import services as quality
from complaints.quality.models import BatchWarning
from customers.models import Product
from tests.factories import NOW

from . import factories as make
from .batches import COMPLAINTS, UNITS, WEEK, monday, sold, story, told

WHOLE = len(COMPLAINTS)


@pytest.fixture
def product(db):
    return Product.objects.create(code="HX-250T", name="恒温培养箱")


def until(week: int) -> dict:
    """The story up to this week of the year, whose last whole week it is."""
    return {"complaints": COMPLAINTS[: week - 23], "units": UNITS[: week - 23]}


def warned() -> list[tuple[str, str, str]]:
    rows = BatchWarning.objects.order_by("pk")
    return [(row.batch, row.rule, "" if row.ended_at is None else "ended") for row in rows]


def test_run_is_warned_of_in_its_eighth_week(people, product):
    story(people, product, "B2603-17", **until(44))
    assert quality.sweep_batches(now=NOW) == 0
    Product.objects.all()
    week = monday(0)
    row = sold(people, product, "B2603-17", 18, week)
    for _complaint in range(6):
        told(people, row, NOW)
    assert quality.sweep_batches(now=NOW) == 1
    warning = BatchWarning.objects.get()
    assert (warning.rule, warning.week, warning.complaints, warning.units) == ("run", week, 6, 1061)
    assert (str(warning.rate), str(warning.centre)) == ("5.66", "2.21")


def test_week_beyond_the_limit_is_warned_of_once(people, product):
    story(people, product, "B2603-17", **until(47))
    quality.sweep_batches(now=NOW)
    assert quality.sweep_batches(now=NOW) == 0
    assert warned() == [("B2603-17", "beyond", ""), ("B2603-17", "run", "")]
    warning = BatchWarning.objects.get(rule="beyond")
    assert [str(v) for v in (warning.rate, warning.limit, warning.centre)] == ["9.21", "7.82", "2.21"]
    told_of = Notification.objects.filter(template="batch_beyond", channel="page")
    assert [row.user for row in told_of] == [people.quality_manager]
    assert told_of[0].params["limit"] == "7.8"


def test_warning_ends_when_a_whole_week_is_normal(people, product):
    story(people, product, "B2603-17", **until(47))
    quality.sweep_batches(now=NOW)
    assert quality.sweep_batches(now=NOW + WEEK) == 1 + 1
    assert warned() == [("B2603-17", "beyond", "ended"), ("B2603-17", "run", "ended")]
    assert quality.sweep_batches(now=NOW + WEEK) == 0


def test_after_it_was_normal_it_may_warn_again(people, product):
    story(people, product, "B2603-17", **until(47))
    quality.sweep_batches(now=NOW)
    later = NOW + 2 * WEEK
    quality.sweep_batches(now=later)
    row = sold(people, product, "B2603-17", 1, monday(0, later))
    for _complaint in range(12):
        told(people, row, later)
    quality.sweep_batches(now=later)
    assert [w for w in warned() if w[1] == "beyond"] == [("B2603-17", "beyond", "ended"), ("B2603-17", "beyond", "")]


def test_alarms_of_the_past_warn_of_nothing(people, product):
    story(people, product, "B2603-17", last=monday(6), **until(47))
    assert quality.sweep_batches(now=NOW) == 0


def test_a_missed_week_is_caught_up_with(people, product):
    """The sweep did not run for two weeks: the alarm is told, and that it is over."""
    story(people, product, "B2603-17", last=monday(3), **until(47))
    quality.sweep_batches(now=NOW)
    assert ("B2603-17", "beyond", "ended") in warned()
    assert quality.sweep_batches(now=NOW) == 0


def test_imported_history_warns_of_nothing(people, product):
    story(people, product, "B2603-17", is_history=True, **until(47))
    assert quality.sweep_batches(now=NOW) == 0


def test_complaint_logged_late_counts_in_its_week(people, product):
    tickets = story(people, product, "B2603-17", **until(46))
    quality.sweep_batches(now=NOW)
    assert [rule for _batch, rule, _end in warned()] == ["run"]
    week = tickets[-1].reported_at
    for _late in range(4):
        told(people, tickets[-1].purchase, week + timedelta(days=2))
    quality.sweep_batches(now=NOW)
    beyond = BatchWarning.objects.get(rule="beyond")
    assert (beyond.week, beyond.complaints) == (monday(1), 12)


def test_batches_of_the_same_name_stay_apart(people, product):
    other = Product.objects.create(code="ZB-80T", name="制冰机")
    story(people, product, "B1", **until(47))
    sold(people, other, "B1", 100, monday(20))
    quality.sweep_batches(now=NOW)
    assert {row.product for row in BatchWarning.objects.all()} == {product}


def test_product_without_batches_is_warned_of_as_a_whole(people, product):
    product.batch_tracked = False
    product.save()
    story(people, product, "", **until(47))
    quality.sweep_batches(now=NOW)
    assert warned() == [("", "beyond", ""), ("", "run", "")]


def test_withdrawn_and_merged_tickets_do_not_count(people, product):
    tickets = story(people, product, "B2603-17", **until(47))
    for ticket in tickets[-10:-4]:
        ticket.state = "withdrawn"
        ticket.save()
    quality.sweep_batches(now=NOW)
    assert not BatchWarning.objects.filter(rule="beyond").exists()


def test_switched_off_rules_warn_of_nothing(people, product):
    story(people, product, "B2603-17", **until(47))
    quality.set_warning_rules(
        beyond=False, fewest=3, run=False, run_weeks=8, actor=people.quality_manager, now=NOW, version=None
    )
    assert quality.sweep_batches(now=NOW) == 0


def test_only_the_deputy_manager_and_administrators_set_the_rules(people):
    with pytest.raises(NotPermitted):
        quality.set_warning_rules(beyond=True, fewest=3, run=True, run_weeks=8, actor=people.quality, now=NOW)


def test_batch_that_fails_is_skipped_and_reported(people, product, monkeypatch):
    story(people, product, "BAD", **until(47))
    story(people, product, "GOOD", **until(47))
    real = quality.warnings._judge

    def judge(key, found, now):
        if key.batch == "BAD":
            raise RuntimeError("broken")
        return real(key, found, now)

    monkeypatch.setattr(quality.warnings, "_judge", judge)
    with collecting() as failed:
        quality.sweep_batches(now=NOW)
    assert {batch for batch, _rule, _end in warned()} == {"GOOD"}
    assert [one.key for one in failed] == [f"{product.pk}:BAD"]


def test_warning_joins_a_running_investigation(people, product):
    tickets = story(people, product, "B2603-17", **until(47))
    row = make.opened(people, ticket=tickets[-1])
    quality.sweep_batches(now=NOW)
    assert {(w.state, w.investigation) for w in BatchWarning.objects.all()} == {("investigated", row)}


def test_opening_an_investigation_takes_the_warnings_up(people, product):
    tickets = story(people, product, "B2603-17", **until(47))
    quality.sweep_batches(now=NOW)
    row = make.opened(people, ticket=tickets[-1])
    assert {(w.state, w.investigation, w.judged_by) for w in BatchWarning.objects.all()} == {
        ("investigated", row, people.quality)
    }


def test_dismissing_needs_a_reason_and_the_quality_department(people, product):
    story(people, product, "B2603-17", **until(47))
    quality.sweep_batches(now=NOW)
    warning = BatchWarning.objects.get(rule="beyond")
    values = {"warning_id": warning.pk, "now": NOW}
    with pytest.raises(NotPermitted):
        quality.dismiss_warning(reason="装箱问题", actor=people.manager, **values)
    with pytest.raises(InvalidInput) as error:
        quality.dismiss_warning(reason="  ", actor=people.quality, **values)
    assert error.value.field == "reason"
    quality.dismiss_warning(reason="装箱问题", actor=people.quality, version=1, **values)
    with pytest.raises(Conflict):
        quality.dismiss_warning(reason="再说", actor=people.quality, version=1, **values)
    with pytest.raises(Conflict):
        quality.dismiss_warning(reason="再说", actor=people.quality, **values)
    warning.refresh_from_db()
    assert (warning.state, warning.reason, warning.judged_by) == ("dismissed", "装箱问题", people.quality)


def test_investigation_of_another_batch_is_refused(people, product):
    story(people, product, "B2603-17", **until(47))
    quality.sweep_batches(now=NOW)
    warning = BatchWarning.objects.get(rule="beyond")
    with pytest.raises(InvalidInput) as error:
        quality.investigate_warning(
            warning_id=warning.pk, investigation=make.opened(people), actor=people.quality, now=NOW
        )
    assert error.value.code == "other_batch"
