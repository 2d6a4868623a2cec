"""The reference of verbs is complete and up to date."""

from importlib import import_module
from pathlib import Path

from django.apps import apps
from django.utils.module_loading import module_has_submodule

from aftersales.store.contributions import contributions
from aftersales.web.management.commands.verbs import reference
from aftersales.web.verbs import Verb

PAGE = Path(__file__).resolve().parents[2] / "docs/verbs.md"


def test_verb_reference_is_up_to_date():
    assert PAGE.read_text(encoding="utf-8") == reference(), "manage.py verbs > docs/verbs.md"


def declared() -> dict[int, str]:
    """Every verb in a table of a verbs.py, by id()."""
    found = {}
    for config in apps.get_app_configs():
        if config.name != "aftersales.web" and config.module and module_has_submodule(config.module, "verbs"):
            for name, table in vars(import_module(f"{config.name}.verbs")).items():
                if isinstance(table, dict) and table and all(isinstance(verb, Verb) for verb in table.values()):
                    found |= {id(verb): f"{config.name}.verbs.{name}: {verb.name}" for verb in table.values()}
    return found


def test_every_declared_verb_is_in_a_manifest():
    known = {id(verb) for one in contributions("VERBS") for verb in one.verbs.values()}
    assert sorted(name for verb, name in declared().items() if verb not in known) == []
    assert len(known) > 30
