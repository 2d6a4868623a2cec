"""Dependencies are pinned by hash, come from no named host, and have a reason in docs/dependencies.md."""

import ast
import json
import re
import subprocess
import sys
import tomllib
from functools import cache
from importlib.metadata import packages_distributions

import pytest
from packaging.requirements import Requirement

from aftersales.bootstrap.paths import REQUIREMENTS, ROOT, TYPE, VENDOR

pytestmark = pytest.mark.once
LOCKS = ("bootstrap", "base", "test")
IN_THE_SOURCE = {*sys.stdlib_module_names, *(path.name for path in ROOT.iterdir() if (path / "__init__.py").exists())}
# In two parts, so that this file does not name them itself.
REGISTRIES = [
    f"{name}.{end}"
    for name, end in [
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("npmmirror", "com"),
        ("yarnpkg", "com"),
        ("docker", "io"),
        ("ghcr", "io"),
        ("quay", "io"),
        ("gcr", "io"),
        ("pypi.tuna.tsinghua", "edu.cn"),
        ("mirrors.aliyun", "com"),
    ]
]


def tracked() -> list[str]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def test_no_tracked_file_names_a_registry() -> None:
    hosts = re.compile("|".join(map(re.escape, REGISTRIES)).encode(), flags=re.IGNORECASE)
    assert [name for name in tracked() if hosts.search((ROOT / name).read_bytes())] == []


@pytest.mark.parametrize("name", LOCKS)
def test_every_locked_python_package_has_hashes(name: str) -> None:
    text = (REQUIREMENTS / f"{name}.txt").read_text()
    pinned = re.findall(r"^[A-Za-z0-9][^\s#]*==.*(?:\n    .*)*", text, flags=re.MULTILINE)
    assert pinned
    assert [package.split()[0] for package in pinned if "--hash=sha256:" not in package] == []
    assert "--index-url" not in text


def test_every_locked_browser_package_has_a_hash_and_no_address() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    for name, package in packages.items():
        assert name == "" or package["integrity"].startswith("sha512-"), name
        assert "resolved" not in package, name


# Packages that are used without an import.
USED_OTHERWISE = {
    "argon2-cffi": "Django's password hasher imports it",
    "drf-spectacular-sidecar": "an app of static files, named in the settings",
    "packaging": "celery's Redis transport imports it without requiring it",
    "psycopg2-binary": "Django's PostgreSQL backend imports it",
    "whitenoise": "middleware and storage, named in the settings",
    "uv": "a command, run by aftersales.bootstrap.environment",
    "djade": "a command of make check",
    "mypy": "a command of make check",
    "ruff": "a command of make check",
    "django-stubs": "types, read by mypy",
    "djangorestframework-stubs": "types, read by mypy",
    "types-openpyxl": "types, read by mypy",
    "pytest-django": "a plugin of pytest",
    "pytest-xdist": "a plugin of pytest",
    "time-machine": "a plugin of pytest: the fixture time_machine",
}


def name_of(requirement: str) -> str:
    return re.split(r"[<>=!~\[ ;]", requirement)[0]


def direct() -> dict[str, set[str]]:
    """What pyproject.toml declares, by the lock that is compiled from it."""
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text())
    listed = {"base": declared["project"]["dependencies"], **declared["dependency-groups"]}
    return {lock: {name_of(requirement) for requirement in listed[lock]} for lock in listed}


def locked(lock: str) -> dict[str, str]:
    text = (REQUIREMENTS / f"{lock}.txt").read_text()
    return dict(re.findall(r"^([\w.-]+)(?:\[[^]]*\])?==(\S+)", text, flags=re.MULTILINE))


@cache
def imported(*, by_tests: bool) -> set[str]:
    """The third-party packages that the product (or the tests and bench/) imports, as distributions."""
    distributions = packages_distributions()
    found = set()
    for name in tracked():
        if name.endswith(".py") and by_tests == name.startswith(("tests/", "bench/")):
            for module in imported_modules(ast.parse((ROOT / name).read_text())) - IN_THE_SOURCE:
                found.add(min(distributions.get(module, [module])).lower().replace("_", "-"))
    return found


def imported_modules(tree: ast.AST) -> set[str]:
    whole = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    parts = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and not node.level}
    return {module.partition(".")[0] for module in whole | parts}


