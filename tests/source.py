"""The modules of the product as the tests of its structure read them: names, layers, steps and imports."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
TOPS = ("aftersales", "customers", "complaints", "visits", "surveys", "reports")
LAYERS = (
    "aftersales.kernel",
    "aftersales.render",
    "aftersales.store",
    "aftersales.search",
    "aftersales.tables",
    "aftersales.web",
    "aftersales.staff",
    "aftersales.office",
    "aftersales.notifications",
    "aftersales.audit",
    "aftersales.transfers",
    "aftersales.backups",
    "aftersales.people",
    "customers",
    "complaints",
    "complaints.quality",
    "visits",
    "surveys",
    "reports",
    "reports.radar",
    "reports.certification",
    "aftersales.desk",
    "aftersales.demo",
)


class Module(NamedTuple):
    name: str
    path: Path
    is_package: bool

    @property
    def tree(self) -> ast.Module:
        return parsed(self.path)

    @property
    def layer(self) -> str:
        """The innermost package of LAYERS that holds it."""
        return max((layer for layer in LAYERS if f"{self.name}.".startswith(f"{layer}.")), key=len, default="")

    @property
    def steps(self) -> list[str]:
        """The path below the layer; views_saved belongs to views."""
        return [part.split("_")[0] for part in self.name[len(self.layer) + 1 :].split(".") if part]

    @property
    def step(self) -> str:
        return self.steps[0] if self.steps else ""


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def found() -> dict[str, Module]:
    modules = {}
    for top in TOPS:
        for path in sorted((ROOT / top).rglob("*.py")):
            if "migrations" in path.parts:
                continue
            parts = path.relative_to(ROOT).with_suffix("").parts
            is_package = parts[-1] == "__init__"
            name = ".".join(parts[:-1] if is_package else parts)
            modules[name] = Module(name, path, is_package)
    return modules


MODULES = found()


class Import(NamedTuple):
    module: str
    name: str
    line: int

    @property
    def target(self) -> str:
        """The imported module: `from . import queries` names one, `from .queries import x` another."""
        whole = f"{self.module}.{self.name}"
        return whole if whole in MODULES else self.module


def imports(module: Module) -> Iterator[Import]:
    """All imports, also those inside functions."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from (Import(alias.name, "", node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                here = module.name.split(".") if module.is_package else module.name.split(".")[:-1]
                base = ".".join([*here[: len(here) - node.level + 1], *([base] if base else [])])
            yield from (Import(base, alias.name, node.lineno) for alias in node.names)


def at(module: Module, line: int) -> str:
    return f"{module.path.relative_to(ROOT)}:{line}"


def ours(name: str) -> bool:
    return name.split(".")[0] in TOPS


def assert_none(faults: list[str]) -> None:
    assert not faults, "\n" + "\n".join(faults)


def of_step(step: str) -> list[Module]:
    return [module for module in MODULES.values() if module.layer and step in module.steps[:1]]


def in_layer(layer: str) -> list[Module]:
    return [module for module in MODULES.values() if module.layer == layer]


def calls(module: Module) -> Iterator[ast.Call]:
    return (
        node for node in ast.walk(module.tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    )
