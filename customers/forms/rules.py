"""Forms of the dated rules of customers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from aftersales.web.dated_pages import DatedForm
from aftersales.web.fields import DayField

from ..rules.grading import LIMITS
from ..rules.touches import LIMITS as TOUCH_LIMITS


def _number(name: str, label: Any, help_text: Any = "") -> forms.IntegerField:
    least, most = LIMITS[name]
    return forms.IntegerField(label=label, min_value=least, max_value=most, help_text=help_text)


class GradeRuleForm(DatedForm):
    """From which scores and events a customer gets a grade. The worst grade counts."""

    a_from = _number("a_from", _("Grade A from a score of"), _("Average of the latest responses, 0 to 100."))
    b_from = _number("b_from", _("Grade B from"))
    c_from = _number("c_from", _("Grade C from"))
    d_from = _number("d_from", _("Grade D from"), _("Below this it is grade E."))
    answers = _number("answers", _("Responses that count"), _("The latest ones."))
    answer_days = _number("answer_days", _("Days a response counts"))
    look_back_days = _number("look_back_days", _("Days a problem counts"), _("Also repairs and missed SLA targets."))
    late_days = _number("late_days", _("Grade D: days past an SLA target"))
    slow_days = _number(
        "slow_days",
        _("Grade D: days a problem is with us"),
        _("Without the time in which we wait for the customer."),
    )
    unsolved_days = _number("unsolved_days", _("Grade E: days a problem is with us"))
    repairs = _number("repairs", _("Grade E: repairs"))
    threat_days = _number("threat_days", _("Grade E: days a threat to go public counts"))
    effective_from = DayField(label=_("Effective from"), help_text=_("Every customer is graded again on that day."))


class WarrantyRuleForm(DatedForm):
    """What counts when the end of a warranty is reckoned."""

    starts_at_installation = forms.BooleanField(
        label=_("Starts at installation"),
        required=False,
        help_text=_("For products that are installed; otherwise it starts at the purchase."),
    )
    repair_days_added = forms.BooleanField(label=_("Days in repair are added"), required=False)
    restarts_at_exchange = forms.BooleanField(label=_("Starts anew at exchange"), required=False)
    article = forms.CharField(
        label=_("Article"), max_length=100, required=False, help_text=_("Where it is written; shown with each reason.")
    )
    effective_from = DayField(
        label=_("Effective from"), help_text=_("Applies to purchases, repairs and exchanges from that day on.")
    )


class TouchRuleForm(DatedForm):
    """How often a customer may be contacted in a month. Safety notices always go out and do not count."""

    per_month = forms.IntegerField(
        label=_("Contacts a month"),
        min_value=TOUCH_LIMITS["per_month"][0],
        max_value=TOUCH_LIMITS["per_month"][1],
        help_text=_("For each customer: visits, surveys, notices. Recalls and safety notices always go out."),
    )
    visits_count = forms.BooleanField(label=_("Visits count"), required=False)
    surveys_count = forms.BooleanField(
        label=_("Surveys count"), required=False, help_text=_("An invitation and its reminders are one contact.")
    )
    campaigns_count = forms.BooleanField(label=_("Notices count"), required=False)
    wait_days = forms.IntegerField(
        label=_("Days a visit may wait after its due day"),
        min_value=TOUCH_LIMITS["wait_days"][0],
        max_value=TOUCH_LIMITS["wait_days"][1],
        help_text=_("If the month is full, the visit is planned in the next one."),
    )
    effective_from = DayField(label=_("Effective from"))
