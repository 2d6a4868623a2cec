"""Who gets past 404 on the routes of rounds and telephone interviews."""

from typing import Any

from surveys.models import CallCheck, Exclusion, Interview, Invitation, Response, Round, SurveyRule
from surveys.services import rounds
from surveys.services.exclusions import propose_exclusion
from surveys.verbs.rounds import EXCLUSIONS, ROUNDS
from tests.factories import NOW
from tests.factories.surveys import round_invitations

READERS = frozenset({"service", "manager", "gm", "quality_manager", "executive", "auditor"})
NAMES = frozenset({"manager", "gm", "quality_manager", "auditor"})
CALLERS = frozenset({"service", "quality", "manager", "quality_manager"})
RULES = frozenset({"manager", "gm", "quality_manager", "admin", "auditor"})

ROWS: dict[str, frozenset[str] | str] = {
    "rounds": READERS,
    "round": READERS,
    "round_step": READERS,
    "round_letters": frozenset({"manager", "quality_manager"}),
    "round_letters_pdf": frozenset({"manager", "quality_manager"}),
    "exclusion_step": NAMES,
    "calls": CALLERS,
    "call_next": CALLERS,
    "call_record": CALLERS,
    "call_wish": CALLERS,
    "check_record": CALLERS,
    "survey_rules": RULES,
    "survey_rule": RULES,
    "api-round-list": READERS,
    "api-round-detail": READERS,
    "api-round-strata": READERS,
    "api-round-funnel": READERS,
    "api-round-preview": READERS,
    "api-round-redraw": READERS,
    **{f"api-round-{verb}": READERS for verb in ROUNDS},
    "api-exclusion-list": NAMES,
    "api-exclusion-detail": NAMES,
    **{f"api-exclusion-{verb}": NAMES for verb in EXCLUSIONS},
    "api-survey-rule-list": RULES,
    "api-survey-rule-detail": RULES,
    "api-survey-rule-change": RULES,
}


def _round() -> Round:
    rounds.plan(now=NOW)
    return Round.objects.get(quarter="2026-Q4")


def _exclusion(people: Any) -> Exclusion:
    known = Exclusion.objects.first()
    given = {"customer": people.customer.number, "reason": "在诉讼中"}
    return known or propose_exclusion(round_id=_round().pk, actor=people.manager, now=NOW, **given)


def _interview(people: Any) -> Interview:
    invitation = Invitation.objects.order_by("pk").first()
    row, _made = Interview.objects.get_or_create(
        invitation=invitation,
        defaults={"lot": "0", "due_at": NOW, "until": invitation.expires_at, "interviewer": people.quality},
    )
    return row


def _check(people: Any) -> CallCheck:
    interview = _interview(people)
    known = CallCheck.objects.first()
    if known:
        return known
    asked = round_invitations(people, _round(), 1, answered_at=NOW)[0]
    response = Response.objects.create(questionnaire=asked.questionnaire, invitation=asked, quarter="2026-Q4")
    return CallCheck.objects.create(interview=interview, response=response, lot="0", checker=people.quality)


OBJECTS = {
    "round": lambda people: {"quarter": _round().quarter, "name": "change-plan"},
    "api-round": lambda people: {"quarter": _round().quarter},
    "exclusion": lambda people: {"quarter": "2026-Q4", "pk": _exclusion(people).pk, "name": "agree"},
    "api-exclusion": lambda people: {"pk": _exclusion(people).pk},
    "call_record": lambda people: {"pk": _interview(people).pk},
    "call_wish": lambda people: {"pk": _interview(people).pk},
    "check_record": lambda people: {"pk": _check(people).pk},
    "survey_rule": lambda people: {"pk": _rule()},
    "api-survey-rule": lambda people: {"pk": _rule()},
}


def _rule() -> int:
    return SurveyRule.objects.get().pk
