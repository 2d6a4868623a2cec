"""The tabs of the area "Satisfaction": results, rounds, calls, questionnaires, comments, measures, grades."""

from __future__ import annotations

from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from aftersales.staff.models import User

from ..permissions import CALL_BACK_READERS, INTERVIEWERS, READERS, RESULT_MANAGERS, ROUND_READERS

ALL = (
    ("surveys", _("Results"), READERS),
    ("rounds", _("Rounds"), ROUND_READERS),
    ("calls", _("Telephone interviews"), INTERVIEWERS & READERS),
    ("call_backs", _("Call-backs"), CALL_BACK_READERS),
    ("questionnaires", _("Questionnaires"), READERS),
    ("verbatims", _("Verbatims"), RESULT_MANAGERS),
    ("measures", _("Measures"), READERS),
    ("grades", _("Grades"), READERS),
)


def area_tabs(user: User, current: str) -> list[dict[str, Any]]:
    """The tabs that a user may open, for parts/views. current: the name of the address of the open one."""
    tabs = []
    for name, label, roles in ALL:
        if user.role not in roles:
            continue
        try:
            url = reverse(name)
        except NoReverseMatch:
            continue
        tabs.append({"url": url, "label": label, "current": name == current})
    return tabs
