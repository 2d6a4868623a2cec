"""Every key that the scripts and templates bind stands in the sheet that "?" opens, and no other."""

import re
from pathlib import Path

import pytest
from django.template import engines

pytestmark = pytest.mark.once
ROOT = Path(__file__).parents[2]
# The names of keys in events, as the sheet writes them.
WRITTEN = {
    "Enter": "↵",
    "Escape": "Esc",
    "ArrowLeft": "←",
    "ArrowRight": "→",
    "ArrowUp": "↑",
    "ArrowDown": "↓",
    "PageUp": "PgUp",
    "PageDown": "PgDn",
}
# What every browser does with these keys of a control; the scripts only keep it.
NATIVE = {" ", "Tab"}
# A key of an event that is compared: event.key === "x", ["x", "y"].includes(event.key), key.toLowerCase() === "x".
COMPARED = re.compile(r"""\bkey(?:\.toLowerCase\(\))?\s*[!=]==\s*"([^"]+)\"""")
LISTED = re.compile(r"\[([^\]]+)\]\.includes\((?:event\.)?key\)")
# The tables of keys: KEYS of app.js and STEPS of the calendar.
TABLE = re.compile(r"^const (?:KEYS|STEPS) = \{(.*?)\};?$", re.DOTALL | re.MULTILINE)
ENTRY = re.compile(r"""(?:^|[{,\s])(?:"(.)"|(\w+)):\s""")


def bound_by_scripts() -> set[str]:
    found = set()
    for file in (ROOT / "static/js").glob("*.js"):
        text = file.read_text()
        if "keydown" not in text:
            continue
        found |= set(COMPARED.findall(text))
        for listed in LISTED.findall(text):
            found |= set(re.findall(r'"([^"]+)"', listed))
        for table in TABLE.findall(text):
            found |= {quoted or name for quoted, name in ENTRY.findall(table)}
    return found


def bound_by_templates() -> set[str]:
    found = set()
    for file in (ROOT / "templates").rglob("*.html"):
        found |= set(re.findall(r"""(?:data[-_]key|\bkey)="([a-z])\"""", file.read_text()))
    return found


def in_sheet() -> set[str]:
    shell = {"can_create_ticket": True, "may_approve": True}
    page = engines["django"].get_template("parts/keys.html").render({"shell": shell})
    return set(re.findall(r"<kbd>([^<]+)</kbd>", page))


def as_written(key: str) -> str:
    return WRITTEN.get(key, key.upper() if len(key) == 1 else key)


def test_sheet_has_exactly_the_keys_that_are_bound():
    bound = (bound_by_scripts() | bound_by_templates()) - NATIVE
    assert {as_written(key) for key in bound} | {"Ctrl"} == in_sheet()


def test_bindings_are_found_where_they_are():
    """The patterns read what stands in the files, so that the comparison cannot become empty."""
    assert {"j", "k", "x", "/", "?", "b", "Enter", "Escape", "ArrowDown", "PageUp", "Home"} <= bound_by_scripts()
    assert {"r", "n", "f", "c", "a", "t", "u", "s", "z"} <= bound_by_templates()
