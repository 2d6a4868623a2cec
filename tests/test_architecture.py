"""The layers, the modules and the rules of docs/architecture.md, read from the source."""

import ast
import re

import pytest

from tests.source import (
    LAYERS,
    MODULES,
    ROOT,
    Import,
    Module,
    assert_none,
    at,
    calls,
    imports,
    in_layer,
    of_step,
    ours,
)

pytestmark = pytest.mark.once
ENTRY_POINTS = ("settings", "urls", "api", "celery", "wsgi", "bootstrap")
ORDER = (
    "enums",
    "defaults",
    "texts",
    "backends",
    "mailbox",
    "rules",
    "models",
    "personal",
    "permissions",
    "queries",
    "presentation",
    "documents",
    "signals",
    "services",
    "forms",
    "verbs",
    "importing",
    "exporting",
    "views",
    "urls",
    "api",
    "middleware",
    "tasks",
    "receivers",
    "management",
    "manifest",
    "apps",
)
# Layers without an order of modules: tools, pages and the demo company.
TOOLS = ("kernel", "render", "search", "store", "tables", "web")
WITHOUT_ORDER = (*(f"aftersales.{name}" for name in TOOLS), "aftersales.desk", "aftersales.demo")
# Modules that write: services, and the demo company (aftersales/demo), which is made in bulk.
WRITERS = ("services", "models", "migrations")
WRITES = {
    "save",
    "create",
    "acreate",
    "bulk_create",
    "bulk_update",
    "get_or_create",
    "update_or_create",
    "delete",
    "update",
    "select_for_update",
}
# Rules may use the standard library, except modules whose results differ from call to call.
IMPURE = {
    "random",
    "secrets",
    "time",
    "uuid",
    "os",
    "sys",
    "io",
    "pathlib",
    "tempfile",
    "socket",
    "subprocess",
    "threading",
    "logging",
    "urllib",
    "http",
    "sqlite3",
}
LAZY = {"gettext_lazy", "pgettext_lazy", "Promise"}
CLOCKS = {"now", "utcnow", "today", "localdate", "localtime", "time"}


APPS = [module for module in MODULES.values() if module.layer and module.layer not in WITHOUT_ORDER]


def is_entry(name: str) -> bool:
    return name.startswith(tuple(f"aftersales.{entry}" for entry in ENTRY_POINTS)) or name == "aftersales"


def test_every_module_belongs_to_a_layer():
    assert_none([name for name, module in MODULES.items() if not module.layer and not is_entry(name)])


def test_imports_point_down_the_layers():
    wrong = []
    for module in MODULES.values():
        for one in imports(module):
            target = MODULES.get(one.target)
            if module.layer and target and target.layer and LAYERS.index(target.layer) > LAYERS.index(module.layer):
                wrong.append(f"{at(module, one.line)} imports {one.target}")
    assert_none(wrong)


# How complaints could name complaints.quality, which is above it, without an import: by its path, label, models and
# addresses, or by the names by which a query reaches its rows from a ticket.
QUALITY_NAMES = re.compile(
    r"""complaints[./]quality|["']quality[."']|(?i:investigation)|Action(File|Kind|State)|HistoricalAction"""
    r"""|\bAction\b|\bactions\b|\bactions?__"""
)


def test_complaints_does_not_refer_to_quality():
    """Also not in strings, comments, SQL or templates: quality passes values and signals to tickets."""
    files = [module.path for module in MODULES.values() if module.layer == "complaints"]
    files += sorted((ROOT / "templates/complaints").rglob("*.html"))
    assert len(files) > 100
    assert_none(
        [
            f"{path.relative_to(ROOT)}:{number} says {found.group()}"
            for path in files
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
            if (found := QUALITY_NAMES.search(line))
        ]
    )


def test_nothing_imports_an_entry_point():
    wrong = [
        f"{at(module, one.line)} imports {one.target}"
        for module in MODULES.values()
        for one in imports(module)
        if module.layer and ours(one.target) and is_entry(one.target) and one.target != "aftersales"
    ]
    assert_none(wrong)


def test_every_module_name_is_known():
    assert_none(
        sorted({f"{module.layer}: {module.step}" for module in APPS if module.step and module.step not in ORDER})
    )


