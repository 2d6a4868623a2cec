"""The JSON of the service quality of teams."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from ...queries.teams import FIGURES, Cell, Team, Teams
from .figures import SpanOut


class TeamShareOut(serializers.Serializer):
    """part of whole; both empty if there is nothing to count, or if it is hidden because fewer than five answers or
    three people would show. part_url, whole_url: the lists of tickets, where the figure is of tickets."""

    part = serializers.IntegerField(allow_null=True)
    whole = serializers.IntegerField(allow_null=True)
    hidden = serializers.BooleanField()
    part_url = serializers.CharField(allow_blank=True)
    whole_url = serializers.CharField(allow_blank=True)


class TeamOut(serializers.Serializer):
    name = serializers.CharField(allow_blank=True)
    closed = TeamShareOut()
    in_time = TeamShareOut()
    at_once = TeamShareOut()
    reopened = TeamShareOut()
    satisfied = TeamShareOut()


class TeamsOut(serializers.Serializer):
    """The service quality of teams in a period, by name. own: the reader's own tickets."""

    period = serializers.CharField()
    by = serializers.CharField()
    days = SpanOut()
    teams = TeamOut(many=True)
    total = TeamOut()
    own = TeamOut(allow_null=True)


def teams_data(page: Teams) -> dict[str, Any]:
    """The input of TeamsOut."""
    return {
        "period": page.period,
        "by": page.by,
        "days": page.span,
        "teams": [_team(team) for team in page.rows],
        "total": _team(page.total),
        "own": _team(page.own) if page.own else None,
    }


def _team(team: Team) -> dict[str, Any]:
    return {"name": team.name, **{figure: _share(getattr(team, figure)) for figure in ("closed", *FIGURES)}}


def _share(cell: Cell) -> dict[str, Any]:
    share = cell.share
    return {
        "part": share.part if share else None,
        "whole": share.whole if share else None,
        "hidden": cell.hidden,
        "part_url": cell.part.url if cell.part else "",
        "whole_url": cell.whole.url if cell.whole else "",
    }
