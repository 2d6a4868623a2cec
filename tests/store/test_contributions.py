"""Contributions of apps to lower layers are in manifest.py and are found without registration."""

import sys
from types import ModuleType

import pytest
from django.apps import AppConfig, apps

from aftersales.store import contributions as store
from aftersales.tables.importing import importer_of
from aftersales.web import settings_tabs
from aftersales.web.settings_tabs import GROUPS, Tab


@pytest.fixture
def robots(monkeypatch):
    """A made-up app with a manifest, in the top layer."""
    app, manifest = ModuleType("robots"), ModuleType("robots.manifest")
    app.__path__ = []
    manifest.SETTINGS = (Tab("home", "Robots", frozenset({"admin"}), place=1),)
    monkeypatch.setitem(sys.modules, "robots", app)
    monkeypatch.setitem(sys.modules, "robots.manifest", manifest)
    config = AppConfig.__new__(AppConfig)
    config.name, config.label, config.module, config.models_module = "robots", "robots", app, None
    monkeypatch.setitem(apps.app_configs, "robots", config)
    clear()
    yield manifest
    clear()


def clear():
    store.manifests.cache_clear()
    store.contributions.cache_clear()


def test_new_app_is_found_by_its_manifest(robots):
    assert store.manifests()[-1] is robots
    assert store.contributions("SETTINGS")[-1] is robots.SETTINGS[0]
    assert settings_tabs.label_of("home") == "Robots"


def test_contribution_that_no_app_makes_is_empty():
    assert store.contributions("NOTHING") == ()


# The least number of each contribution; it may grow.
AT_LEAST = {
    "SETTINGS": 20,
    "NUMBERS": 5,
    "IMPORTERS": 5,
    "LISTINGS": 13,
    "SEARCH": 2,
    "PERSONAL": 77,
    "PERSONAL_CODES": 37,
    "NOTIFICATIONS": 62,
    "MAIL_PARAMS": 3,
    "TICKET_SECTIONS": 1,
    "SCHEDULE": 23,
    "MENU": 17,
}
KEYS = {
    "SETTINGS": "route",
    "NUMBERS": "kind",
    "IMPORTERS": "kind",
    "LISTINGS": "name",
    "SEARCH": "model",
    "PERSONAL": "model",
    "NOTIFICATIONS": "name",
    "SCHEDULE": "task",
    "MENU": "route",
}


@pytest.mark.parametrize("name", AT_LEAST)
def test_manifests_contribute_at_least_so_many_of_each(name):
    found = store.contributions(name)
    assert len(found) >= AT_LEAST[name]
    if name in KEYS:
        keys = [getattr(one, KEYS[name]) for one in found]
        assert len(set(keys)) == len(keys), "two have the same name"


def test_every_settings_tab_has_a_visible_group():
    assert {tab.group for tab in store.contributions("SETTINGS")} <= set(GROUPS)


def test_importers_are_found_by_their_kind():
    assert [importer_of(kind).kind for kind in ("customers", "tickets")] == ["customers", "tickets"]