def test_modules_import_only_those_before_them():
    wrong = []
    for module in APPS:
        for one in imports(module):
            target = MODULES.get(one.target)
            if not target or target.layer != module.layer or not (module.step in ORDER and target.step in ORDER):
                continue
            up = ORDER.index(target.step) > ORDER.index(module.step)
            if up:
                wrong.append(f"{at(module, one.line)} ({module.step}) imports {one.target}")
    assert_none(wrong)


def test_imports_have_no_cycles():
    """Neither direct nor indirect ones."""
    graph = {name: {one.target for one in imports(module)} & set(MODULES) for name, module in MODULES.items()}
    circles, done = [], set()

    def walk(name: str, trail: list[str]) -> None:
        if name in trail:
            circles.append(" → ".join([*trail[trail.index(name) :], name]))
        elif name not in done:
            for target in sorted(graph[name] - {name}):
                walk(target, [*trail, name])
            done.add(name)

    for name in graph:
        walk(name, [])
    assert_none(circles)


def pure_import(module: Module, one: Import) -> bool:
    if ours(one.module):
        target = MODULES[one.target]
        return target.layer == "aftersales.kernel" or target.step in {"rules", "enums"}
    if one.module.startswith("django"):
        return one.name in LAZY
    return one.module.split(".")[0] not in IMPURE


def test_rules_are_pure():
    modules = of_step("rules")
    assert len(modules) > 10
    wrong = [
        f"{at(module, one.line)} imports {one.module}.{one.name}"
        for module in modules
        for one in imports(module)
        if not pure_import(module, one)
    ]
    assert_none(wrong)


def test_kernel_does_not_import_django():
    names = {one.module.split(".")[0] for module in in_layer("aftersales.kernel") for one in imports(module)}
    assert names & {"django", "rest_framework", "celery"} == set()


def test_rules_and_services_take_the_moment_as_an_argument():
    wrong = [
        f"{at(module, call.lineno)} calls {ast.unparse(call)}"
        for module in [*of_step("rules"), *of_step("services"), *in_layer("aftersales.kernel")]
        for call in calls(module)
        if call.func.attr in CLOCKS
        and ast.unparse(call.func.value) in {"timezone", "datetime", "date", "time"}
        # localdate(moment) converts a moment; localdate() reads the clock.
        and (not call.args or call.func.attr in {"now", "today", "utcnow"})
    ]
    assert_none(wrong)


def test_only_services_write():
    """.update() of rows takes keywords; with a positional argument it is a dictionary's."""
    free = {*(f"aftersales.{name}" for name in TOOLS), "aftersales.demo"}
    wrong = [
        f"{at(module, call.lineno)} calls {ast.unparse(call.func)}"
        for module in MODULES.values()
        if module.layer and module.layer not in free and not set(module.steps) & set(WRITERS)
        for call in calls(module)
        if call.func.attr in WRITES and not is_dictionary(call)
    ]
    assert_none(wrong)


def is_dictionary(call: ast.Call) -> bool:
    named = ast.unparse(call.func.value).endswith("__dict__")
    return call.func.attr == "update" and (named or bool(call.args))


def test_no_code_receives_signals_of_saving():
    names = {"post_save", "pre_save", "post_delete", "pre_delete", "m2m_changed", "post_init", "pre_init"}
    wrong = [
        f"{at(module, node.lineno)} uses {node.id if isinstance(node, ast.Name) else node.attr}"
        for module in MODULES.values()
        for node in ast.walk(module.tree)
        if (isinstance(node, ast.Name) and node.id in names) or (isinstance(node, ast.Attribute) and node.attr in names)
    ]
    assert_none(wrong)


def test_models_do_nothing_when_saved():
    wrong = [
        f"{at(module, node.lineno)} defines {node.name}"
        for module in of_step("models")
        for node in ast.walk(module.tree)
        if isinstance(node, ast.FunctionDef) and node.name in {"save", "delete"}
    ]
    assert_none(wrong)


def blocks() -> dict[str, list[str]]:
    """The fenced blocks of docs/architecture.md: the first word of each line, by their heading."""
    text = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    found = re.findall(r"^## (\w+)\n.*?^```\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    return {heading: [line.split()[0].replace("/", ".") for line in block.splitlines()] for heading, block in found}


def test_architecture_page_names_the_layers_from_the_top_down():
    assert blocks()["Layers"] == list(reversed(LAYERS))


def test_architecture_page_names_the_modules_in_order():
    assert blocks()["Modules"] == list(ORDER)
