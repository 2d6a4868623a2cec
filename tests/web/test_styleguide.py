"""Every part renders in both languages, is on the page of parts, and follows docs/look.md."""

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from aftersales.web.styleguide import sample
from tests.factories.clients import client_of

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
# Parts of the page frame are included; the rest are inside other parts.
FRAME = {
    "sprite",
    "nav",
    "beside",
    "top",
    "tabbar",
    "palette",
    "keys",
    "not_sent",
    "flash",
    "logo",
    "language",
    "theme_switch",
}
INSIDE = {"phone_number", "pick", "shots", "chart", "marks", "edit", "fact"}


def page(language: str) -> str:
    request = RequestFactory().get("/")
    request.user = SimpleNamespace(is_authenticated=False, pk=None)
    with translation.override(language):
        values = sample()
        return render_to_string("styleguide.html", {**values, "shell": {"company": "Sample Co."}}, request)


@pytest.mark.parametrize(("language", "tag"), [("en", "en"), ("zh-hans", "zh-Hans")])
def test_styleguide_renders(language, tag):
    assert f'<html lang="{tag}"' in page(language)


@pytest.mark.django_db
def test_styleguide_is_closed_in_production(people, settings):
    client = client_of(people.admin)
    assert client.get("/styleguide/").status_code == 200
    settings.STYLEGUIDE = False
    assert client.get("/styleguide/").status_code == 404


def test_styleguide_shows_every_part():
    source = (TEMPLATES / "styleguide.html").read_text(encoding="utf-8")
    shown = set(re.findall(r'{% (?:part|wrap) "(\w+)"', source))
    parts = {path.stem for path in (TEMPLATES / "parts").glob("*.html")}
    assert parts - shown - FRAME - INSIDE == set()


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda p: str(p.relative_to(TEMPLATES)))
def test_template_keeps_the_content_policy(path):
    if "pdf" in path.parts or path.name.endswith("pdf.html"):
        pytest.skip("a printed page has its own rules")
    source = path.read_text(encoding="utf-8")
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|hx-on|javascript:", source)
    assert not re.search(r"<script(?![^>]*\ssrc=)[^>]*>", source.replace('type="application/json"', "src=x"))


def test_chinese_page_has_no_english_text():
    drawn = page("zh-hans")
    for english in (
        "Skip to content",
        "Draft saved",
        "Tell the customer",
        "Due in",
        "optional",
        "Save this view",
    ):
        assert english not in drawn


def test_every_part_is_explained_to_colleagues():
    explained = (TEMPLATES.parent / "docs/look.md").read_text(encoding="utf-8")
    assert [path.stem for path in (TEMPLATES / "parts").glob("*.html") if f"| `{path.stem}` |" not in explained] == []
