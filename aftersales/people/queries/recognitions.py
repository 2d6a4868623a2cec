"""Reads of recognitions and corrections."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from aftersales.staff.models import User

from ..enums import RecognitionState
from ..models import Recognition
from ..permissions import visible_recognitions

RECOGNITION_TABS: dict[str, Q] = {state.value: Q(state=state) for state in RecognitionState}


def recognitions(user: User, tab: str = "") -> QuerySet[Recognition]:
    """Those of a tab that the user may see, the latest first."""
    rows = visible_recognitions(user).filter(RECOGNITION_TABS.get(tab, Q()))
    return rows.select_related("person", "proposed_by", "decided_by").order_by("-proposed_at", "-pk")
