import re
from decimal import Decimal

import pytest
from django import forms
from django.template import Context, Template
from django.utils import translation

from aftersales.web.figures import money

pytestmark = pytest.mark.once


def render(source, language="en", **context):
    with translation.override(language):
        return Template(source).render(Context(context))


class RefundForm(forms.Form):
    refund = forms.DecimalField(max_value=100, help_text="At most what was paid.")
    kind = forms.ChoiceField(choices=[("r", "Return")], widget=forms.RadioSelect)


def test_dot_has_its_state_as_text():
    assert 'role="img" aria-label="Late"' in render('{% dot "late" %}')
    assert 'aria-label="已超时"' in render('{% dot "late" %}', "zh-hans")


def test_dot_has_no_text_beside_the_same_text():
    drawn = render('{% dot "late" label="" %}')
    assert "aria-label" not in drawn and 'aria-hidden="true"' in drawn


def test_who_shows_the_initials_of_a_name():
    assert ">林</span>" in render("{% who person %}", person="林小满")
    assert ">LX</span>" in render("{% who person %}", person="Lin Xiaoman")
    assert render("{% who person %}", person=None) == ""


def test_seps_leave_out_empty_values():
    assert render("{{ facts|seps }}", facts=["A", "", None, "B"]) == 'A<i class="s-sep"></i>B'


def test_seps_escape_user_text():
    assert "&lt;b&gt;" in render("{{ facts|seps }}", facts=["<b>"])


def test_sentences_have_no_space_between_them_in_chinese():
    """Also not where an element ends between them; spaces inside a sentence stay."""
    source = '{% sentences %} <b>{{ a }}</b>\n  {{ b }} <a href="/">{{ c }}</a> {% endsentences %}'
    drawn = render(source, "zh-hans", a="已达标。", b="抽查 20 次。", c="<查看>")
    assert drawn == '<b>已达标。</b>抽查 20 次。<a href="/">&lt;查看&gt;</a>'
    assert render("{% sentences %}{{ a }}\n{{ b }}{% endsentences %}", a="One.", b="Two.") == "One.\nTwo."


def test_part_sees_only_its_arguments():
    assert "leaked" not in render('{% part "note" text="seen" %}', title="leaked")


def test_wrap_passes_its_content_to_the_part():
    drawn = render('{% wrap "section" title="Deadlines" %}<p>{{ inner }}</p>{% endwrap %}', inner="<i>")
    assert "<p>&lt;i&gt;</p>" in drawn and "Deadlines" in drawn


def test_field_shows_its_help_until_it_has_an_error():
    calm = render('{% part "field" field=form.refund %}', form=RefundForm())
    wrong = render('{% part "field" field=form.refund %}', form=RefundForm({"refund": "200"}))
    assert "At most what was paid." in calm and 'aria-describedby="id_refund_helptext"' in calm
    assert "At most what was paid." not in wrong and 'aria-describedby="id_refund_error"' in wrong
    assert 'aria-invalid="true"' in wrong and 'value="200"' in wrong


def test_radio_buttons_become_choices_with_one_legend():
    drawn = render('{% part "field" field=form.kind %}', form=RefundForm())
    assert drawn.count("<legend") == 1 and "s-pick" in drawn and "form-control" not in drawn


def test_field_for_several_files_stays_a_file_input():
    class Files(forms.ClearableFileInput):
        allow_multiple_selected = True

    form = type("FilesForm", (forms.Form,), {"files": forms.FileField(widget=Files)})()
    assert 'type="file"' in render('{% part "field" field=form.files %}', form=form)


def test_errors_name_the_fields_and_say_that_entries_are_kept():
    drawn = render('{% part "errors" form=form %}', form=RefundForm({"refund": "200"}))
    assert "Your entries are kept." in drawn and 'href="#id_refund"' in drawn
    assert render('{% part "errors" form=form %}', form=RefundForm()).strip() == ""


def test_decide_shows_the_amount():
    buttons = [{"verdict": "approve", "label": money(Decimal(12860), "short")}]
    drawn = render('{% part "decide" url="/a/" buttons=buttons %}', buttons=buttons)
    assert re.search(r"¥12,860\s*</button>", drawn) and 'method="post"' in drawn
