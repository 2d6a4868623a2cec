"""Forms of opinions and suggestions."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aftersales.store.dates import company_date
from aftersales.store.in_use import offer
from aftersales.web.fields import CountField, DayField
from aftersales.web.forms import ANY, VerbForm, called_for
from customers.enums import Channel
from customers.forms.calls import ask_why_called

from ..enums import ReviewDecision
from ..models import SuggestionReview
from ..permissions.suggestions import OWNERS
from ..presentation.suggestions import usual_words, words_of
from ..queries.investigations import people_by_department
from ..rules.actions import LONGEST_WINDOW
from ..services.suggestions import MAX_MESSAGE, SPOKEN, WORDS
from .common import PersonField, person_label, text_field, version_field

MAX_WORDS = 300
DAYS = 28  # usually enough to carry out or study a suggestion


class ReviewForm(VerbForm):
    """The base of the verbs of a review."""

    key = "review_id"
    version = version_field()

    def __init__(self, *args: Any, target: Any = None, **kwargs: Any) -> None:
        present = self.values_of(target) if target is not None else {}
        kwargs["initial"] = present | (kwargs.get("initial") or {})
        super().__init__(*args, target=target, **kwargs)

    def values_of(self, row: SuggestionReview) -> dict[str, Any]:
        """The initial values of the form."""
        return {"version": row.version}


class Decisions(forms.RadioSelect):
    """The choices, each with the usual text to the customer, which the page fills in as long as nobody has changed
    it."""

    texts: dict[str, str] = {}

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(*args, **kwargs)
        if text := self.texts.get(str(option["value"])):
            option["attrs"] |= {"data-fills-text": text}
        return option


class DecideForm(ReviewForm):
    """The decision, who carries it out until when, and what the customer is told."""

    decision = forms.ChoiceField(
        label=pgettext_lazy("suggestion", "Decision"), choices=ReviewDecision.choices, widget=Decisions
    )
    reason = text_field(_("Reason"), rows=2, limit=2_000)
    owner = PersonField(label=_("Responsible"), required=False)
    due_on = DayField(label=_("Result due"), required=False)
    action_title = forms.CharField(
        label=_("Open an improvement measure"),
        max_length=200,
        required=False,
        help_text=_("Enter what is to be done. It is assigned to the same person, with the same date."),
    )
    criterion = text_field(_("Criterion"), rows=2, limit=1000, help_text=_("By what you will judge that it worked."))
    window_days = CountField(label=_("Days watched"), required=False, min_value=1, max_value=LONGEST_WINDOW)
    message = text_field(_("The customer gets"), rows=3, limit=MAX_MESSAGE)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "owner", people_by_department(), label=person_label, role__in=OWNERS)
        words = _("stays in the company, the customer does not see it")
        called_for(self, "reason", by="decision", needed=(ReviewDecision.DECLINE,), shown=None, mark=words)
        others = [value for value in ReviewDecision.values if value != ReviewDecision.DECLINE]
        called_for(self, "owner", "due_on", by="decision", needed=others, mark=_("unless it is declined"))
        called_for(self, "action_title", by="decision", shown=(ReviewDecision.ADOPT,))
        called_for(self, "criterion", by="action_title", needed=(ANY,), mark=_("for an improvement measure"))
        called_for(self, "window_days", by="action_title", shown=(ANY,))
        widget: Any = self.fields["decision"].widget
        if self.target is not None:
            widget.texts = {value: usual_words(self.target.ticket, value) for value in ReviewDecision.values}

    def values_of(self, row: SuggestionReview) -> dict[str, Any]:
        decision = row.proposed or ReviewDecision.ADOPT
        return {
            **super().values_of(row),
            "decision": decision,
            "reason": row.reason or row.proposed_reason,
            "owner": row.owner,
            "due_on": company_date(timezone.now()) + timedelta(days=DAYS),
            "message": usual_words(row.ticket, decision),
        }


class ProposeForm(ReviewForm):
    """What somebody who speaks with customers would decide."""

    proposed = forms.ChoiceField(
        label=pgettext_lazy("suggestion", "Proposal"), choices=ReviewDecision.choices, widget=forms.RadioSelect
    )
    proposed_reason = text_field(_("Reason"), required=True, rows=2, limit=2_000)

    def values_of(self, row: SuggestionReview) -> dict[str, Any]:
        present = {"proposed": row.proposed, "proposed_reason": row.proposed_reason}
        return {**super().values_of(row), **present}


class ToldForm(ReviewForm):
    """The customer was told, other than by email."""

    channel = forms.ChoiceField(
        label=_("How was the customer told?"),
        choices=[(one.value, one.label) for one in SPOKEN],
        initial=Channel.PHONE,
    )
    note = text_field(_("What was said"), rows=3, limit=MAX_MESSAGE)
    despite = forms.CharField(
        label=_("Why the customer was called anyway"),
        max_length=200,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        customer = self.target.ticket.customer if self.target else None
        ask_why_called(self, customer, at=timezone.localtime().time())

    def values_of(self, row: SuggestionReview) -> dict[str, Any]:
        return {**super().values_of(row), "note": row.message}


class ResultForm(ReviewForm):
    """What came of an adopted suggestion. Without a message of its own the customer gets the usual words with it."""

    result = text_field(_("Result"), required=True, rows=2, limit=2_000)
    message = text_field(
        _("The customer gets"), rows=3, limit=MAX_MESSAGE, help_text=_("Empty: the usual words with the result.")
    )


class WordForm(ReviewForm):
    """What customers read in "you said, we did", both languages side by side. What was written on the case stands in
    its language, so that only the other one is to be entered."""

    side_by_side = True
    said_zh = text_field(_("You said, in Chinese"), rows=2, limit=MAX_WORDS)
    said_en = text_field(_("You said, in English"), rows=2, limit=MAX_WORDS)
    did_zh = text_field(_("We did, in Chinese"), rows=2, limit=MAX_WORDS)
    did_en = text_field(_("We did, in English"), rows=2, limit=MAX_WORDS)
    came_zh = text_field(_("Result, in Chinese"), rows=2, limit=MAX_WORDS)
    came_en = text_field(_("Result, in English"), rows=2, limit=MAX_WORDS)

    def values_of(self, row: SuggestionReview) -> dict[str, Any]:
        return {**super().values_of(row), **words_of(row)}

    def arguments(self) -> dict[str, Any]:
        found = super().arguments()
        words = {name: found.pop(name, "") for pair in WORDS for name in pair}
        return {**found, "words": words}


class ReconsiderForm(ReviewForm):
    """Why it is reviewed again."""

    reason = text_field(_("Why is it reconsidered?"), required=True, rows=2, limit=500)
