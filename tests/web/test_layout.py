"""Templates and style sheets have one element or declaration per line."""

import re
from itertools import pairwise
from pathlib import Path

import pytest

pytestmark = pytest.mark.once
ROOT = Path(__file__).resolve().parents[2]
# Elements on lines of their own. Next to other elements, a line break would be visible on the page.
BLOCKS = "article|aside|body|dd|dialog|div|dl|dt|fieldset|h[1-6]|head|header|li|main|nav|ol|option|p|section|t[dhr]|table|tbody|thead|ul"
CROWDED = re.compile(rf"\S *<({BLOCKS})[ >]|</({BLOCKS})> *\S")
OPENS = re.compile(rf" *<({BLOCKS})( [^>]*)?>$|.*{{% (if|for|with|wrap|cells|cell) [^%]*%}}$")


def indent(line: str) -> int:
    return len(line) - len(line.lstrip())


@pytest.mark.parametrize("path", sorted((ROOT / "templates").rglob("*.html")), ids=lambda path: path.name)
def test_template_has_one_element_per_line(path):
    source = re.sub(r"{% comment %}.*?{% endcomment %}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    lines = [line for line in source.splitlines() if line]
    assert [line for line in lines if len(line) > 160 or CROWDED.search(line)] == []
    assert [
        line
        for line, after in pairwise(lines)
        if OPENS.match(line) and indent(after) != indent(line) + 2 and not re.match(r" *(</|{% end)", after)
    ] == []


@pytest.mark.parametrize("path", sorted((ROOT / "static/css").glob("*.css")), ids=lambda path: path.name)
def test_style_sheet_has_one_declaration_per_line(path):
    source = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert [line for line in source.splitlines() if len(line) > 160 or re.search(r"[;{] *[^\s}]", line)] == []
