"""The responses of a named round, one by one, and what the monitor of honesty shows (S4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Prefetch, QuerySet

from aftersales.kernel.errors import NotVisible
from aftersales.staff.enums import Role
from aftersales.staff.models import User

from ..enums import CONFIDENTIAL, FlagCode, Segment
from ..models import Figure, Response, ResponseFlag, Round
from ..permissions import seen_flags
from .rollup import ANSWERS, COLUMNS
from .rounds import computed_rounds

COUNTED = ("flag:", "funnel:", "excluded:")
UNHAPPY = 6  # of 10: detractors, who are called back


@dataclass(frozen=True)
class RoundRows:
    """The responses that an address selects. member: the name of the segment's member; "" for all."""

    round: Round
    rows: QuerySet[Response]
    segment: str
    member: str
    flag: str


def round_rows(quarter: str, asked: Mapping[str, Any], user: User) -> RoundRows:
    """The responses of a computed, named round for the parameters of an address: segment and member, flag. Raises
    NotVisible if the round is anonymous, or the cell has fewer than five answers."""
    found = computed_rounds().filter(quarter=quarter, is_anonymous=False).first()
    if found is None:
        raise NotVisible()
    rows = Response.objects.filter(round=found).select_related("region", "invitation__customer")
    flags = ResponseFlag.objects.filter(code__in=seen_flags(user)).order_by("code")
    rows = rows.prefetch_related(Prefetch("flags", flags)).order_by("-answered_on", "-pk")
    segment, member = str(asked.get("segment", "")), str(asked.get("member", ""))
    if segment and segment != Segment.ALL:
        shown = Figure.objects.filter(
            round=found, segment=segment[:7], member=member[:20], code=ANSWERS, without_flagged=False, is_hidden=False
        )
        if segment not in COLUMNS or not shown.exists():
            raise NotVisible()
        rows = rows.filter(**{COLUMNS[Segment(segment)]: member})
    flag = str(asked.get("flag", ""))
    if flag == "any":
        rows = rows.filter(pk__in=flags.filter(response__round=found).order_by().values("response"))
    elif flag in CONFIDENTIAL - seen_flags(user):
        raise NotVisible()
    elif flag in FlagCode.values:
        rows = rows.filter(flags__code=flag)
    return RoundRows(found, rows, segment, member, flag)


def told_rows(rows: list[Response], user: User) -> list[dict[str, Any]]:
    """Rows as the page and the API show them. The customer is named to a manager only, and only where the answer asks
    for a call."""
    may_call = user.role == Role.MANAGER
    return [
        {
            "answered_on": row.answered_on,
            "channel": row.get_channel_display(),
            "nps": row.nps,
            "comment": row.comment,
            "region": str(row.region) if row.region else "",
            "tier": row.get_tier_display(),
            "flags": [flag.get_code_display() for flag in row.flags.all()],
            "flag_codes": [flag.code for flag in row.flags.all()],
            "customer": row.invitation.customer
            if may_call and row.invitation and row.nps is not None and row.nps <= UNHAPPY
            else None,
        }
        for row in rows
    ]


@dataclass(frozen=True)
class Watched:
    """A round in the monitor of honesty. flags: responses by flag. counts: of funnel and exclusions."""

    round: Round
    flags: dict[str, int]
    counts: dict[str, int]
    with_flagged: Figure | None
    without_flagged: Figure | None


def watched_rounds(limit: int = 8) -> list[Watched]:
    """The last computed rounds with what was flagged and excluded, the newest first. Four queries."""
    rounds = list(computed_rounds()[:limit])
    counted = Figure.objects.filter(round__in=rounds, segment=Segment.ALL, member="")
    rows: dict[int, dict[tuple[bool, str], Figure]] = {}
    for row in counted:
        rows.setdefault(row.round_id, {})[row.without_flagged, row.code] = row
    return [_watched(one, rows.get(one.pk, {})) for one in rounds]


def _watched(found: Round, rows: dict[tuple[bool, str], Figure]) -> Watched:
    model = found.questionnaire.index_model
    overall = f"index:{model.target if model else 'SAT'}"
    flags = {
        code.partition(":")[2]: int(row.value or 0) for (_l, code), row in rows.items() if code.startswith("flag:")
    }
    counts = {
        code: int(row.value or 0) for (_l, code), row in rows.items() if code.startswith(("funnel:", "excluded:"))
    }
    return Watched(found, flags, counts, rows.get((False, overall)), rows.get((True, overall)))


def interviewers_of(found: Round) -> list[dict[str, Any]]:
    """Interviewers of a round: interviews, and how many were flagged. One query."""
    rows: Any = Response.objects.filter(round=found, interviewer__isnull=False).order_by()
    return list(
        rows.values("interviewer__name")
        .annotate(n=Count("pk", distinct=True), flagged=Count("flags__response", distinct=True))
        .order_by("-n", "interviewer__name")
    )
