"""What is rising, as the app above that watches it tells: the dashboards ask it instead of judging by themselves.

An app lists functions of (user, filters) under RISING of its manifest. They return None for users who may not see it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from aftersales.staff.models import User
from aftersales.store.contributions import contributions

MOST = 2


@dataclass(frozen=True)
class Rise:
    """Something that rises. count, url: its rows. times: of its usual rate, "3.1"; "" where there were none before.
    sure: how likely chance is, "1 in 4,000". is_alarm: beyond the stated rate of false alarms."""

    what: str
    where: str
    count: int
    url: str
    times: str
    sure: str
    is_alarm: bool


@dataclass(frozen=True)
class Rising:
    """What rises in a part of the company, the surest first. url: the page that tells more."""

    rises: Sequence[Rise]
    url: str

    @property
    def alarms(self) -> list[Rise]:
        return [rise for rise in self.rises if rise.is_alarm]


def rising_for(user: User, filters: Mapping[str, str]) -> Rising | None:
    """filters: those of a slice. None if nobody watches, or the user may not see it."""
    found = [told for ask in contributions("RISING") if (told := ask(user, filters)) is not None]
    return found[0] if found else None


def sentences_of(found: Rising) -> list[SafeString]:
    """What rises beyond chance, each with the rows behind its count; then how much else is worth a look."""
    alarms = found.alarms
    said = [_sentence(rise) for rise in alarms[:MOST]]
    if not alarms:
        said = [format_html('<a href="{}">{}</a>', found.url, _("Nothing rises beyond what chance explains."))]
    more = len(found.rises) - len(said) if alarms else len(found.rises)
    if more > 0:
        text = _("Worth a look besides: %(count)s.") % {"count": more}
        said.append(format_html('<a href="{}">{}</a>', found.url, text))
    return said


def _sentence(rise: Rise) -> SafeString:
    count = format_html('<a class="c-fig" href="{}">{}</a>', rise.url, f"{rise.count:,}")
    facts = {"what": rise.what, "where": rise.where, "count": count, "times": rise.times, "sure": rise.sure}
    if rise.times:
        return format_html(_("{what} ({where}): {count}, {times} times its usual rate; by chance {sure}."), **facts)
    return format_html(_("{what} ({where}): {count}, none before; by chance {sure}."), **facts)
