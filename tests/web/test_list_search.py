"""The filters of a list: those in use as chips with their field, the others to be added."""

import pytest
from django import forms

from aftersales.web.list_search import filters_of


class Asked(forms.Form):
    q = forms.CharField(label="Search", required=False)
    tier = forms.ChoiceField(label="Tier", choices=[("", "Any"), ("a", "Important")], required=False)
    since = forms.DateField(label="Since", required=False)
    number = forms.IntegerField(label="Number", required=False)


def of(**params):
    return filters_of(Asked(params), params, without={"q"})


def test_filters_in_use_are_chips_that_keep_the_rest_of_the_address():
    chips = of(tier="a", since="2026-01-02", tab="open", page="3")["filters"]
    assert [(chip["label"], chip["value"], chip["open"]) for chip in chips] == [
        ("Tier", "Important", False),
        ("Since", "2026-01-02", False),
    ]
    assert chips[0]["remove_url"] == "?since=2026-01-02&tab=open"
    assert chips[0]["kept"] == [("since", "2026-01-02"), ("tab", "open")]


def test_others_can_be_added_and_the_opened_one_is_shown():
    found = of(tier="a", filter="number")
    assert [(chip["label"], chip["open"], chip["remove_url"]) for chip in found["filters"]] == [
        ("Tier", False, "?"),
        ("Number", True, ""),
    ]
    assert found["more_filters"] == [{"label": "Since", "url": "?tier=a&filter=since"}]


@pytest.mark.parametrize("params", [{"since": "never"}, {"number": "x"}, {"tier": "z"}])
def test_wrong_value_shows_its_field_with_the_error(params):
    (chip,) = of(**params)["filters"]
    assert chip["open"] and chip["field"].errors
