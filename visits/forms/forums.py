"""Input for user forums, their guests and opinions."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aftersales.staff.models import Region
from aftersales.store.in_use import offer
from aftersales.web.fields import AmountField, CountField, DayField, MomentField, NumberField, WordsField
from aftersales.web.forms import VerbForm
from complaints.enums import Kind
from complaints.quality.forms.common import PersonField, person_label, text_field, version_field
from complaints.quality.permissions import ACTION_OWNERS
from complaints.quality.queries.investigations import people_by_department
from customers.models import Customer
from customers.permissions import visible_to as visible_customers
from customers.queries.numbers import current_numbers

from ..enums import Coming, GuestChannel, GuestGroup
from ..models import ForumGuest
from ..queries.care import possible_owners
from ..queries.forums import with_customer

MOST_NAMED = 100
GROUPS = [(value, GuestGroup(value).label) for value in ("important", "long_term", "complained")]


class ForumVerbForm(VerbForm):
    """The base of the verbs of a forum, its guests and opinions."""

    key = "forum_id"
    kept: tuple[str, ...] = ()

    def __init__(self, *args: Any, target: Any = None, **options: Any) -> None:
        start = self.values_of(target) if target is not None else {}
        options["initial"] = start | (options.get("initial") or {})
        super().__init__(*args, target=target, **options)

    def values_of(self, target: Any) -> dict[str, Any]:
        version = {"version": target.version} if "version" in self.base_fields else {}
        return {name: getattr(target, name) for name in self.kept} | version


class GuestField(forms.ModelChoiceField):
    """A guest of the forum. The API sends the id."""

    def __init__(self, **options: Any) -> None:
        super().__init__(queryset=ForumGuest.objects.none(), **options)


class GuestsField(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def __init__(self, **options: Any) -> None:
        super().__init__(queryset=ForumGuest.objects.none(), **options)


def guests_of(forum: Any) -> Any:
    return with_customer(ForumGuest.objects.filter(forum=forum)).order_by("pk")


class ForumForm(ForumVerbForm):
    """A planned forum."""

    kept = ("title", "region", "starts_at", "place", "host", "purpose", "agenda", "budget")
    title = forms.CharField(label=_("Title"), max_length=200)
    region: Any = forms.ModelChoiceField(Region.objects.none(), label=_("Region"), to_field_name="code", empty_label="")
    starts_at = MomentField(label=_("Starts"), ago=timedelta(days=62))
    place = forms.CharField(label=_("Place"), max_length=200)
    host = PersonField(label=_("Host"))
    purpose = forms.CharField(label=pgettext_lazy("forum", "Purpose"), max_length=500, required=False)
    agenda = text_field(_("Agenda"), rows=4)
    budget = AmountField(label=_("Budget"), required=False)
    version = version_field()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self, "region", Region)
        offer(self, "host", possible_owners().select_related("department"), label=person_label)


class NewForumForm(ForumForm):
    version = None


class PlainForumForm(VerbForm):
    """A verb of a forum that asks nothing."""

    key = "forum_id"


class ChooseGuestsForm(ForumVerbForm):
    """Whom to invite: named customers, and some of each group."""

    groups = forms.MultipleChoiceField(
        label=_("Groups"), choices=GROUPS, required=False, widget=forms.CheckboxSelectMultiple
    )
    each = CountField(
        label=_("How many of each group"),
        min_value=1,
        max_value=100,
        required=False,
        help_text=_("Who was not invited for the longest time comes first. If empty: 10."),
    )
    customers = WordsField(label=_("Numbers of customers"), required=False)
    channel = forms.ChoiceField(
        label=_("Invited by"),
        choices=[("", _("Email if there is an address, else phone")), *GuestChannel.choices],
        required=False,
    )
    version = version_field()

    def clean_customers(self) -> list[Customer]:
        numbers = self.cleaned_data["customers"]
        if len(numbers) > MOST_NAMED:
            raise ValidationError(_("No more than %(count)s at once."), code="too_many", params={"count": MOST_NAMED})
        known = current_numbers(numbers)
        rows = visible_customers(self.user).filter(number__in=set(known.values())).prefetch_related("contacts")
        found = {row.number: row for row in rows}
        for number in numbers:
            if known.get(number) not in found:
                raise ValidationError(
                    _("There is no customer %(number)s."), code="unknown", params={"number": number[:40]}
                )
        return list(found.values())

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not data.get("groups") and not data.get("customers"):
            self.add_error("groups", ValidationError(_("Choose a group or enter customers."), code="nobody"))
        return data

    def arguments(self) -> dict[str, Any]:
        data = super().arguments()
        return {**data, "each": data["each"] or 10}


class AttendanceForm(ForumVerbForm):
    """Who came, and the minutes."""

    attended = GuestsField(label=_("Who came"), required=False)
    cost = AmountField(label=_("Cost"), required=False)
    version = version_field()

    def __init__(self, *args: Any, target: Any = None, **options: Any) -> None:
        super().__init__(*args, target=target, **options)
        if target is not None:
            field: Any = self.fields["attended"]
            field.queryset = guests_of(target)
            came = [row.pk for row in field.queryset if row.attended or (row.attended is None and row.coming == "yes")]
            self.initial.setdefault("attended", came)


class HoldForumForm(AttendanceForm):
    minutes = text_field(_("Minutes"), rows=5, help_text=_("They can be written later, too."))
    field_order = ("attended", "minutes", "cost")


class MinutesForm(AttendanceForm):
    kept = ("minutes", "cost", "rating", "rated_by", "next_forum")
    minutes = text_field(_("Minutes"), required=True, rows=8)
    rating = NumberField(
        label=_("Rating by the guests, 1 to 5"),
        max_digits=2,
        decimal_places=1,
        min_value=1,
        max_value=5,
        required=False,
    )
    rated_by = CountField(label=_("Number of ratings"), min_value=1, max_value=1000, required=False)
    next_forum = forms.CharField(label=_("Next forum"), max_length=200, required=False)
    field_order = ("minutes", "attended", "cost")


class CancelForumForm(ForumVerbForm):
    reason = forms.CharField(label=_("Reason"), max_length=500)
    version = version_field()


class OpinionFields(ForumVerbForm):
    words = forms.CharField(label=_("In their words"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    guest = GuestField(label=_("Customer"), required=False, empty_label=_("Nobody on the list"))
    said_by = forms.CharField(label=_("Who said it"), max_length=120)
    agree = CountField(label=_("How many agree"), min_value=0, max_value=9999, required=False)

    def __init__(self, *args: Any, target: Any = None, **options: Any) -> None:
        super().__init__(*args, target=target, **options)
        if target is not None:
            field: Any = self.fields["guest"]
            field.queryset = guests_of(getattr(target, "forum", target))

    def arguments(self) -> dict[str, Any]:
        data = super().arguments()
        return {**data, "agree": data["agree"] or 0}


class NewOpinionForm(OpinionFields):
    pass


class OpinionForm(OpinionFields):
    key = "opinion_id"
    kept = ("words", "guest", "said_by", "agree")
    version = version_field()


class OpinionTicketForm(ForumVerbForm):
    key = "opinion_id"
    kind = forms.ChoiceField(label=_("Ticket type"), choices=Kind.choices, initial=Kind.SUGGESTION)
    version = version_field()


class OpinionImproveForm(ForumVerbForm):
    """An improvement action for an opinion."""

    key = "opinion_id"
    title = forms.CharField(label=_("Action details"), max_length=200)
    owner = PersonField(label=_("Owner"))
    due_on = DayField(label=_("Due"))
    criterion = forms.CharField(
        label=_("Criterion"), max_length=1000, help_text=_("By what you will judge that it worked.")
    )
    version = version_field()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self, "owner", people_by_department(), label=person_label, role__in=ACTION_OWNERS)


class OpinionAnswerForm(ForumVerbForm):
    key = "opinion_id"
    answer = text_field(_("What was answered"), required=True, limit=1000)
    version = version_field()


class OpinionDeclineForm(ForumVerbForm):
    key = "opinion_id"
    reason = text_field(_("Why not"), required=True, limit=1000, help_text=_("The guests are told the reason."))
    version = version_field()


class GuestAnswerForm(ForumVerbForm):
    """Whether a guest comes."""

    key = "guest_id"
    kept = ("coming", "note")
    coming = forms.ChoiceField(label=_("Answer"), choices=Coming.choices, widget=forms.RadioSelect)
    note = forms.CharField(label=_("Note"), max_length=200, required=False)
    version = version_field()


class TakeOffForm(ForumVerbForm):
    key = "guest_id"
    version = version_field()


class ForumFilterForm(forms.Form):
    """The region that the list shows."""

    region = forms.ChoiceField(label=_("Region"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["region"]
        field.choices = [("", _("All")), *((one.code, str(one)) for one in Region.objects.order_by("code"))]
