"""The conventions of docs/architecture.md, each checked in the source."""

import ast
import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.source import MODULES, ROOT, Module, assert_none, at

pytestmark = pytest.mark.once
# The conventions. Files that do not follow one yet are in NOT_YET, which may only shrink.
NOT_YET: dict[str, set[str]] = {
    # SubmittedAnswers: its keys differ from questionnaire to questionnaire, and the service checks each answer.
    "serializers": {"surveys/api/serializers/__init__.py"},
}


def offenders(convention: str, faults: Iterator[tuple[Module, int]]) -> list[str]:
    """Files that break the convention without an excuse, and excuses that are no longer needed."""
    found = [(str(module.path.relative_to(ROOT)), line) for module, line in faults]
    excused = NOT_YET.get(convention, set())
    return [f"{path}:{line}" for path, line in found if path not in excused] + [
        f"{path} keeps it now: take it out of NOT_YET" for path in sorted(excused - {path for path, _line in found})
    ]


def nodes(kind: type, *free: str) -> Iterator[tuple[Module, Any]]:
    """All syntax of a kind, but for the modules whose names begin like `free`."""
    for module in MODULES.values():
        if module.layer and not module.name.startswith(free or ("-",)):
            yield from ((module, node) for node in ast.walk(module.tree) if isinstance(node, kind))


def test_only_ensure_refuses():
    raised = (
        (module, node.lineno)
        for module, node in nodes(ast.Raise, "aftersales.kernel.errors")
        if node.exc and "NotPermitted" in ast.unparse(node.exc)
    )
    assert_none(offenders("ensure", raised))


def test_company_date_is_the_only_way_to_a_date():
    """timezone.localdate() without argument reads the clock and is for entry points that have no `now`."""
    free = ("aftersales.store.dates", "aftersales.kernel")
    found = (
        (module, call.lineno)
        for module, call in nodes(ast.Call, *free)
        if (ast.unparse(call.func).endswith("timezone.localdate") and (call.args or call.keywords))
        or ast.unparse(call.func) == "ZoneInfo"
    )
    assert_none(offenders("company_date", found))


def test_no_date_is_taken_from_a_moment_in_utc():
    """A moment's own .date() is the day in UTC: until 08:00 in Shanghai it is yesterday's."""
    wrong = re.compile(r"(^|\.)(now|since|until|reported|moment|now\(\)|\w+_at)\.date$|(^|\.)today$|(^|\.)utcnow$")
    free = ("aftersales.store.dates", "aftersales.kernel", "aftersales.web.moments")
    found = ((module, call.lineno) for module, call in nodes(ast.Call, *free) if wrong.search(ast.unparse(call.func)))
    assert_none(offenders("moment_dates", found))


METHODS = ("require_GET", "require_POST", "require_safe", "require_http_methods")


def test_every_view_declares_its_methods_once_below_its_policy():
    found = (
        (module, node.lineno)
        for module, node in nodes(ast.FunctionDef)
        if (names := [ast.unparse(one).partition("(")[0] for one in node.decorator_list]) and "policy" in names
        if names[0] != "policy" or sum(name in METHODS for name in names) != 1 or names[1] not in METHODS
    )
    assert_none(offenders("methods", found))


def test_no_hidden_attributes():
    found = ((module, node.lineno) for module, node in nodes(ast.Attribute) if node.attr == "__dict__")
    assert_none(offenders("__dict__", found))


def test_date_inputs_use_one_widget():
    widgets = ("DateInput", "DateTimeInput", "SelectDateWidget", "SplitDateTimeWidget")
    found = (
        (module, node.lineno)
        for module, node in nodes(ast.Attribute, "aftersales.web.fields")
        if node.attr in widgets and ast.unparse(node.value) == "forms"
    )
    assert_none(offenders("date widgets", found))


def test_serializers_are_for_reads_and_named_accordingly():
    found = (
        (module, node.lineno)
        for module, node in nodes(ast.ClassDef)
        if any(ast.unparse(base).endswith(("Serializer", "Out")) for base in node.bases)
        and not (node.name.endswith("Out") and module.steps[:2] == ["api", "serializers"])
    )
    assert_none(offenders("serializers", found))


