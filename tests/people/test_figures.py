"""The figures that other apps contribute to an interview."""

from datetime import date, timedelta

import pytest

from aftersales.people.presentation.interviews import paper
from aftersales.people.queries.interviews import figures_of, person_figures
from complaints.models import SlaTarget, Ticket
from complaints.queries.person_figures import replied_in_time, solved_at_once
from surveys.models import Invitation
from surveys.queries.person_figures import satisfied
from tests.complaints import factories as tickets
from tests.factories import NOW, surveys

from . import factories

pytestmark = pytest.mark.django_db
PERIOD = (date(2026, 11, 1), date(2026, 11, 18))


def test_figures_count_the_person_and_everybody(people):
    mine, other = tickets.logged(people), tickets.logged(people)
    Ticket.objects.filter(pk=mine.pk).update(owner=people.rep, closed_at=NOW, reopened_count=1)
    Ticket.objects.filter(pk=other.pk).update(owner=people.clerk, closed_at=NOW)
    SlaTarget.objects.filter(code="first_reply", ticket=mine).update(met_at=NOW, lateness_seconds=-60)
    SlaTarget.objects.filter(code="first_reply", ticket=other).update(met_at=NOW, lateness_seconds=60)
    replied = replied_in_time(people.rep.pk, *PERIOD)
    assert (replied.mine, replied.everyone) == ("100.0% (1/1)", "50.0%")
    solved = solved_at_once(people.rep.pk, *PERIOD)
    assert (solved.mine, solved.everyone) == ("0.0% (0/1)", "50.0%")
    before = (date(2026, 10, 1), date(2026, 10, 31))
    assert replied_in_time(people.rep.pk, *before).mine == ""
    assert figures_of(people.rep.pk, *before) == []


def test_record_keeps_the_figures_as_they_were(people):
    ticket = tickets.logged(people)
    Ticket.objects.filter(pk=ticket.pk).update(owner=people.rep, closed_at=NOW - timedelta(days=2))
    row = factories.recorded(people, period_from=PERIOD[0], period_to=PERIOD[1])
    Ticket.objects.filter(pk=ticket.pk).update(reopened_count=1)
    row.refresh_from_db()
    assert len(paper(people.rep, row, NOW).figures) == len(row.figures) == 2
    assert row.figures[1] == {"key": "solved_at_once", "mine": "100.0% (1/1)", "everyone": "100.0%"}
    assert {figure.key for figure in person_figures()} >= {"replied_in_time", "solved_at_once"}


def test_satisfied_customers_are_not_shown_below_five_answers(people):
    asked, _token = surveys.invited(people)
    day = PERIOD[1]
    surveys.answers(asked.questionnaire, day, [5], invitation=asked)
    for n in range(4):
        more = Invitation.objects.get(pk=asked.pk)
        more.pk, more.key, more.token_hash, more.turn = None, f"more {n}", f"more {n}", None
        more.save()
        assert satisfied(people.clerk.pk, *PERIOD).mine == ""
        surveys.answers(asked.questionnaire, day, [2 if n else 4], invitation=more)
    found = satisfied(people.clerk.pk, *PERIOD)
    assert (found.mine, found.everyone) == ("40.0% (2/5)", "40.0%")
    assert satisfied(people.rep.pk, *PERIOD).mine == ""
