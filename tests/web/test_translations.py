import gettext
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from aftersales.web import messages

PYTHON = """
from django.utils.translation import gettext as _, pgettext
title = _("Late for {name}")
verb = pgettext("verb", "File")
long = _("One text "
         "in two lines")
"""
TEMPLATE = """
{% load i18n %}{% translate "Save draft" %} {% include "x.html" with label=_("Approve") %}
{% blocktranslate trimmed with amount=a %}
  Approve {{ amount }}
  at 100%
{% endblocktranslate %}
{% comment %}{% translate "Never said" %}{% endcomment %}
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "visits/migrations").mkdir(parents=True)
    (tmp_path / "visits/migrations/0001.py").write_text('_("Frozen")')
    (tmp_path / "visits/views.py").write_text(PYTHON)
    (tmp_path / "templates/visits").mkdir(parents=True)
    (tmp_path / "templates/visits/page.html").write_text(TEMPLATE)
    return tmp_path


@pytest.fixture
def po(project: Path) -> Path:
    return project / "locale/zh_Hans/LC_MESSAGES/django.po"


@pytest.fixture
def in_project(project: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(settings, "BASE_DIR", project)
    return project


def chinese(po: Path, **answers: str) -> None:
    catalog = messages.read(po)
    for message in messages.entries(catalog):
        message.string = answers.get(str(message.id).split()[0], f"中文{message.id}")
    messages.write(po, catalog)


def test_collect_finds_texts_of_code_and_templates(project: Path) -> None:
    assert set(messages.collect(project)) == {
        ("", "Late for {name}"),
        ("verb", "File"),
        ("", "One text in two lines"),
        ("", "Save draft"),
        ("", "Approve"),
        ("", "Approve %(amount)s at 100%%"),
    }


def test_collect_reads_texts_given_to_a_part_however_they_are_indented(project: Path) -> None:
    (project / "templates/visits/deep.html").write_text(
        '{% if a %}\n      {% part "x" title=_("Deep") %}\n  {% part "x" title=_("Less") %}\n    {% endif %}{{ _("Last") }}\n'
    )
    assert {"Deep", "Less", "Last"} <= {text for _, text in messages.collect(project)}


def test_collect_finds_texts_within_f_strings(project: Path) -> None:
    (project / "visits/views.py").write_text("""name = f"{_('Late')}: {n:{pgettext('verb', 'File')}} {say('Not')}" """)
    found = set(messages.collect(project))
    assert {("", "Late"), ("verb", "File")} <= found and ("", "Not") not in found


def test_collect_refuses_plural_forms_and_names_the_file(project: Path) -> None:
    (project / "visits/views.py").write_text('ngettext("a row", "rows", n)')
    with pytest.raises(messages.MessagesError, match=r"visits/views.py.*plural"):
        messages.collect(project)


def test_update_keeps_translations_and_drops_unused_texts(in_project: Path, po: Path) -> None:
    call_command("translations", verbosity=0)
    chinese(po, Save="存草稿")
    (in_project / "visits/views.py").write_text("")
    call_command("translations")
    kept = {message.id: message.string for message in messages.entries(messages.read(po))}
    assert kept["Save draft"] == "存草稿"
    assert "Late for {name}" not in kept
    assert "Late for" not in po.read_text()


def test_written_file_has_no_dates_and_no_line_numbers(in_project: Path, po: Path) -> None:
    call_command("translations")
    before = po.read_text()
    (in_project / "visits/views.py").write_text("\n\n\n" + PYTHON)
    call_command("translations")
    assert po.read_text() == before
    assert "Date" not in before


def test_check_passes_when_every_text_is_translated(in_project: Path, po: Path) -> None:
    call_command("translations")
    chinese(po)
    call_command("translations", check=True)


def test_check_names_untranslated_and_differing_placeholders(in_project: Path, po: Path) -> None:
    call_command("translations")
    chinese(po, Late="晚了", Save="")
    with pytest.raises(CommandError) as failed:
        call_command("translations", check=True)
    assert "untranslated: 'Save draft'" in str(failed.value)
    assert "placeholders differ: 'Late for {name}'" in str(failed.value)
    assert "out of step" not in str(failed.value)


def test_check_names_fuzzy_texts(in_project: Path, po: Path) -> None:
    call_command("translations")
    chinese(po)
    po.write_text(po.read_text().replace('msgid "Save', '#, fuzzy\nmsgid "Save'))
    with pytest.raises(CommandError, match="fuzzy: 'Save draft'"):
        call_command("translations", check=True)


def test_check_finds_a_new_text(in_project: Path, po: Path) -> None:
    call_command("translations")
    chinese(po)
    (in_project / "templates/visits/page.html").write_text('{% translate "New" %}')
    with pytest.raises(CommandError, match="out of step"):
        call_command("translations", check=True)


def test_compile_writes_what_gettext_reads(in_project: Path, po: Path) -> None:
    call_command("translations")
    chinese(po, Save="存草稿")
    call_command("translations", compile=True)
    with po.with_suffix(".mo").open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("Save draft") == "存草稿"


@pytest.mark.parametrize(
    ("english", "translated", "same"),
    [
        ("%(n)s rows", "%(n)s 行", True),
        ("%(n)s rows", "%(m)s 行", False),
        ("{a:.1f} of {b}", "{b} 中的 {a:.1f}", True),
        ("{a}", "甲", False),
        ("50% done", "完成 50%", True),
        ("100%%", "百分之百", True),
        ("%(x).1f h", "%(x).1f 小时", True),
    ],
)
def test_placeholders_are_compared(english: str, translated: str, same: bool) -> None:
    assert (messages.placeholders(english) == messages.placeholders(translated)) is same


def test_every_text_is_translated() -> None:
    call_command("translations", check=True)
