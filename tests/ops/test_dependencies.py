"""What we build on is pinned by hash, comes from no named host, and has its reason written down."""

import ast
import json
import re
import subprocess

import pytest

from aftersales.bootstrap.paths import REQUIREMENTS, ROOT

pytestmark = pytest.mark.once
# In two parts, so that this file does not name them either.
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


@pytest.mark.parametrize("name", ["bootstrap", "base", "test"])
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


def direct() -> dict[str, set[str]]:
    named = {
        path.name: {
            re.split(r"[<>=\[ ;]", line)[0]
            for line in path.read_text().splitlines()
            if line and not line.startswith(("#", "-"))
        }
        for path in REQUIREMENTS.glob("*.in")
    }
    named["package.json"] = set(json.loads((ROOT / "package.json").read_text())["dependencies"])
    return named


def test_every_direct_dependency_has_its_line() -> None:
    manual = (ROOT / "docs" / "dependencies.md").read_text()
    lines = set(re.findall(r"^\| ([^|]+?) \|", manual, flags=re.MULTILINE))
    for file, names in direct().items():
        assert names - lines == set(), file


def test_every_direct_dependency_is_in_its_lock() -> None:
    for name in ("bootstrap", "base", "test"):
        locked = set(
            re.findall(r"^([\w.-]+)(?:\[[^]]*\])?==", (REQUIREMENTS / f"{name}.txt").read_text(), re.MULTILINE)
        )
        assert direct()[f"{name}.in"] - locked == set()


def test_base_and_test_locks_agree() -> None:
    versions = [
        dict(re.findall(r"^([\w.-]+)==(\S+)", (REQUIREMENTS / f"{name}.txt").read_text(), flags=re.MULTILINE))
        for name in ("base", "test")
    ]
    both = versions[0].keys() & versions[1].keys()
    assert {name for name in both if versions[0][name] != versions[1][name]} == set()


@pytest.mark.parametrize("name", ["__init__", "__main__", "environment", "install", "paths", "steps", "system"])
def test_installer_starts_with_nothing_installed(name: str) -> None:
    """Up to the virtual environment there is only the standard library."""
    import sys

    tree = ast.parse((ROOT / "aftersales" / "bootstrap" / f"{name}.py").read_text())
    modules = {
        (node.module or "") if isinstance(node, ast.ImportFrom) else node.names[0].name
        for node in tree.body
        if isinstance(node, (ast.Import, ast.ImportFrom))
    }
    foreign = {module for module in modules if module.split(".")[0] not in {*sys.stdlib_module_names, "aftersales"}}
    assert foreign == set()
    assert {module for module in modules if module.startswith("aftersales.") and "bootstrap" not in module} == set()


def test_product_package_imports_nothing() -> None:
    tree = ast.parse((ROOT / "aftersales" / "__init__.py").read_text())
    assert not [node for node in tree.body if isinstance(node, (ast.Import, ast.ImportFrom))]
