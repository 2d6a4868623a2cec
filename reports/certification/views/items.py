"""One item of a self-evaluation: the query, its sample, the evidence and the points."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_GET

from aftersales.office.views.files import stored_answer
from aftersales.people.views.common import Noun, detail_view, verb_view
from aftersales.store.dates import company_date
from aftersales.web.policy import policy
from aftersales.web.views import visible_or_404

from ..models import ItemEvidence
from ..permissions import READERS, visible_evaluations, visible_items
from ..presentation import items as presentation
from ..presentation.evaluations import action_dot, item_changes
from ..presentation.words import counted_text, exempt_text, points, whole_points
from ..queries import evaluations as queries
from ..verbs import SELF_EVALUATION_ITEMS


def _find(request: HttpRequest, number: str, code: str) -> Any:
    rows = queries.items().filter(pk__in=visible_items(request.user))
    return visible_or_404(rows, evaluation__number=number, item__code=code)


def _context(request: HttpRequest, row: Any, now: Any) -> dict[str, Any]:
    action = queries.actions_of([row]).get(row.source_key)
    return {
        "evaluation": row.evaluation,
        "points": points(row.points),
        "most": whole_points(row.item.points),
        "counted": counted_text(row),
        "exempt": "" if row.applies else exempt_text(row),
        "facts": presentation.query_facts(row),
        "rule": presentation.rule_text(row),
        "drawn": presentation.drawn_rows(row),
        "added": presentation.evidence_rows(row),
        "action": action,
        "action_state": action_dot(action, company_date(now)),
        "changes": item_changes(row),
    }


SELF_EVALUATION_ITEM = Noun(
    "self_evaluation_item",
    READERS,
    SELF_EVALUATION_ITEMS,
    "certification/item.html",
    _find,
    _context,
    address=lambda row: [row.evaluation.number, row.item.code],
)
self_evaluation_item = detail_view(SELF_EVALUATION_ITEM)
SELF_EVALUATION_ITEM_VERBS = {name: verb_view(SELF_EVALUATION_ITEM, name) for name in SELF_EVALUATION_ITEMS}


@policy("self_evaluation_item.file", roles=READERS)
@require_GET
def self_evaluation_item_file(request: HttpRequest, number: str, code: str, pk: int) -> HttpResponseBase:
    """A file that was added as evidence."""
    rows = ItemEvidence.objects.filter(
        row__evaluation__in=visible_evaluations(request.user), stored__isnull=False
    ).select_related("stored")
    found = visible_or_404(rows, row__evaluation__number=number, row__item__code=code, pk=pk)
    return stored_answer(request, found.stored)
