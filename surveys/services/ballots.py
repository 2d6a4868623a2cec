"""Anonymous rounds: answers are put in as ballots, and mixed before they become responses (S4).

The rows of a mixture are written together, in the order of random keys, without day, device or duration. What a
mixture holds is sealed by its history, because the keys of its responses follow no order that the seals could.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction

from aftersales.store.sweeping import each, report
from aftersales.store.writing import create_all_with_history, lock, save_with_history

from ..enums import RoundState
from ..models import Ballot, Invitation, Mixture, Response, Round
from ..queries.integrity import digest_of
from ..rules.answers import Answer
from ..rules.ballots import kept_cells, to_mix, unveiled, veiled

CLOSED = (RoundState.CLOSED, RoundState.COMPUTED, RoundState.REPORTED)


def put_in(invitation: Invitation, *, answers: dict[str, Answer], comment: str, numbers: dict[str, int | None]) -> None:
    """Store the answers of an invitation without anything that leads to it. The caller has locked the invitation."""
    assert invitation.round_id is not None
    name = uuid4()
    content = {
        "answers": answers,
        "comment": comment,
        "numbers": numbers,
        "cell": [invitation.region_id, invitation.tier],
        "questionnaire": invitation.questionnaire_id,
    }
    box = veiled(content, settings.SECRET_KEY.encode(), name.bytes)
    Ballot.objects.create(pk=name, round_id=invitation.round_id, content=box)


def sweep_ballots(*, now: datetime, limit: int = 50) -> int:
    """Mix the waiting ballots of every round that has enough of them, and of every closed round; returns how many."""
    rounds = Round.objects.filter(ballots__isnull=False).order_by("pk").distinct()
    return each(list(rounds.values_list("pk", flat=True)[:limit]), lambda pk: mix_ballots(round_id=pk, now=now))


@transaction.atomic
def mix_ballots(*, round_id: int, now: datetime) -> int:
    """Turn ballots of a round into responses, in one transaction; returns how many. Safe to repeat."""
    asked = lock(Round, pk=round_id)
    opened = [(row, content) for row in Ballot.objects.filter(round=asked) if (content := _opened(row))]
    chosen = _chosen(opened, is_closing=asked.state in CLOSED)
    if not chosen:
        return 0
    rows = _responses(asked, [content for _ballot, content in chosen])
    create_all_with_history(Response, rows, actor=None)
    Ballot.objects.filter(pk__in=[ballot.pk for ballot, _content in chosen]).delete()
    keys = [row.pk for row in rows]
    mixture = Mixture(round=asked, count=len(keys), keys=keys, digest=digest_of(keys), mixed_at=now)
    save_with_history(mixture, actor=None, reason="mixed")
    return len(rows)


def _opened(ballot: Ballot) -> dict[str, Any] | None:
    """The content of a ballot; one that cannot be read is reported and stays."""
    keys = [str(key).encode() for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    try:
        return unveiled(ballot.content, keys, UUID(str(ballot.pk)).bytes)
    except ValueError as error:
        report(str(ballot.pk), error)
        return None


def _chosen(opened: list[tuple[Ballot, dict[str, Any]]], *, is_closing: bool) -> list[tuple[Ballot, dict[str, Any]]]:
    """Those that are mixed now, drawn at random within each cell of region and tier."""
    cells: dict[tuple[Any, ...], list[tuple[Ballot, dict[str, Any]]]] = {}
    for one in opened:
        cells.setdefault(tuple(one[1]["cell"]), []).append(one)
    dice = secrets.SystemRandom()
    return [one for held in cells.values() for one in dice.sample(held, to_mix(len(held), is_closing))]


def _responses(asked: Round, contents: list[dict[str, Any]]) -> list[Response]:
    """The rows in the order of their random keys. They are negative, so that they never meet those of a sequence."""
    kept = kept_cells([tuple(content["cell"]) for content in contents])
    rows = []
    for content in contents:
        region, tier = content["cell"] if tuple(content["cell"]) in kept else (None, "")
        row = Response(
            pk=-1 - secrets.randbits(63),
            questionnaire_id=content["questionnaire"],
            round=asked,
            quarter=asked.quarter,
            answers=content["answers"],
            comment=content["comment"],
            region_id=region,
            tier=tier,
        )
        for column, number in content["numbers"].items():
            setattr(row, column, number)
        rows.append(row)
    return sorted(rows, key=lambda row: row.pk)
