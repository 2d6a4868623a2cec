"""Samples: sealed, handed over with a custody log, kept while they are needed, disposed of by two."""

from datetime import timedelta

import pytest

from aftersales.kernel.errors import Conflict, InvalidInput, NotPermitted, RuleViolation
from complaints.quality.enums import SampleState
from complaints.quality.models import Sample
from complaints.quality.services import reminders
from complaints.quality.services import samples as services
from complaints.quality.services.investigations import close_investigation
from tests.complaints import factories as tickets
from tests.factories import NOW
from tests.factories.clients import api_client_of, client_of

from . import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
TODAY = NOW.date()


def old(people, **changes) -> Sample:
    """A sample whose period is over, without an investigation."""
    return make.sealed(people, retain_until=TODAY - timedelta(days=1), taken_at=NOW - timedelta(days=90), **changes)


def test_sample_takes_product_and_batch_from_its_ticket_and_logs_where_it_was_taken(people):
    row = make.sealed(people, ticket=tickets.logged(people))
    assert (row.number, row.product.code, row.batch) == ("SA-2026-00001", "HX-250", "B2603-17")
    first = row.moves.get()
    assert (first.from_place, first.place, first.custodian) == ("客户实验室 3 号台", "留样室 A-3", people.quality)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"taken_at": NOW + timedelta(hours=2)}, "taken_at"),
        ({"retain_until": TODAY - timedelta(days=1)}, "retain_until"),
        ({"kind": "unknown"}, "kind"),
        ({"ticket": None}, "product"),
    ],
)
def test_wrong_sample_is_refused_at_its_field(people, changes, field):
    with pytest.raises(InvalidInput) as refused:
        make.sealed(people, **changes)
    assert refused.value.field == field
    assert not Sample.objects.exists()


def test_seal_number_is_on_one_sample_however_it_is_typed(people):
    make.sealed(people, seal_number="f-0001")
    with pytest.raises(InvalidInput) as refused:
        make.sealed(people, seal_number=" Ｆ－0001 ")
    assert refused.value.code == "seal_taken"


def test_handover_is_logged_with_both_sides_and_tells_the_new_custodian(people):
    row = make.sealed(people)
    services.hand_over_sample(
        sample_id=row.pk, at=NOW, place="质检中心", custodian=people.warehouse, actor=people.quality, now=NOW
    )
    row.refresh_from_db()
    line = row.moves.first()
    assert (line.from_place, line.from_whom) == ("留样室 A-3", str(people.quality))
    assert (row.place, row.custodian, row.state) == ("质检中心", people.warehouse, SampleState.KEPT)
    assert people.warehouse.notifications.filter(channel="page", template="sample_handed_over").count() == 1


def test_broken_seal_needs_a_new_seal_and_a_note(people):
    row = make.sealed(people)
    asked = {"at": NOW, "place": "质检中心", "custodian": people.quality, "actor": people.quality, "now": NOW}
    for more, field in (({}, "new_seal"), ({"new_seal": "F-0002"}, "note")):
        with pytest.raises(InvalidInput) as refused:
            services.hand_over_sample(sample_id=row.pk, seal_whole=False, **asked, **more)
        assert refused.value.field == field
    services.hand_over_sample(sample_id=row.pk, seal_whole=False, new_seal="F-0002", note="运输中破损", **asked)
    row.refresh_from_db()
    assert row.seal_number == "F-0002"


def test_handover_before_the_last_one_or_in_the_future_is_refused(people):
    row = make.sealed(people, taken_at=NOW - timedelta(hours=1))
    for at in (NOW - timedelta(hours=2), NOW + timedelta(minutes=5)):
        with pytest.raises(InvalidInput) as refused:
            services.hand_over_sample(
                sample_id=row.pk, at=at, place="x", custodian=people.quality, actor=people.quality, now=NOW
            )
        assert refused.value.field == "at"


def test_two_different_people_sign_the_disposal(people):
    row = old(people)
    services.dispose_of_sample(sample_id=row.pk, disposal="粉碎", actor=people.quality, now=NOW)
    with pytest.raises(NotPermitted):
        services.confirm_disposal(sample_id=row.pk, actor=people.quality, now=NOW)
    services.confirm_disposal(sample_id=row.pk, actor=people.quality_manager, now=NOW)
    row.refresh_from_db()
    assert (row.state, row.first_signed_by, row.disposed_by) == ("disposed", people.quality, people.quality_manager)


def test_first_signature_is_taken_back_by_keeping_the_sample(people):
    row = old(people)
    services.dispose_of_sample(sample_id=row.pk, disposal="粉碎", actor=people.quality, now=NOW)
    until = TODAY + timedelta(days=30)
    services.keep_sample(sample_id=row.pk, retain_until=until, reason="客户来电", actor=people.quality, now=NOW)
    row.refresh_from_db()
    assert (row.state, row.first_signed_by, row.retain_until) == ("kept", None, until)


def test_sample_is_kept_while_its_period_lasts_or_its_investigation_runs(people):
    young = make.sealed(people)
    with pytest.raises(RuleViolation) as refused:
        services.dispose_of_sample(sample_id=young.pk, disposal="粉碎", actor=people.quality, now=NOW)
    assert refused.value.code == "retained"
    held = old(people, investigation=make.opened(people), seal_number="F-9")
    with pytest.raises(RuleViolation) as refused:
        services.dispose_of_sample(sample_id=held.pk, disposal="粉碎", actor=people.quality, now=NOW)
    assert refused.value.code == "investigation_open"


