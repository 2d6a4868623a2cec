"""Forms of tags: those of a ticket, and one of the list."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from aftersales.store.in_use import offer
from aftersales.web.dated_pages import SettingForm
from aftersales.web.fields import WordsField
from aftersales.web.forms import judged, suggest

from ..models import Tag
from ..queries.tags import offered_tags, offered_to, tags_of
from ..rules.tags import LONGEST
from .ticket import TicketForm

MANY = 2000  # characters


class TagsField(WordsField):
    """Names of tags, separated by commas; in the API a list."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=MANY, **options)
        self.widget = forms.TextInput()

    def clean(self, value: Any) -> list[str]:
        names = super().clean(value)
        if any(len(name) > LONGEST for name in names):
            raise ValidationError(
                _("A tag has up to %(count)s characters."), code="too_long", params={"count": LONGEST}
            )
        return names

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list | tuple) else value


class TagForm(TicketForm):
    """The tags that a ticket is given and those that are taken away, by their names. A name that is new becomes a
    tag."""

    add = TagsField(
        label=_("Add tags"),
        required=False,
        help_text=_("Separate several by commas. Don’t enter names or phone numbers of people."),
    )
    remove = TagsField(label=_("Remove tags"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        judged(self, "add", "remove")
        tags = list(offered_tags()) if self.target is None else offered_to(self.ticket)
        suggest(self, "add", [str(tag) for tag in tags])
        suggest(self, "remove", [str(tag) for tag in (tags if self.target is None else tags_of(self.ticket))])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not data["add"] and not data["remove"]:
            self.add_error("add", _("Enter a tag."))
        return data


class OneTagForm(SettingForm):
    """A tag of the list. merged_into: the tag that takes its place on all tickets; it is then no longer offered."""

    name = forms.CharField(label=_("Tag"), max_length=LONGEST, help_text=_("Don’t enter names of people."))
    is_active = forms.BooleanField(
        label=_("Active"), required=False, initial=True, help_text=_("Tickets keep a tag that isn’t active any more.")
    )
    merged_into: Any = forms.ModelChoiceField(
        label=_("Merge into"),
        queryset=Tag.objects.none(),
        required=False,
        empty_label=_("None"),
        help_text=_("Tickets with this tag are then shown with the other one."),
    )

    def __init__(self, *args: Any, row: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        offer(self, "merged_into", Tag.objects.exclude(pk=row and row.pk))
        if row is None:
            self.fields["merged_into"].widget = forms.HiddenInput()
