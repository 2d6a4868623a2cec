"""Two at once: hand-over, letters, the sweep of maintenance, and the calendar address, on SQLite and on PostgreSQL."""

from datetime import date, timedelta

import pytest

from aftersales.kernel.errors import Conflict, DomainError
from aftersales.notifications.models import Notification
from customers.models import Interaction
from tests.factories import NOW, cast, customer_of, person, sale
from tests.factories.visits import visit_of
from tests.visits.test_concurrency import at_once
from visits.models import CalendarFeed, MaintenancePlan, Visit, VisitLetter
from visits.queries.replanning import Absence, preview, visits_to_hand_over
from visits.services.feeds import make_address
from visits.services.kinds import agree_maintenance, plan_service_visits
from visits.services.letters import save_template, send_letters
from visits.services.replanning import hand_over

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
TODAY, FROM = date(2026, 11, 18), date(2026, 11, 23)


def test_two_concurrent_hand_overs_of_one_rep_act_once(time_machine):
    time_machine.move_to(NOW, tick=False)
    people = cast()
    takers = [person(f"taker{n}", "rep", region=people.east) for n in range(2)]
    for n in range(12):
        customer = customer_of(people.east, rep=people.rep, number=f"CU-{n}")
        visit_of(customer, rep=people.rep, due_on=FROM + timedelta(days=9), planned_on=FROM, plan_run="run")
    found = preview(visits_to_hand_over(Absence(people.rep.pk, FROM), TODAY), takers, TODAY)

    def act():
        ids = [user.pk for user in takers]
        plan = found.plan.fingerprint
        return hand_over(actor=people.manager, now=NOW, rep_id=people.rep.pk, from_on=FROM, taker_ids=ids, plan=plan)

    results = at_once(act, act, act)
    assert [result for result in results if not isinstance(result, DomainError)] == [12]
    assert sum(isinstance(result, Conflict) for result in results) == 2
    assert Visit.history.filter(history_change_reason="handed over").count() == 12
    assert Notification.objects.filter(template="visits.handed_over", channel="page").count() == 2


def test_concurrent_hand_overs_to_one_person_never_exceed_what_can_be_made(time_machine):
    time_machine.move_to(NOW, tick=False)
    people = cast()
    taker = person("taker", "rep", region=people.east)
    leavers = [people.rep, person("rep2", "rep", region=people.east)]
    for n in range(30):
        rep = leavers[n % 2]
        customer = customer_of(people.east, rep=rep, number=f"CU-{n}")
        visit_of(customer, rep=rep, due_on=FROM + timedelta(days=9), planned_on=FROM, plan_run="run")

    def act(rep):
        plan = preview(visits_to_hand_over(Absence(rep.pk, FROM), TODAY), [taker], TODAY).plan.fingerprint
        return lambda: hand_over(
            actor=people.manager, now=NOW, rep_id=rep.pk, from_on=FROM, taker_ids=[taker.pk], plan=plan
        )

    results = at_once(*(act(rep) for rep in leavers))
    assert sorted(isinstance(result, Conflict) for result in results) == [False, True]
    assert Visit.objects.filter(rep=taker).count() == 15


def test_concurrent_letters_and_sweeps_act_once(time_machine):
    time_machine.move_to(NOW, tick=False)
    people = cast()
    for n in range(10):
        customer = customer_of(people.east, rep=people.rep, number=f"CU-{n}")
        visit_of(customer, rep=people.rep, due_on=TODAY, channel="email")
    texts = dict.fromkeys(("subject", "body", "subject_en", "body_en"), "{customer}")
    template = save_template(actor=None, now=NOW, name="x", channel="email", **texts)
    at_once(*[lambda: send_letters(actor=people.manager, now=NOW, template=template, language="en")] * 3)
    assert VisitLetter.objects.count() == Interaction.objects.filter(channel="email").count() == 10
    assert Notification.objects.filter(template="visits.letter").count() == 10
    for n in range(10):
        sold = sale(people.customer, batch=f"M{n}")
        agree_maintenance(actor=None, now=NOW, purchase_id=sold.pk, months=12, starts_on=date(2025, 11, 20))
    made = at_once(*[lambda: plan_service_visits(now=NOW, batch=3)] * 3)
    assert sum(made) == Visit.objects.filter(kind="maintenance").count() == MaintenancePlan.objects.count() == 10


def test_concurrent_addresses_leave_one_that_works():
    people = cast()
    made = at_once(*[lambda: make_address(actor=people.rep, now=NOW)] * 4)
    assert len(set(made)) == CalendarFeed.objects.count() == 4
    assert CalendarFeed.objects.filter(revoked_at=None).count() == 1
