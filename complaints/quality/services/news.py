"""Sends the notifications of quality. Their texts are in texts.py."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils import timezone

from aftersales.notifications.services.notifications import notify
from aftersales.staff.enums import Role
from aftersales.staff.models import Actor, User
from aftersales.staff.queries import people_with_role
from aftersales.store.dates import company_date
from complaints.models import Ticket

from ..enums import ActionState, ReviewState
from ..models import (
    Action,
    BatchWarning,
    Campaign,
    Investigation,
    InvestigationReport,
    Meeting,
    Objection,
    Sample,
    SuggestionReview,
)
from ..permissions import can_verify


def _notify(
    users: Iterable[User], template: str, subject: Any, *, key: str, actor: Actor, now: datetime, **params: Any
) -> None:
    """Notify the users, except the actor."""
    others = [user for user in users if actor is None or user.pk != actor.pk]
    about = {"number": subject.number, "title": subject.title, **params}
    notify(users=others, template=template, params=about, url=subject.get_absolute_url(), key=key, now=now)


def tell_opened(investigation: Investigation, *, actor: User, now: datetime) -> None:
    people = [investigation.lead, *investigation.team.all()]
    _notify(people, "investigation_opened", investigation, key=f"qi-open:{investigation.pk}", actor=actor, now=now)


def tell_filed(report: InvestigationReport, *, actor: User, now: datetime) -> None:
    _notify(
        people_with_role(Role.QUALITY_MANAGER),
        "report_to_sign",
        report.investigation,
        key=f"qi-sign:{report.pk}",
        actor=actor,
        now=now,
        version=report.version,
    )


def tell_signed(report: InvestigationReport, *, actor: User, now: datetime) -> None:
    _notify(
        people_with_role(Role.GM),
        "investigation_to_decide",
        report.investigation,
        key=f"qi-decide:{report.pk}",
        actor=actor,
        now=now,
        version=report.version,
    )


def tell_decided(investigation: Investigation, *, actor: User, now: datetime) -> None:
    people = [investigation.lead, investigation.ticket.owner, *investigation.team.all()]
    key = f"qi-decided:{investigation.pk}:{investigation.version}"
    _notify(people, "investigation_decided", investigation, key=key, actor=actor, now=now)


def tell_invited(meeting: Meeting, people: Iterable[User], *, actor: Actor, now: datetime) -> None:
    key = f"mt-invite:{meeting.pk}:{meeting.version}"
    _notify(people, "meeting_invited", meeting, key=key, actor=actor, now=now, **_when(meeting))


def tell_moved(meeting: Meeting, people: Iterable[User], *, actor: User, now: datetime) -> None:
    """Tell those who were invited before that time, place or agenda have changed."""
    key = f"mt-moved:{meeting.pk}:{meeting.version}"
    _notify(people, "meeting_moved", meeting, key=key, actor=actor, now=now, **_when(meeting))


def tell_meeting_cancelled(meeting: Meeting, people: Iterable[User], *, actor: User, now: datetime) -> None:
    why = meeting.cancel_reason
    _notify(people, "meeting_cancelled", meeting, key=f"mt-off:{meeting.pk}", actor=actor, now=now, reason=why)


def tell_minutes(meeting: Meeting, people: Iterable[User], *, actor: User, now: datetime) -> None:
    _notify(people, "meeting_held", meeting, key=f"mt-held:{meeting.pk}", actor=actor, now=now)


def _when(meeting: Meeting) -> dict[str, str]:
    place = f", {meeting.place}" if meeting.place else ""
    return {"when": f"{timezone.localtime(meeting.starts_at):%Y-%m-%d %H:%M}{place}"}


def tell_given(action: Action, *, actor: Actor, now: datetime) -> None:
    _notify(
        [action.owner],
        "action_given",
        action,
        key=f"ac-given:{action.pk}:{action.version}",
        actor=actor,
        now=now,
        due=action.due_on.isoformat(),
    )


def judges_of(action: Action) -> list[User]:
    """Who is asked to judge an action: who assigned it, if that person may, else the quality deputy manager, else the
    general manager."""
    setter = action.created_by
    if setter is not None and setter.is_active and can_verify(setter, action):
        return [setter]
    for role in (Role.QUALITY_MANAGER, Role.QUALITY, Role.GM):
        if people := [user for user in people_with_role(role) if can_verify(user, action)]:
            return people
    return []


def tell_done(action: Action, *, actor: User, now: datetime) -> None:
    """Ask for the judgement, if it need not wait for the window. Else it is asked for when the window is over."""
    if action.judge_on is None or action.judge_on > company_date(now):
        return
    key = f"ac-done:{action.pk}:{action.version}"
    _notify(judges_of(action), "action_to_verify", action, key=key, actor=actor, now=now)


def tell_judged(action: Action, *, actor: User, now: datetime) -> None:
    template = "action_effective" if action.state == ActionState.EFFECTIVE else "action_ineffective"
    people = [action.owner, *([action.created_by] if action.created_by else [])]
    _notify(people, template, action, key=f"ac-judged:{action.pk}:{action.version}", actor=actor, now=now)


def tell_cancelled(action: Action, *, actor: User, now: datetime) -> None:
    key = f"ac-cancelled:{action.pk}:{action.version}"
    _notify([action.owner], "action_cancelled", action, key=key, actor=actor, now=now, reason=action.cancel_reason)


def tell_recurred(action: Action, ticket: Ticket, *, now: datetime) -> None:
    """Tell the owner, who judged it, the lead and the deputy manager that the problem is back."""
    people = [action.owner, action.verified_by, *people_with_role(Role.QUALITY_MANAGER)]
    if action.investigation is not None:
        people.append(action.investigation.lead)
    key = f"ac-recurred:{action.pk}:{ticket.pk}"
    known = [person for person in people if person is not None]
    _notify(known, "action_recurred", action, key=key, actor=None, now=now, ticket=ticket.number)


LATE = {
    ActionState.OPEN: "action_overdue",
    ActionState.DONE: "judgement_overdue",
    ActionState.INEFFECTIVE: "redo_overdue",
}


def tell_late(action: Action, people: Iterable[User], *, level: int, since: datetime, now: datetime) -> None:
    """Tell one level that an action is late, or that its window is over."""
    template = LATE[ActionState(action.state)]
    if action.state == ActionState.DONE and level == 0:
        template = "action_to_verify"
    due = action.judge_on if action.state == ActionState.DONE else action.due_on
    key = f"ac-late:{action.pk}:{action.state}:{since.isoformat()}:{level}"
    facts = {"due": due.isoformat() if due else "", "owner": action.owner.name}
    _notify(people, template, action, key=key, actor=None, now=now, **facts)


def tell_warned(warning: BatchWarning, *, now: datetime) -> None:
    """Notify the quality deputy manager, and who leads the investigation that the warning joined."""
    people = list(people_with_role(Role.QUALITY_MANAGER))
    if warning.investigation:
        people.append(warning.investigation.lead)
    notify(
        users=people,
        template=f"batch_{warning.rule}",
        params={
            "batch": str(warning),
            "week": str(warning.week.isocalendar().week),
            "rate": f"{warning.rate:.1f}",
            "limit": f"{warning.limit:.1f}",
            "centre": f"{warning.centre:.1f}",
        },
        url=warning.get_absolute_url(),
        key=f"batch-warning:{warning.pk}",
        now=now,
    )


def tell_handed_over(sample: Sample, *, actor: Actor, now: datetime) -> None:
    """Tell the custodian what is now in his or her keeping."""
    key = f"sample:{sample.pk}:{sample.version}"
    _notify([sample.custodian], "sample_handed_over", sample, key=key, actor=actor, now=now, place=sample.place)


def tell_retained(sample: Sample, *, now: datetime) -> None:
    key = f"sample-kept:{sample.pk}:{sample.retain_until}"
    until = sample.retain_until.isoformat()
    _notify([sample.custodian], "sample_to_dispose", sample, key=key, actor=None, now=now, until=until)


def tell_objected(objection: Objection, *, actor: Actor, now: datetime) -> None:
    """Tell the quality deputy manager, who leads the investigation, and the owner of the ticket."""
    people = [*people_with_role(Role.QUALITY_MANAGER), *_around(objection)]
    _notify(people, "objection_raised", objection, key=f"ob:{objection.pk}", actor=actor, now=now)


def tell_examined(objection: Objection, *, actor: User, now: datetime) -> None:
    key, about = f"ob-sent:{objection.pk}", objection
    _notify(_around(objection), "objection_sent", about, key=key, actor=actor, now=now, body=objection.body)


def tell_verdict(objection: Objection, *, actor: User, now: datetime) -> None:
    people = [*people_with_role(Role.QUALITY_MANAGER), *people_with_role(Role.GM), *_around(objection)]
    key, about = f"ob-verdict:{objection.pk}", objection
    _notify(people, "objection_verdict", about, key=key, actor=actor, now=now, body=objection.body)


def tell_verdict_late(objection: Objection, *, now: datetime) -> None:
    people = [*people_with_role(Role.QUALITY_MANAGER), *_around(objection)]
    key = f"ob-late:{objection.pk}:{objection.verdict_due_on}"
    facts = {"body": objection.body, "due": objection.verdict_due_on.isoformat() if objection.verdict_due_on else ""}
    _notify(people, "objection_late", objection, key=key, actor=None, now=now, **facts)


def _around(objection: Objection) -> list[User]:
    """The owner of the ticket, and who leads the investigation."""
    people = [objection.ticket.owner, objection.investigation.lead if objection.investigation else None]
    return [person for person in people if person is not None]


def tell_suggestion_given(review: SuggestionReview, *, actor: User, now: datetime) -> None:
    """Tell the owner what to carry out, or to study. What the owner's improvement measure says is not said twice."""
    if review.owner is None or review.action_id is not None:
        return
    template = "suggestion_adopted" if review.state == ReviewState.ADOPTED else "suggestion_to_study"
    due = review.due_on.isoformat() if review.due_on else ""
    key = f"suggestion:{review.pk}:{review.version}"
    _notify([review.owner], template, review, key=key, actor=actor, now=now, due=due)


def tell_campaign_to_sign(campaign: Campaign, *, actor: Actor, now: datetime) -> None:
    _notify(people_with_role(Role.GM), "campaign_to_sign", campaign, key=f"rc-sign:{campaign.pk}", actor=actor, now=now)


def tell_campaign_signed(campaign: Campaign, *, actor: Actor, now: datetime) -> None:
    people = [campaign.owner, *([campaign.drafted_by] if campaign.drafted_by else [])]
    key = f"rc-signed:{campaign.pk}:{campaign.version}"
    _notify(people, "campaign_signed", campaign, key=key, actor=actor, now=now)