def test_every_direct_dependency_is_imported() -> None:
    product, tests = imported(by_tests=False), imported(by_tests=True)
    assert direct()["base"] - product - USED_OTHERWISE.keys() == set()
    assert direct()["test"] - tests - USED_OTHERWISE.keys() == set()
    assert direct()["bootstrap"] - USED_OTHERWISE.keys() == set()


def test_every_third_party_import_is_declared() -> None:
    declared = direct()
    assert imported(by_tests=False) - declared["base"] == set()
    assert imported(by_tests=True) - declared["base"] - declared["test"] == set()


def test_packages_without_import_are_declared_and_not_imported() -> None:
    """A package that is no longer declared, or is imported by now, must leave the list."""
    declared = set().union(*direct().values())
    assert USED_OTHERWISE.keys() - declared == set()
    assert USED_OTHERWISE.keys() & imported(by_tests=False) == set()


def test_every_browser_package_is_used() -> None:
    """The installer reads it by its path, and a page links the file made from it."""
    source = "".join(path.read_text() for path in (ROOT / "aftersales" / "bootstrap").glob("*.py"))
    names = json.loads((ROOT / "package.json").read_text())["dependencies"]
    assert [name for name in names if name.replace("/", '" / "') not in source] == []
    linking = [*(ROOT / "templates").rglob("*.html"), *(ROOT / "aftersales").rglob("templatetags/*.py")]
    pages = "".join(path.read_text() for path in [*linking, TYPE / "type.css"])
    made = [*VENDOR.iterdir(), *TYPE.iterdir()]
    assert [
        path.name for path in made if f"{path.parent.name}/{path.name}" not in pages and f'"{path.name}"' not in pages
    ] == []


def test_every_direct_dependency_is_explained() -> None:
    manual = (ROOT / "docs" / "dependencies.md").read_text()
    python, browser = manual.split("## Browser", 1)
    packages = re.compile(r"^\| ([^| ]+) \|[^|]+\|[^|]+\|$", flags=re.MULTILINE)
    # The header of each table looks like a package.
    assert set(packages.findall(python)) - {"package", "---"} == set().union(*direct().values())
    in_browser = set(json.loads((ROOT / "package.json").read_text())["dependencies"])
    assert set(packages.findall(browser)) - {"package", "---"} == in_browser


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_is_compiled_from_the_declared_dependencies(lock: str) -> None:
    text = (REQUIREMENTS / f"{lock}.txt").read_text()
    source = "pyproject.toml" if lock == "base" else f"pyproject.toml:{lock}"
    asked = re.findall(
        rf"^([\w.-]+)(?:\[[^]]*\])?==.*\n(?:    --hash.*\n)*(?:    #.*\n)*?    # .*aftersales \({source}\)$",
        text,
        flags=re.MULTILINE,
    )
    assert set(asked) == direct()[lock]


@pytest.mark.parametrize("lock", LOCKS)
def test_locked_versions_are_within_the_declared_bounds(lock: str) -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text())
    listed = {"base": declared["project"]["dependencies"], **declared["dependency-groups"]}
    for requirement in map(Requirement, listed[lock]):
        assert requirement.specifier.contains(locked(lock)[requirement.name]), requirement


def test_base_and_test_locks_agree() -> None:
    base, test = locked("base"), locked("test")
    assert {name for name in base.keys() & test.keys() if base[name] != test[name]} == set()


@pytest.mark.parametrize("name", ["__init__", "__main__", "environment", "install", "paths", "steps", "system"])
def test_installer_imports_only_the_standard_library(name: str) -> None:
    """Up to the virtual environment there is only the standard library."""
    tree = ast.parse((ROOT / "aftersales" / "bootstrap" / f"{name}.py").read_text())
    modules = {
        (node.module or "") if isinstance(node, ast.ImportFrom) else node.names[0].name
        for node in tree.body
        if isinstance(node, (ast.Import, ast.ImportFrom))
    }
    foreign = {module for module in modules if module.split(".")[0] not in {*sys.stdlib_module_names, "aftersales"}}
    assert foreign == set()
    assert {module for module in modules if module.startswith("aftersales.") and "bootstrap" not in module} == set()


def test_importing_the_product_package_imports_no_other() -> None:
    tree = ast.parse((ROOT / "aftersales" / "__init__.py").read_text())
    assert not [node for node in tree.body if isinstance(node, (ast.Import, ast.ImportFrom))]