# What a process may cache, with the reason. None of it is personal, and none changes while the process runs.
REMEMBERED = {
    "complaints.defaults.threat_weights": "the weights that come with the program",
    "aftersales.audit.queries.changes.histories": "the models of the project",
    "aftersales.audit.queries.changes.numbered": "the models of the project",
    "aftersales.audit.queries.changes.way_to": "the models of the project",
    "aftersales.audit.queries.seals.nameless": "the manifests",
    "aftersales.audit.queries.seals.private_tables": "the manifests",
    "aftersales.audit.queries.seals.sources": "the models of the project",
    "aftersales.audit.texts.columns.columns_of": "the columns of a model",
    "aftersales.audit.texts.contributed": "the manifests",
    "aftersales.audit.texts.contributed_by": "the manifests",
    "aftersales.audit.texts.contributed_names": "the manifests",
    "aftersales.desk.navigation._policy": "the policy of a route",
    "aftersales.render.charts._fonts": "done once: the fonts of the process",
    "aftersales.render.missing._coverage": "the fonts of this machine",
    "aftersales.search.sounds._folds": "the readings of some characters",
    "aftersales.search.sounds._syllables": "the syllables of pinyin",
    "aftersales.search.text.ways": "how a single character is read; not the name that it stands in",
    "aftersales.search.text: lru_cache(maxsize=4096)": "the same",
    "aftersales.store.remembered._declared": "the settings in force, read anew when their histories have a new row",
    "aftersales.store.prepared._texts": "the text of a query with the places of its values, not the values",
    "aftersales.store.contributions.contributions": "the manifests",
    "aftersales.store.contributions.manifests": "the manifests",
    "aftersales.store.personal._by_model": "the manifests",
    "aftersales.tables.cells.words_of": "the words of an enum",
    "aftersales.tables.sheet_cells: lru_cache(KEPT)": "texts of one workbook, as long as it is read",
    "aftersales.web.addresses.address": "the addresses of the menu",
    "aftersales.web.policy._rule_at": "the policy of a page",
    "aftersales.web.policy: lru_cache(maxsize=1000)": "the same",
    "aftersales.web.styleguide._texts": "a file of the product",
    "complaints.presentation.ticket_row: cache(_name)": "as long as one page is built",
    "complaints.presentation.ticket_row: cache(lambda moment: short_when(moment, now))": "as long as one page is built",
    "complaints.presentation.ticket_row: cache(lambda value: str(choices(value).label))": "as long as one page is built",
    "complaints.rules.phrases._parsed": "the lines of a risk rule, parsed",
    "complaints.rules.phrases: lru_cache(maxsize=2000)": "the same",
    "complaints.views.ticket_rows: cache(ui.dot)": "as long as one page is built",
    "complaints.views.ticket_rows: cache(ui.pips)": "as long as one page is built",
    "complaints.views.ticket_rows: cache(ui.who_mark)": "as long as one page is built",
    "customers.importing.customers._choice_words": "the words of enums",
    "customers.rules.places.big_cities": "the cities of China",
    "customers.rules.places.latin_places": "the same places in letters",
    "customers.rules.places.provinces": "the provinces of China",
    "reports.queries.metrics.figures._list_of": "the address of the rows of a metric",
    "visits.rules.placing.monday_of": "the Monday of a day",
    "visits.rules.placing.window": "the days before a day",
    "visits.rules.placing: lru_cache(maxsize=4096)": "the same",
    "visits.services.touching.wait_days": "as long as one batch is claimed",
}


def test_nothing_is_cached_in_a_process_without_a_reason():
    """Decorators that cache, and empty containers of a module, which something must fill."""
    empty = re.compile(r"(\{\}|\[\]|set\(\)|dict\(\)|list\(\)|(\w+\.)?(OrderedDict|defaultdict|Weak\w+)\(.*\))")
    found = {}
    for module, node in nodes(ast.FunctionDef):
        if any(re.search(r"\b(lru_)?cache\b", ast.unparse(one)) for one in node.decorator_list):
            found[f"{module.name}.{node.name}"] = (module, node.lineno)
    for module, node in nodes(ast.Module):
        for one in node.body:
            if isinstance(one, ast.Assign | ast.AnnAssign) and one.value and empty.fullmatch(ast.unparse(one.value)):
                target = one.target if isinstance(one, ast.AnnAssign) else one.targets[0]
                found[f"{module.name}.{ast.unparse(target)}"] = (module, one.lineno)
    for module, node in nodes(ast.Call):
        if ast.unparse(node.func).endswith("lru_cache") or ast.unparse(node.func) == "cache":
            found.setdefault(f"{module.name}: {ast.unparse(node)}", (module, node.lineno))
    assert_none([f"{at(*place)} {name}" for name, place in found.items() if name not in REMEMBERED])
    assert_none(sorted(set(REMEMBERED) - set(found)))
