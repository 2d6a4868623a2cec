"""The lists in the file of a campaign, from its snapshot."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from aftersales.render.blocks import Column, Table
from aftersales.staff.models import in_language
from aftersales.store.personal import mask_text
from complaints.documents import common

from ..enums import AttemptResult, HolderRole, NoticeChannel, Reach, SerialState, UnreachableReason


def lists_of(said: dict[str, Any]) -> list[tuple[str, Table]]:
    names = {row[0]: row[1] for row in said["customers"]}
    return [
        (_("Customers who can’t be reached"), _unreachable(said)),
        (_("Check calls"), _calls(said, names)),
        (_("Serial numbers without a customer"), _serials(said)),
        (_("All customers"), _all(said)),
        (_("All attempts"), _tries(said, names)),
    ]


def _unreachable(said: dict[str, Any]) -> Table:
    columns = [
        Column(_("Number"), 2),
        Column(_("Customer"), 4),
        Column(_("Units"), 1, number=True),
        Column(_("Reason"), 4),
    ]
    rows = [
        [row[0], row[1], row[3], common.joined(str(UnreachableReason(row[7]).label), mask_text(row[8]))]
        for row in said["customers"]
        if row[5] == Reach.UNREACHABLE
    ]
    return Table(columns, rows)


def _calls(said: dict[str, Any], names: dict[str, str]) -> Table:
    columns = [
        Column(_("Customer"), 4),
        Column(pgettext("check call", "Called"), 3),
        Column(pgettext("attempt", "Reached"), 1),
        Column(_("Knew of it"), 1),
        Column(_("Stopped"), 1),
        Column(pgettext("campaign", "Remedied"), 1),
        Column(_("Note"), 2),
    ]
    rows = [
        [names.get(number, number), local_time(at), *(_yes(one) for one in said_), mask_text(note)]
        for number, at, *said_, note in said["calls"]
    ]
    return Table(columns, rows)


def _serials(said: dict[str, Any]) -> Table:
    columns = [Column(_("Line"), 1, number=True), Column(_("As given"), 4), Column(_("Result"), 4)]
    return Table(columns, [[line, given, SerialState(state).label] for line, given, state in said["serials"]])


def _all(said: dict[str, Any]) -> Table:
    columns = [
        Column(_("Number"), 0),
        Column(_("Customer"), 4),
        Column(_("Role"), 5),
        Column(_("Units"), 0, number=True),
        Column(pgettext("campaign", "Remedied"), 0, number=True),
        Column(_("Status"), 5),
    ]
    rows = [
        [row[0], row[1], HolderRole(row[2]).label, row[3], row[4], _status(row[5], later=row[6])]
        for row in said["customers"]
    ]
    return Table(columns, rows)


def _status(reach: str, *, later: bool) -> str:
    label = str(Reach(reach).label)
    return common.joined(label, _("came later")) if later else label


def _tries(said: dict[str, Any], names: dict[str, str]) -> Table:
    columns = [
        Column(_("Customer"), 4),
        Column(_("Date and time"), 2),
        Column(_("Channel"), 1),
        Column(_("Result"), 6),
        Column(pgettext("attempt", "By"), 2),
    ]
    rows = [
        [
            names.get(number, number),
            local_time(at),
            NoticeChannel(channel).label,
            AttemptResult(result).label,
            in_language(name or "", name_en or "") or _("System"),
        ]
        for number, at, channel, result, name, name_en in said["attempts"]
    ]
    return Table(columns, rows)


def _yes(value: bool | None) -> str:
    return "" if value is None else _("Yes") if value else _("No")


def local_time(moment: str) -> str:
    return timezone.localtime(datetime.fromisoformat(moment)).strftime("%Y-%m-%d %H:%M") if moment else ""
