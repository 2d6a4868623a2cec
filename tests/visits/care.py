"""Care plans and forums for tests."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from tests.factories import NOW
from visits.models import CareAction, CareNeed, CarePlan, Forum, ForumGuest, ForumOpinion
from visits.services import care_actions, care_needs, care_plans, forum_invitations, forum_opinions, forums

TODAY = date(2026, 11, 18)


def drafted(people: Any, **changes: Any) -> CarePlan:
    values = {
        "customer_id": people.customer.pk,
        "title": "三年不停机",
        "owner": people.rep,
        "starts_on": TODAY,
        "ends_on": TODAY + timedelta(days=365),
        "budget": Decimal("90000"),
        "actor": people.rep,
        "now": NOW,
    }
    return care_plans.make_plan(**{**values, **changes})


def needed(people: Any, plan: CarePlan, **changes: Any) -> CareNeed:
    values = {"need": "产线不停", "measure": "因我方停机", "unit": "次", "start": Decimal(4), "target": Decimal(1)}
    return care_needs.add_need(plan_id=plan.pk, actor=people.rep, now=NOW, **{**values, **changes})


def running(people: Any, **changes: Any) -> CarePlan:
    plan = drafted(people, **changes)
    needed(people, plan)
    return care_plans.approve_plan(plan_id=plan.pk, actor=people.manager, now=NOW)


def given(people: Any, plan: CarePlan, **changes: Any) -> CareAction:
    values = {
        "title": "季度设备体检",
        "owner": people.rep,
        "due_on": TODAY + timedelta(days=30),
        "budget": Decimal("3000"),
        "actor": people.manager,
        "now": NOW,
    }
    return care_actions.add_care_action(plan_id=plan.pk, **{**values, **changes})


def planned(people: Any, **changes: Any) -> Forum:
    values = {
        "title": "华东用户座谈会",
        "region": people.east,
        "starts_at": NOW,
        "place": "苏州网点二楼",
        "host": people.rep,
        "agenda": "听报修和备件的意见",
        "budget": Decimal("18000"),
        "actor": people.manager,
        "now": NOW,
    }
    return forums.plan_forum(**{**values, **changes})


def invited(people: Any, forum: Forum, *customers: Any, **changes: Any) -> list[ForumGuest]:
    chosen = customers or (people.customer,)
    forum_invitations.choose_guests(forum_id=forum.pk, customers=chosen, actor=people.manager, now=NOW, **changes)
    forum_invitations.send_invitations(forum_id=forum.pk, actor=people.manager, now=NOW)
    return list(forum.guests.order_by("pk"))


def held(people: Any, **changes: Any) -> Forum:
    forum = planned(people, **changes)
    guests = invited(people, forum)
    return forums.hold_forum(forum_id=forum.pk, attended=guests, minutes="谈得好。", actor=people.manager, now=NOW)


def said(people: Any, forum: Forum, **changes: Any) -> ForumOpinion:
    values = {
        "words": "报修以后没人告诉我排到哪天。",
        "said_by": "黄工",
        "agree": 5,
        "guest": forum.guests.first(),
        "actor": people.manager,
        "now": NOW,
    }
    return forum_opinions.record_opinion(forum_id=forum.pk, **{**values, **changes})
