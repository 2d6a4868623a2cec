"""Who gets past 404 on the routes of opinions and suggestions."""

from typing import Any

from complaints.quality.models import SuggestionList, SuggestionReview
from complaints.quality.verbs import SUGGESTIONS
from tests.factories import NOW
from tests.quality import factories as make

READERS = frozenset({"service", "manager", "gm", "quality", "quality_manager", "executive", "colleague", "auditor"})
LISTS = READERS - {"colleague"}

ROWS: dict[str, frozenset[str] | str] = {
    "suggestions": READERS,
    "suggestion": READERS,
    "suggestion_step": READERS,
    "suggestion_lists": LISTS,
    "suggestion_list": LISTS,
    "suggestion_list_pdf": LISTS,
    "api-suggestion-list": READERS,
    "api-suggestion-detail": READERS,
    **{f"api-suggestion-{verb}": READERS for verb in SUGGESTIONS},
    "api-suggestion-list-list": LISTS,
    "api-suggestion-list-detail": LISTS,
}


def _review(people: Any) -> SuggestionReview:
    """A suggestion that the colleague carries out."""
    return SuggestionReview.objects.first() or make.reviewed(people)


def _list(people: Any) -> SuggestionList:
    empty = {"received": 0, "decided": {"adopted": 0, "studying": 0, "declined": 0}, "waiting": 0, "results": 0}
    said = {**empty, "rows": [], "themes": []}
    month = NOW.date().replace(day=1)
    made, _new = SuggestionList.objects.get_or_create(
        number="QS-2026-00001", defaults={"month": month, "made_at": NOW, "snapshot": said}
    )
    return made


OBJECTS = {
    "suggestion": lambda people: {"number": _review(people).number, "name": "result"},
    "api-suggestion": lambda people: {"number": _review(people).number},
    "suggestion_list": lambda people: {"number": _list(people).number},
    "api-suggestion-list": lambda people: {"number": _list(people).number},
}
