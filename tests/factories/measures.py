"""Computed rounds with answers, and measures that start from them."""

from datetime import date, timedelta
from typing import Any

from surveys.models import Figure, Invitation, Measure, Questionnaire, Response, Round
from surveys.services.computing import computed as computed_rows
from surveys.services.measures import set_up_measure
from tests.factories import NOW, Cast
from tests.factories.surveys import questionnaires, round_invitations

DAY = timedelta(days=1)


def computed(quarter: str, scores: list[int], key: str = "pq6", **fields: Any) -> Round:
    """A computed round in which so many answered one question with these scores."""
    form = Questionnaire.objects.filter(code="quarterly").first()
    if form is None:
        questionnaires()
        form = Questionnaire.objects.get(code="quarterly")
    values = {
        "state": "computed",
        "margin": "0.05",
        "expected_rate": "0.4",
        "closes_at": NOW,
        "opens_at": NOW - 14 * DAY,
    }
    found = Round.objects.create(quarter=quarter, questionnaire=form, **{**values, **fields})
    slot = f"q{form.questions.get(key=key).slot:02}"
    Response.objects.bulk_create(
        Response(questionnaire=form, round=found, quarter=quarter, answered_on=NOW.date(), **{slot: score})
        for score in scores
    )
    if found.state == "computed":
        Figure.objects.bulk_create(computed_rows(found).figures)
    return found


def ask_everybody(people: Cast) -> None:
    """Give each response of these rounds the invitation that it answers, without which the audit log names it."""
    for row in Response.objects.filter(round__isnull=False, invitation=None).select_related("round__questionnaire"):
        place = Invitation.objects.filter(round=row.round).count()
        row.invitation = round_invitations(people, row.round, 1, start=place, answered_at=NOW)[0]
        Response.objects.bulk_update([row], ["invitation"])


def set_up(people: Cast, target: float = 70.0, **fields: Any) -> Measure:
    """A measure for progress updates, from a round with 50 of 100."""
    if not Round.objects.filter(state="computed").exists():
        computed("2026-Q3", [5, 6] * 20)
    values = {
        "title": "停滞 24 小时自动短信告知下一步",
        "code": "item:pq6",
        "owner": people.warehouse,
        "due_on": date(2026, 12, 1),
        "said_zh": "中间没人告诉我到哪一步了",
        "said_en": "Nobody told me where it was",
        "did_zh": "停滞满 24 小时自动发短信",
        "did_en": "After 24 hours a text message says what comes next",
    }
    return set_up_measure(target=target, actor=people.manager, now=NOW, **{**values, **fields})
