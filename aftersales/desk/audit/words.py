"""The record in words: which columns a reader wants to know of, why something changed, what is wrong with a seal."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.utils.translation import gettext_lazy as _

from aftersales.web.figures import listed
from aftersales.web.words import column_of
from complaints.texts import history as ticket_words

# Stand for nothing that a person decided.
TECHNICAL = frozenset(
    {
        "id",
        "alert_at",
        "alert_level",
        "alerted_at",
        "attempts",
        "content_hash",
        "fault",
        "goods_late_told_at",
        "greet_rule",
        "greet_lateness_seconds",
        "import_key",
        "is_demo",
        "issue",
        "key",
        "lateness_seconds",
        "lease",
        "leased_until",
        "name_key",
        "phone_digits",
        "plan_run",
        "remind_at",
        "remind_level",
        "render_at",
        "request_key",
        "search_text",
        "search_words",
        "session_epoch",
        "told_at",
        "token_hash",
        "updated_at",
        "version",
        "history_id",
        "history_date",
        "history_type",
        "history_user",
        "history_change_reason",
    }
)

# What a record of a read says in codes, for whoever reads it on the page.
READ: dict[str, Any] = {
    "masked": _("masked"),
    "whole": _("unmasked"),
    "phone": _("Phone"),
    "csv": "CSV",
    "xlsx": "XLSX",
}


def spoken(detail: str) -> str:
    """What was read, in words where there are some."""
    parts = [part.strip() for part in detail.replace(";", ",").split(",")]
    told = (str(READ.get(part, part)) for part in parts if not part.startswith(("export ", "contact ")))
    return listed(filter(None, told))


FAULTS: dict[str, Any] = {
    "changed": _("changed"),
    "missing": _("missing"),
    "added": _("added"),
    "reordered": _("put in another’s place"),
    "tail cut": _("the end was cut off"),
    "rewritten": _("the chain was written anew"),
    "unreadable": _("cannot be read any more"),
}


@cache
def columns_of(history: Any) -> dict[str, Any]:
    """Name → label of what a reader may want to know of a history row."""
    base = history.instance_type
    known = ticket_words.FIELDS.get(base._meta.model_name, {})
    shown = [field.name for field in history._meta.concrete_fields if field.name not in TECHNICAL]
    return {name: known.get(name) or column_of(base._meta.get_field(name)) for name in shown}
