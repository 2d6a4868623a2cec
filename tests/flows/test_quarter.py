"""A quarter of the survey, turned by the scheduler: planned, drawn, asked, reminded, computed, reported, checked."""

from datetime import timedelta

from aftersales.desk.services.due import run_due
from aftersales.notifications.models import Notification
from complaints.quality.services.actions import complete_action
from surveys.models import Figure, Invitation, Measure, Response, Round
from surveys.queries.questionnaires import with_questions
from surveys.services.calls import next_call, record_call
from surveys.services.installation import install_defaults
from surveys.services.invitations import token_of
from surveys.services.responses import submit_response
from tests.factories import NOW
from tests.factories.clients import client_of
from tests.factories.measures import set_up
from tests.factories.rounds import DAY, OPENS, active

SILENT = 4  # customers who never answer


def answers_of(round: Round, score: int) -> dict[str, object]:
    """Every required question and the one that the measure is about, answered with about the same satisfaction."""
    found: dict[str, object] = {}
    for question in with_questions(round.questionnaire_id):
        if question.kind == "scale":
            found[question.key] = max(1, round_to(score, question.points))
        elif question.kind == "recommend":
            found[question.key] = score
        elif question.kind == "effort":
            found[question.key] = round_to(score, 7)
    return found


def round_to(score: int, points: int) -> int:
    return max(1, min(points, (score * points + 5) // 10))


def test_quarter_turns_by_itself_from_frame_to_pdf(people, time_machine) -> None:
    time_machine.move_to(NOW, tick=False)
    install_defaults(actor=None, now=NOW)
    measure = set_up(people, target=70.0)
    for number in range(101, 125):
        active(number, by="phone" if number % 8 == 0 else "email")
    run_due(now=NOW)
    row = Round.objects.get(quarter="2026-Q4")
    assert row.state == "planned"
    complete_action(action_id=measure.action_id, evidence="已执行", actor=people.warehouse, now=NOW + DAY)

    time_machine.move_to(OPENS, tick=False)
    run_due(now=OPENS)
    row.refresh_from_db()
    assert row.state == "open" and len(row.frame_hash) == 64 and row.invited_at is not None
    invited = list(Invitation.objects.filter(round=row, channel="email").order_by("pk"))
    for place, invitation in enumerate(invited[:-SILENT]):
        answers = answers_of(row, 9 if place % 3 else 8)
        submit_response(token=token_of(invitation), answers=answers, now=OPENS + DAY, seconds=200 + place)
    call = next_call(actor=people.quality, now=OPENS)
    assert call is not None
    record_call(
        interview_id=call.pk,
        outcome="done",
        answers=answers_of(row, 9),
        seconds=300,
        actor=people.quality,
        now=OPENS + timedelta(minutes=5),
    )
    reminding = row.first_reminder_at
    time_machine.move_to(reminding, tick=False)
    run_due(now=reminding)
    assert Notification.objects.filter(template="round_reminder").count() == SILENT
    row.refresh_from_db()
    assert row.first_reminded_at == reminding

    time_machine.move_to(row.closes_at, tick=False)
    run_due(now=row.closes_at)
    row.refresh_from_db()
    assert row.state == "reported" and row.seal
    assert Response.objects.filter(round=row).count() == len(invited) - SILENT + 1
    assert Figure.objects.filter(round=row, code="response_rate").get().value > 50
    papers = {paper.language: paper.stored for paper in row.reports.select_related("stored")}
    assert set(papers) == {"zh-hans", "en"}
    assert Notification.objects.filter(template="survey_reported", user=people.manager).exists()
    measure = Measure.objects.get(pk=measure.pk)
    assert (measure.check_quarter, measure.verdict) == ("2026-Q4", "reached")
    page = client_of(people.manager, "en").get(row.get_absolute_url()).text
    assert "?quarter=2026-Q4" in page and "Results" in page

    before = Notification.objects.count()
    run_due(now=row.closes_at)
    assert Notification.objects.count() == before
