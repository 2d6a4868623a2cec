"""Two people at once: one evaluation is begun, one closing counts, one measure is assigned."""

from datetime import date

import pytest

from complaints.quality.models import Action
from reports.certification.models import SelfEvaluation
from reports.certification.services import evaluations, items
from tests.factories import NOW, cast
from tests.surveys.test_concurrency import at_once

from . import factories

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_closers_close_once():
    people = cast()
    row = factories.assessed(people)
    answers = at_once(*[lambda: evaluations.close_evaluation(evaluation_id=row.pk, actor=people.gm, now=NOW)] * 2)
    assert answers == ["action_not_allowed", "done"]
    row.refresh_from_db()
    assert (row.state, row.history.filter(state="closed").count()) == ("closed", 1)


def test_two_who_begin_get_one_evaluation():
    people = cast()
    standard = factories.standard()

    def begin():
        evaluations.begin_evaluation(
            standard_id=standard.pk,
            period_from=factories.FIRST,
            period_to=factories.LAST,
            actor=people.manager,
            now=NOW,
        )

    assert at_once(begin, begin) == ["done", "one_is_open"]
    assert SelfEvaluation.objects.count() == 1


def test_two_measures_for_a_gap_are_one():
    people = cast()
    row = factories.begun(people)
    factories.judged(people, row, "5.3.1", "11")
    one = factories.item(row, "5.3.1")

    def act():
        items.act_on_item(
            item_id=one.pk,
            title="补访",
            owner=people.manager,
            due_on=date(2026, 12, 15),
            criterion="全部补访",
            actor=people.manager,
            now=NOW,
        )

    assert at_once(act, act) == ["done", "done"]
    assert Action.objects.count() == 1
