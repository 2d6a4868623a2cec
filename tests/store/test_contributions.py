"""What apps contribute to lower layers stands in their manifest.py and is found by itself."""

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
    """A made-up app with a manifest, the uppermost."""
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


def test_a_new_app_is_found_by_its_manifest(robots):
    assert store.manifests()[-1] is robots
    assert store.contributions("SETTINGS")[-1] is robots.SETTINGS[0]
    assert settings_tabs.label_of("home") == "Robots"


def test_what_nobody_contributes_is_empty():
    assert store.contributions("NOTHING") == ()


# How many of each there were when they moved to the manifests; a number may grow.
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
def test_nothing_was_lost(name):
    found = store.contributions(name)
    assert len(found) >= AT_LEAST[name]
    if name in KEYS:
        keys = [getattr(one, KEYS[name]) for one in found]
        assert len(set(keys)) == len(keys), "two have the same name"


def test_every_tab_has_a_group_that_is_shown():
    assert {tab.group for tab in store.contributions("SETTINGS")} <= set(GROUPS)


def test_importers_are_known_by_their_kind():
    assert [importer_of(kind).kind for kind in ("customers", "tickets")] == ["customers", "tickets"]
