"""Two people act at once: one takes effect, the other is told, nothing is doubled and nobody waits for ever."""

import threading
from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import close_old_connections, connections

from aftersales.kernel.errors import DomainError
from complaints.models import BindingDecision, TicketEntry
from complaints.quality import services as quality
from complaints.quality.models import Action, Investigation, Meeting, Objection, Sample
from complaints.quality.services import objections, samples
from complaints.services import lifecycle, triage
from tests.complaints import factories as tickets
from tests.factories import NOW
from tests.factories import cast as make_cast
from tests.factories.clients import api_client_of

from . import factories as make

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.usefixtures("at_now")]
ROUNDS = 5


@pytest.fixture
def people():
    return make_cast()


def at_once(*works: Callable[[], object]) -> list[object]:
    """What each answers that starts at the same moment: a status, "done", or the code of its refusal."""
    start, answers = threading.Barrier(len(works)), [None] * len(works)

    def run(place: int) -> None:
        close_old_connections()
        try:
            start.wait(20)
            answer = works[place]()
            answers[place] = getattr(answer, "status_code", "done")
        except DomainError as error:
            answers[place] = error.code
        except Exception as error:  # shown by the assertion of the test
            answers[place] = repr(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return sorted(answers, key=str)


def post(user, path: str, body: dict | None = None) -> Callable[[], object]:
    client = api_client_of(user)
    client.raise_request_exception = False
    return lambda: client.post(f"/api/v1/{path}/", body or {}, format="json")


def test_two_open_an_investigation_of_one_ticket(people):
    for _ in range(ROUNDS):
        ticket = tickets.logged(people, quality_class="intrinsic")
        body = {"ticket": ticket.number, "title": "虚焊", "lead": "quality"}
        answers = at_once(*(post(user, "investigations", body) for user in (people.quality, people.quality_manager)))
        assert answers == [201, 409]
        assert ticket.investigations.count() == 1
        assert TicketEntry.objects.filter(ticket=ticket, event="investigation_opened").count() == 1


def test_two_sign_a_report(people, instant_pdf):
    report = make.printed(people)
    path = f"investigations/{report.investigation.number}/sign-report"
    answers = at_once(*(post(people.quality_manager, path, {"report": report.version}) for _ in range(2)))
    assert answers == [200, 409]
    assert report.history.filter(history_change_reason="signed").count() == 1


def test_two_record_a_decision(people, instant_pdf):
    report = make.signed(people)
    path = f"investigations/{report.investigation.number}/decide"
    answers = at_once(*(post(people.gm, path, make.DECISION) for _ in range(2)))
    assert answers == [200, 409]
    assert Meeting.objects.count() == BindingDecision.objects.count() == 1


def test_two_judge_an_action(people, time_machine):
    action = make.done(people)
    time_machine.move_to(make.JUDGED)
    verdicts = ({"effective": True, "verification": "好"}, {"effective": False, "verification": "不好"})
    answers = at_once(*(post(people.quality_manager, f"actions/{action.number}/verify", one) for one in verdicts))
    assert answers == [200, 409]
    assert action.history.filter(state__in=["effective", "ineffective"]).count() == 1
    again = post(people.quality_manager, f"actions/{action.number}/verify", verdicts[0])()
    assert (again.status_code, again.json()["code"]) == (409, "action_not_allowed")


def test_two_sign_a_disposal_second(people):
    sample = make.sealed(people, ticket=None, product=people.sold.product, retain_until=NOW.date())
    later = NOW + timedelta(days=2)
    samples.dispose_of_sample(sample_id=sample.pk, disposal="报废", actor=people.quality, now=later)
    facts = {"sample_id": sample.pk, "actor": people.quality_manager, "now": later}
    answers = at_once(*(lambda: samples.confirm_disposal(**facts) for _ in range(2)))
    assert "done" in answers and answers.count("done") == 1, answers
    assert Sample.history.filter(history_change_reason="disposed").count() == 1


def test_objection_against_disposal(people):
    later = NOW + timedelta(days=2)
    for n in range(ROUNDS):
        ticket = tickets.logged(people)
        sample = make.sealed(people, ticket=ticket, seal_number=f"F-{n}", batch=f"B{n}", retain_until=NOW.date())
        samples.dispose_of_sample(sample_id=sample.pk, disposal="报废", actor=people.quality, now=later)
        answers = at_once(
            lambda pk=sample.pk: samples.confirm_disposal(sample_id=pk, actor=people.quality_manager, now=later),
            lambda row=ticket: make.objected(people, row),
        )
        assert answers in (["done", "done"], ["done", "objection_open"]), answers
        sample.refresh_from_db()
        assert (sample.state == "disposed") == (answers == ["done", "done"])


def test_two_record_an_objection(people):
    ticket = tickets.logged(people)
    body = {"ticket": ticket.number, "about": "finding", "statement": "不认可", "channel": "phone"}
    body["raised_at"] = NOW.isoformat()
    answers = at_once(*(post(people.clerk, "objections", body) for _ in range(2)))
    assert answers == [201, 409]
    assert Objection.objects.count() == 1


def test_one_records_the_verdict_while_another_withdraws(people):
    row = make.examining(people)
    facts = {"objection_id": row.pk, "now": NOW}
    answers = at_once(
        lambda: objections.withdraw_objection(reason="客户撤回", actor=people.quality, **facts),
        lambda: objections.withdraw_objection(reason="客户撤回", actor=people.clerk, **facts),
    )
    assert answers.count("done") == 1, answers
    assert TicketEntry.objects.filter(event="objection_withdrawn").count() == 1


def steps(people, row: Investigation, action: Action, n: int) -> list[Callable[[], object]]:
    """What several people do about one ticket; each takes the ticket, the investigation or both."""
    whole = {"investigation_id": row.pk, "now": NOW}
    facts = {"ticket_id": row.ticket_id, "now": NOW}
    return [
        lambda: quality.file_report(language="en", actor=people.quality, **whole),
        lambda: quality.reopen_investigation(reason="客户异议", actor=people.quality_manager, **whole),
        lambda: quality.send_back_investigation(reason="补充", actor=people.quality_manager, **whole),
        lambda: quality.close_investigation(actor=people.quality, **whole),
        lambda: make.given(people, row, title=f"改 {n}"),
        lambda: lifecycle.close(actor=people.clerk, **facts),
        lambda: triage.classify(
            quality_class="intrinsic" if n % 2 else "extrinsic", reason="复核", actor=people.clerk, **facts
        ),
        lambda: make.objected(people, row.ticket),
        lambda: quality.follow_up_action(
            action_id=action.pk,
            title="再改",
            owner=people.warehouse,
            due_on=make.DUE,
            criterion="合格",
            window_days=7,
            actor=people.quality_manager,
            now=NOW,
        ),
    ]


def test_nobody_waits_for_ever(people, instant_pdf):
    """Each step beside each other one of the same case; PostgreSQL would end a deadlock with an error."""
    row = make.decided(people)
    action = make.judged_action(people, effective=False, investigation=row)
    works = range(len(steps(people, row, action, 0)))
    for n in range(1, len(works)):
        for first, second in pairwise([*works, *works[: n - 1]]):
            Investigation.objects.filter(pk=row.pk).update(state="decided" if n % 2 else "open")
            Action.objects.filter(follows=action).update(follows=None)
            Action.objects.filter(pk=action.pk).update(state="ineffective")
            Objection.objects.all().update(state="withdrawn")
            now = steps(people, row, action, n)
            answers = at_once(now[first], now[second], now[(second + n) % len(now)])
            assert not [one for one in answers if "rror" in str(one)], (first, second, answers)


def test_recurrences_of_two_tickets_at_once(people):
    for n in range(ROUNDS):
        action = make.judged_action(people, title=f"改 {n}")
        first, second = tickets.logged(people), tickets.logged(people)
        answers = at_once(
            *(
                lambda pk=row.pk: triage.classify(
                    ticket_id=pk, quality_class="intrinsic", reason="开裂", actor=people.clerk, now=make.JUDGED
                )
                for row in (first, second)
            ),
            lambda pk=action.ticket_id: triage.classify(
                ticket_id=pk, quality_class="intrinsic", reason="开裂", actor=people.clerk, now=make.JUDGED
            ),
        )
        assert answers == ["done"] * 3
        reasons = list(action.history.values_list("history_change_reason", flat=True))
        assert sum(reason.startswith("recurred") for reason in reasons) <= 1
