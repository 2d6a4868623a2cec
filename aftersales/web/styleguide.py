"""The styleguide: every part of the pages with sample values in both languages. It shows and tests templates/parts/."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from .fields import DayField
from .policy import policy


@policy("styleguide.view")
@require_GET
def styleguide(request: HttpRequest) -> HttpResponse:
    """Only for developers: it is closed unless the settings open it."""
    if not settings.STYLEGUIDE:
        raise Http404
    return render(request, "styleguide.html", sample())


@cache
def _texts() -> dict[str, Any]:
    """Sample texts are not collected for translation; they have the form "English | 中文"."""
    return json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))


def _in_language(value: Any) -> Any:
    """The same structure in the reader's language."""
    if isinstance(value, dict):
        return {key: _in_language(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_in_language(item) for item in value]
    if isinstance(value, str) and " | " in value:
        return value.split(" | ")[0 if get_language() == "en" else 1]
    return value


class _Form(forms.Form):
    """A form whose choices and texts come from the file."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words, choices = _in_language(_texts()["fields"]), _in_language(_texts()["choices"])
        for name, field in self.fields.items():
            field.label, field.help_text = words[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = choices[name]


class SampleForm(_Form):
    """One field of each kind."""

    subject = forms.CharField()
    refund = forms.DecimalField(max_value=12860)
    bought_on = DayField(required=False)
    region = forms.ChoiceField()
    kind = forms.ChoiceField(widget=forms.RadioSelect)
    aspects = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple, required=False)
    photos = forms.FileField(required=False)
    repeat = forms.BooleanField(required=False)
    words = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), required=False)


class AnswerForm(_Form):
    """One question of a survey."""

    satisfied = forms.ChoiceField(widget=forms.RadioSelect)
    why = forms.CharField(widget=forms.Textarea(attrs={"rows": 2}), required=False)


class WriteForm(_Form):
    """The form of the writing box."""

    text = forms.CharField(widget=forms.Textarea)
    file = forms.FileField(required=False)


def sample(now: datetime | None = None) -> dict[str, Any]:
    """The values of the page. The moments are relative to `now`."""
    now = now or timezone.now()
    started = now - timedelta(hours=30)
    texts = _in_language(_texts())
    form = SampleForm({"subject": "", "refund": "13860", "kind": "r", "region": "e"})
    form.is_valid()
    return {
        **texts,
        "now": now,
        "soon": now + timedelta(minutes=28),
        "later": now + timedelta(days=3),
        "past": now - timedelta(minutes=42),
        "started": started,
        "pauses": [(started + timedelta(hours=1), started + timedelta(hours=7))],
        "reminders": [now + timedelta(days=3, hours=-4)],
        "amount": Decimal("12860"),
        "form": form,
        "answer": AnswerForm(),
        "remark": AnswerForm(auto_id="remark_%s"),
        "write": WriteForm(initial={"text": texts["answer_text"]}),
        "page_of_rows": Paginator(range(260), 50).page(2),
        "stake": {
            "figures": [("paid", "A", Decimal(320)), ("proposed", "B", Decimal(12860)), ("total", "C", Decimal(13180))],
            "bar": {"paid": 7, "proposed": 280, "total": 287, "limit": 218},
            "limit": texts["details"][1],
            "parts": [],
        },
        "wait": {
            "title": texts["details"][1],
            "why": texts["answer_text"],
            "since": started,
            "how_long": "2 h",
            "reminded": texts["customer"],
            "may_remind": True,
        },
        "newer": {"author": texts["customer"], "at": started, "body": texts["answer_text"], "anchor": "write"},
        "values": [3, 2, 5, 4, 6, 7, 6, 8, 9, 8, 11, 12],
    }