@pytest.mark.parametrize("relation", ["ticket", "investigation", "batch", "chosen"])
def test_sample_is_never_disposed_of_while_an_objection_is_open(people, relation):
    investigation = make.decided(people)
    close_investigation(investigation_id=investigation.pk, actor=people.quality, now=NOW)
    ticket = investigation.ticket
    row = old(
        people,
        ticket=ticket if relation == "ticket" else None,
        investigation=investigation if relation == "investigation" else None,
        product=ticket.product,
        batch=ticket.batch if relation == "batch" else "OTHER",
    )
    objection = make.objected(people, ticket=ticket)
    if relation == "chosen":
        objection.samples.add(row)
    with pytest.raises(RuleViolation) as refused:
        services.dispose_of_sample(sample_id=row.pk, disposal="粉碎", actor=people.quality, now=NOW)
    assert refused.value.params == {"number": objection.number}


def test_objection_between_the_two_signatures_stops_the_disposal(people):
    ticket = tickets.logged(people)
    row = old(people, ticket=ticket)
    services.dispose_of_sample(sample_id=row.pk, disposal="粉碎", actor=people.quality, now=NOW)
    make.objected(people, ticket=ticket)
    with pytest.raises(RuleViolation) as refused:
        services.confirm_disposal(sample_id=row.pk, actor=people.quality_manager, now=NOW)
    assert refused.value.code == "objection_open"


def test_custodian_is_told_once_when_the_period_is_over(people):
    row = old(people, custodian=people.warehouse)
    make.sealed(people, seal_number="F-7")
    assert reminders.remind_of_samples(now=NOW) == 1
    assert reminders.remind_of_samples(now=NOW) == 0
    assert (
        people.warehouse.notifications.filter(
            channel="page", template="sample_to_dispose", params__number=row.number
        ).count()
        == 1
    )


def test_disposed_sample_is_neither_moved_nor_kept(people):
    row = old(people)
    services.dispose_of_sample(sample_id=row.pk, disposal="粉碎", actor=people.quality, now=NOW)
    services.confirm_disposal(sample_id=row.pk, actor=people.gm, now=NOW)
    with pytest.raises(Conflict):
        services.keep_sample(sample_id=row.pk, retain_until=TODAY, reason="x", actor=people.quality, now=NOW)
    with pytest.raises(RuleViolation):
        services.hand_over_sample(
            sample_id=row.pk, at=NOW, place="x", custodian=people.quality, actor=people.quality, now=NOW
        )


def test_custodian_sees_the_own_sample_and_hands_it_over_but_no_other(people):
    mine = make.sealed(people, custodian=people.warehouse)
    other = make.sealed(people, seal_number="F-2")
    client = client_of(people.warehouse, "en")
    assert client.get(mine.get_absolute_url()).status_code == 200
    assert client.get(other.get_absolute_url()).status_code == 404
    assert client.get(f"{mine.get_absolute_url()}dispose/").status_code == 404
    typed = {"at": NOW.isoformat(), "place": "B 库", "custodian": people.warehouse.username, "seal_whole": "yes"}
    answer = client.post(f"{mine.get_absolute_url()}hand-over/", typed)
    assert (answer.status_code, mine.moves.count()) == (302, 2), answer.content.decode()[-3000:]


def test_sample_is_sealed_and_shown_on_the_page(people):
    row = make.opened(people)
    client = client_of(people.quality, "en")
    page = client.get("/quality/samples/new/", {"investigation": row.number})
    form = page.context["form"]
    typed = {name: form[name].value() for name in form.fields if form[name].value() not in (None, [])}
    typed |= {"seal_number": "F-0418", "taken_from": "客户实验室", "place": "A-3", "custodian": people.quality.username}
    typed |= {"product": "HX-250", "taken_at": NOW.isoformat()}
    answer = client.post("/quality/samples/new/", typed)
    assert answer.status_code == 302, answer.context["form"].errors
    made = Sample.objects.get()
    assert (made.investigation, made.ticket, made.batch) == (row, row.ticket, "B2603-17")
    assert "F-0418" in client.get("/quality/samples/").content.decode()


def test_api_seals_moves_and_refuses_with_the_field(people):
    api = api_client_of(people.quality)
    row = make.opened(people)
    body = {
        "kind": "sealed",
        "seal_number": "F-1",
        "taken_at": NOW.isoformat(),
        "taken_from": "客户",
        "place": "A-1",
        "custodian": people.quality.username,
        "retain_until": (TODAY + timedelta(days=10)).isoformat(),
        "investigation": row.number,
    }
    made = api.post("/api/v1/samples/", body, format="json")
    assert made.status_code == 201, made.json()
    again = api.post("/api/v1/samples/", body, format="json")
    assert again.status_code == 400
    assert "seal_number" in str(again.json())
    to = f"/api/v1/samples/{made.json()['number']}/hand-over/"
    moved = api.post(
        to, {"at": NOW.isoformat(), "place": "B-1", "custodian": people.quality.username, "seal_whole": True}
    )
    assert moved.status_code == 200, moved.json()
    assert moved.json()["place"] == "B-1"


def test_number_of_queries_does_not_grow_with_samples(people, django_assert_max_num_queries):
    for number in range(30):
        make.sealed(people, seal_number=f"F-{number}")
    client = client_of(people.quality)
    client.get("/quality/samples/")
    with django_assert_max_num_queries(10):
        client.get("/quality/samples/")
