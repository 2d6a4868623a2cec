"""The same customers in two named rounds: who moved between detractors, passives and promoters (S3)."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import connection
from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, Subquery, Value, When

from ..enums import QuestionKind
from ..models import Invitation, Response, Round
from ..rules.means import Sums
from .rollup import Item, items_of, overall_score


def moves_of(found: Round, before: Round) -> dict[str, int]:
    """How many customers of both rounds are better, the same, or worse; empty if a round is anonymous or did not ask
    the same. One query, in which the database counts."""
    now, then = _recommend(found), _recommend(before)
    if found.is_anonymous or before.is_anonymous or now is None or then is None:
        return {}
    earlier = Response.objects.filter(round=before, invitation__customer=OuterRef("invitation__customer"))
    rows = Response.objects.filter(round=found, **{f"{now.column}__isnull": False}).order_by()
    rows = rows.annotate(was=Subquery(earlier.order_by("pk").values(then.column)[:1])).filter(was__isnull=False)
    rows = rows.annotate(now_group=_group(now.column), was_group=_group("was"))
    return rows.aggregate(
        better=Count("pk", filter=Q(now_group__gt=F("was_group"))),
        same=Count("pk", filter=Q(now_group=F("was_group"))),
        worse=Count("pk", filter=Q(now_group__lt=F("was_group"))),
    )


def differences_of(found: Round, before: Round, weights: Mapping[str, float], target: str) -> Sums | None:
    """By how much the overall index of each customer of both rounds differs: now minus before, a customer's mean where
    several people answered. None if a round is anonymous, or they did not ask the same."""
    now, then = (overall_score(items_of(one.questionnaire_id), weights, target) for one in (found, before))
    if found.is_anonymous or before.is_anonymous or now is None or then is None or now[1] != then[1]:
        return None
    with connection.cursor() as cursor:
        # Only names of columns and numbers of ours are in it.
        cursor.execute(
            f"SELECT COUNT(d), SUM(d), SUM(d * d) FROM (SELECT n.score - b.score AS d FROM ({_customers(now[0])}) n "
            f"JOIN ({_customers(then[0])}) b ON b.customer_id = n.customer_id) paired",
            [found.pk, before.pk],
        )
        n, total, squares = cursor.fetchone()
    return Sums(n, float(total or 0), float(squares or 0))


def _customers(score: str) -> str:
    """The score of each customer of a round."""
    return (
        f"SELECT i.customer_id, AVG({score}) AS score FROM {Response._meta.db_table} r "
        f"JOIN {Invitation._meta.db_table} i ON i.id = r.invitation_id WHERE r.round_id = %s GROUP BY i.customer_id"
    )


def _recommend(found: Round) -> Item | None:
    return next((item for item in items_of(found.questionnaire_id) if item.kind == QuestionKind.RECOMMEND), None)


def _group(column: str) -> Case:
    """0 for a detractor, 1 for a passive, 2 for a promoter."""
    return Case(
        When(**{f"{column}__lte": 6}, then=Value(0)),
        When(**{f"{column}__lte": 8}, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
