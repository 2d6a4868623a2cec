"""The base of settings pages: tabs, status of rows, preview of a change, and saving exactly that change."""

from datetime import date
from types import SimpleNamespace

import pytest
from django import forms
from django.test import RequestFactory
from django.utils import translation

from aftersales.kernel.errors import Conflict
from aftersales.web import settings_pages, settings_tabs
from aftersales.web.settings_tabs import Tab

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, "now"),
        ({"is_active": False}, "off"),
        ({"effective_from": TODAY}, "now"),
        ({"effective_from": date(2026, 11, 21)}, "planned"),
        ({"effective_from": date(2026, 11, 21), "is_active": False}, "planned"),
        ({"effective_until": TODAY}, "now"),
        ({"effective_until": date(2026, 11, 19)}, "ended"),
        ({"effective_until": date(2026, 11, 19), "is_active": False}, "ended"),
    ],
)
def test_row_shows_its_status(facts, expected):
    assert settings_pages.effect_state(SimpleNamespace(**facts), TODAY) == expected


def contribute(monkeypatch, *tabs):
    monkeypatch.setattr(settings_tabs, "contributions", lambda name: tabs)


def test_tabs_are_shown_by_role_in_order(monkeypatch):
    contribute(
        monkeypatch,
        Tab("notifications", "Later", frozenset({"admin"}), place=20),
        Tab("home", "First", frozenset({"admin", "manager"}), place=10),
    )
    assert [tab["label"] for tab in settings_tabs.tabs_of(SimpleNamespace(role="admin"))] == ["First", "Later"]
    assert [tab["current"] for tab in settings_tabs.tabs_of(SimpleNamespace(role="manager"), "home")] == [True]
    assert settings_tabs.tabs_of(SimpleNamespace(role="service")) == []


def test_settings_menu_shows_groups_and_the_current_page(monkeypatch):
    admins = frozenset({"admin"})
    contribute(monkeypatch, Tab("users", "People", admins, 1, group="people"), Tab("holidays", "Holidays", admins, 1))
    shown = settings_tabs.groups_of(SimpleNamespace(role="admin"), "/settings/holidays/new/")
    assert [[(tab["label"], tab["current"]) for tab in group["items"]] for group in shown] == [
        [("People", False)],
        [("Holidays", True)],
    ]
    assert settings_tabs.groups_of(SimpleNamespace(role="service")) == []


class SizeForm(forms.Form):
    name = forms.CharField()
    size = forms.ChoiceField(choices=[("s", "Small"), ("l", "Large")], required=False)
    parts = forms.MultipleChoiceField(choices=[("a", "Arm"), ("b", "Base")], required=False)
    is_active = forms.BooleanField(required=False)


BEFORE = {"name": "Robot", "size": "s", "parts": ["a"], "is_active": True}


@pytest.fixture
def saved(monkeypatch):
    """The saved values; the page itself is not rendered."""
    translation.activate("en")
    done = []
    contribute(monkeypatch, Tab("home", "Robots", frozenset(), 1))
    monkeypatch.setattr(settings_pages, "render", lambda request, template, context, status=200: (status, context))
    monkeypatch.setattr(
        settings_pages, "submit", lambda request, form, act, **rest: done.append(act(form.cleaned_data))
    )
    yield done
    translation.deactivate()


def post(data, preview):
    request = RequestFactory().post("/", data)
    form = SizeForm(request.POST, initial=BEFORE)
    return settings_pages.edit_page(
        request, form, lambda d: d, tab="home", title="", button="", done="", preview=preview
    )


def test_preview_shows_exactly_what_is_saved(saved):
    def preview(data):
        return [settings_pages.PreviewLine("All robots grow.")]

    typed = {"name": "Robot", "size": "l", "parts": ["a", "b"]}
    status, context = post(typed, preview)
    assert (status, saved) == (200, [])
    assert [(line.field, line.before, line.after) for line in context["lines"]] == [
        ("size", "Small", "Large"),
        ("parts", "Arm", "Arm, Base"),
        ("is_active", "Yes", "No"),
    ]
    seen = {"seen": context["seen"]}
    _status, other = post({**typed, **seen, "size": "s"}, preview)
    assert other["seen"] != context["seen"], "something else was typed since"
    assert saved == []
    post({**typed, **seen}, preview)
    assert saved == [{**typed, "is_active": False}]


def test_preview_may_refuse(saved):
    def preview(data):
        raise Conflict("Already changed by someone else.", code="changed_meanwhile")

    status, context = post({"name": "Robot"}, preview)
    assert status == 409
    assert context["form"].non_field_errors() == ["Already changed by someone else."]
    assert saved == []
