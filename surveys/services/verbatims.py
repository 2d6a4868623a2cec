"""Makes comments searchable, and finds their themes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from aftersales.search.text import grams
from aftersales.staff.models import Actor
from aftersales.store.personal import mask_text
from aftersales.store.sweeping import together_or_each
from complaints.quality.rules.themes import theme_keys
from customers.models import Customer

from ..enums import QuestionKind, Voice
from ..models import Question, Response, Verbatim, VerbatimTheme, slot_name
from ..queries.verbatims import unread

BATCH = 500


def index_verbatims(*, now: datetime, limit: int = BATCH) -> int:
    """Make the comments that came in searchable; returns how many. Safe to run twice at once: the responses are locked,
    and one that has been read is left."""
    keys = list(unread().values_list("pk", flat=True)[:limit])
    return together_or_each(keys, _index) if keys else 0


def index_missing(*, now: datetime, actor: Actor = None, limit: int = BATCH) -> int:
    """Fill search texts that are empty, after an upgrade."""
    rows = list(Verbatim.objects.filter(search_text="").select_related("response")[:limit])
    for row in rows:
        row.search_text = _search_text(row.response.comment)
    Verbatim.objects.bulk_update(rows, ["search_text"], batch_size=100)
    return len(rows)


@transaction.atomic
def _index(keys: list[int]) -> int:
    found = list(Response.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk"))
    read = set(Verbatim.objects.filter(response__in=keys).values_list("response", flat=True))
    rows = [row for row in found if row.pk not in read]
    slots = _recommend_slots(row.questionnaire_id for row in rows)
    made = [_verbatim(row, slots.get(row.questionnaire_id, "nps")) for row in rows]
    Verbatim.objects.bulk_create(made, batch_size=BATCH)
    names = _names(rows)
    themes = [
        VerbatimTheme(verbatim=verbatim, key=key, quarter=row.quarter)
        for verbatim, row in zip(made, rows, strict=True)
        for key in theme_keys(row.comment, names.get(row.invitation_id or 0, []))
    ]
    VerbatimTheme.objects.bulk_create(themes, batch_size=BATCH)
    return len(made)


def _recommend_slots(questionnaires: Iterable[int]) -> dict[int, str]:
    """The column of the likelihood to recommend, by questionnaire."""
    rows = Question.objects.filter(
        questionnaire__in=set(questionnaires), kind=QuestionKind.RECOMMEND, slot__isnull=False
    ).order_by("-position")
    return {questionnaire: slot_name(slot or 0) for questionnaire, slot in rows.values_list("questionnaire", "slot")}


def _verbatim(row: Response, column: str) -> Verbatim:
    score = row.nps if row.nps is not None else getattr(row, column)
    return Verbatim(
        pk=row.pk,
        response=row,
        quarter=row.quarter,
        round_id=row.round_id,
        region_id=row.region_id,
        tier=row.tier,
        score=score,
        voice=voice_of(score),
        search_text=_search_text(row.comment),
    )


def _search_text(comment: str) -> str:
    return grams(mask_text(comment))


def voice_of(score: int | None) -> str:
    if score is None:
        return ""
    return Voice.PROMOTER if score >= 9 else Voice.PASSIVE if score >= 7 else Voice.DETRACTOR


def _names(rows: list[Response]) -> dict[int, list[str]]:
    """The names of the customer and its contacts, by invitation, so that nobody becomes a theme."""
    invitations = [row.invitation_id for row in rows if row.invitation_id]
    found = Customer.objects.filter(invitations__in=invitations).prefetch_related("contacts", "invitations")
    names: dict[int, list[str]] = {}
    for customer in found.distinct():
        known = [customer.name, *(contact.name for contact in customer.contacts.all())]
        names |= {invitation.pk: known for invitation in customer.invitations.all()}
    return names


@transaction.atomic
def forget(*, customer: Customer, now: datetime) -> None:
    """Drop what a customer wrote, whose data is erased."""
    Verbatim.objects.filter(response__invitation__customer=customer).delete()
