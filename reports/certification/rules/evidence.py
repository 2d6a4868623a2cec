"""What the named queries count, in words: the rows, when a row meets the query, and what numbers it in the sample."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from ..enums import Evidence


@dataclass(frozen=True)
class Counted:
    """rows: which rows are counted. met: which of them meet the query. text: the finding, with %(met)s, %(of)s and
    %(share)s. plain: rows and rule in English, for the sealed export."""

    rows: Any
    met: Any
    text: Any
    plain: str


COUNTED: dict[Evidence, Counted] = {
    Evidence.REGIONS: Counted(
        _("Regions in use"),
        _("with at least one active rep"),
        _("%(met)s of %(of)s regions have somebody responsible"),
        "regions in use; met: at least one active rep",
    ),
    Evidence.TRAINING: Counted(
        _("Trainings that somebody needs, by person and course"),
        _("passed, and not due again before the end of the period"),
        _("%(met)s of %(of)s trainings passed in time"),
        "person and course that is needed; met: passed and due no earlier than the last day",
    ),
    Evidence.RULES: Counted(
        _("Findings about communication rules noted in the period"),
        _("with the verdict that the rule works"),
        _("%(met)s of %(of)s rules work"),
        "findings about communication rules noted in the period; met: verdict works",
    ),
    Evidence.ROUNDS: Counted(
        _("Satisfaction rounds that closed in the period"),
        _("computed or reported"),
        _("%(met)s of %(of)s rounds computed"),
        "survey rounds with their last day in the period; met: computed or reported",
    ),
    Evidence.ACTIONS: Counted(
        _("Actions that were judged in the period"),
        _("judged effective"),
        _("%(met)s of %(of)s actions worked"),
        "actions judged in the period; met: effective",
    ),
    Evidence.SUGGESTIONS: Counted(
        _("Opinions and suggestions received in the period"),
        _("decided or answered"),
        _("%(met)s of %(of)s answered"),
        "opinions and suggestions received in the period; met: adopted, declined or answered",
    ),
    Evidence.RECORDS: Counted(
        _("Products sold in the period"),
        _("with batch or serial number, and a day to which the warranty is known"),
        _("%(met)s of %(of)s records are complete"),
        "purchases of the period; met: batch or serial number, and warranty_until",
    ),
    Evidence.FIRST_TIME: Counted(
        _("Tickets closed in the period"),
        _("never reopened"),
        _("%(share)s resolved the first time, %(met)s of %(of)s"),
        "tickets closed in the period; met: never reopened",
    ),
    Evidence.DELIVERY: Counted(
        _("Fulfilments started in the period and finished"),
        _("finished within fourteen days"),
        _("%(met)s of %(of)s settled within fourteen days"),
        "finished fulfilments started in the period; met: finished within 14 days",
    ),
    Evidence.REPAIRS: Counted(
        _("Resolution targets of repairs logged in the period that are met or overdue"),
        _("met in time"),
        _("%(met)s of %(of)s repairs resolved in time"),
        "solution targets of repair tickets logged in the period, met or overdue; met: in time",
    ),
    Evidence.WARRANTY: Counted(
        _("Days of the period"),
        _("on which a warranty rule was in force"),
        _("warranty rules in force on %(met)s of %(of)s days"),
        "days of the period; met: a warranty rule was in effect",
    ),
    Evidence.VISITS: Counted(
        _("Follow-up visits due in the period, without cancelled ones"),
        _("completed by the due date"),
        _("%(share)s visited in time, %(met)s of %(of)s"),
        "care visits due in the period, not cancelled; met: done by the due date",
    ),
    Evidence.COMPLAINTS: Counted(
        _("First-reply targets of complaints logged in the period that are met or overdue"),
        _("met in time"),
        _("first reply in time %(share)s, %(met)s of %(of)s"),
        "first-reply targets of complaints logged in the period, met or overdue; met: in time",
    ),
    Evidence.RESOLVED: Counted(
        _("Resolution targets of complaints logged in the period that are met or overdue"),
        _("met in time"),
        _("resolved in time %(share)s, %(met)s of %(of)s"),
        "solution targets of complaints logged in the period, met or overdue; met: in time",
    ),
    Evidence.INVESTIGATED: Counted(
        _("Investigations opened in the period and closed"),
        _("with at least one action that was judged effective"),
        _("%(met)s of %(of)s closed investigations have a verified action"),
        "investigations opened in the period and closed; met: at least one effective action",
    ),
}
