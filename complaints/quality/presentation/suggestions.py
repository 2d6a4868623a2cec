"""What pages show of opinions and suggestions besides the rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from aftersales.staff.models import User
from aftersales.store.dates import company_date
from aftersales.store.personal import mask_email, mask_text, masked_phone
from aftersales.web.moments import day
from complaints.models import Ticket
from complaints.presentation.sections import Section, SectionLine
from complaints.queries.tickets import address_of, living

from ..enums import ReviewState, Telling
from ..models import SuggestionReview
from ..permissions.suggestions import can_decide, visible_reviews
from ..queries import suggestions as queries
from ..rules.themes import Theme
from ..texts import TO_CUSTOMER
from .common import due_state

ANSWER_DAYS = 10
TONES = {ReviewState.ADOPTED: "done", ReviewState.STUDYING: "info"}
_HAN = re.compile("[\u3400-\u9fff]")


def usual_words(ticket: Ticket, key: str, **facts: str) -> str:
    """The usual text to the customer, in the language in which the customer wrote. key: see texts.TO_CUSTOMER."""
    with translation.override("zh-hans" if is_chinese(ticket.description) else "en"):
        return str(TO_CUSTOMER[key]) % facts


def told_in_public(row: SuggestionReview) -> dict[str, str]:
    """What was written of an adopted suggestion, in one language: said, did, came. Phone numbers are masked."""
    came = mask_text(row.result)[:300]
    did = mask_text(row.action.title if row.action else row.message or row.reason)[:300]
    return {"said": mask_text(row.ticket.subject)[:300], "did": did, "came": "" if came == did else came}


def words_of(row: SuggestionReview) -> dict[str, str]:
    """The words for customers by field; where there are none yet, what was written on the case, in its language."""
    found: dict[str, str] = {}
    for name, text in told_in_public(row).items():
        chinese, english = getattr(row, f"{name}_zh"), getattr(row, f"{name}_en")
        if not chinese and text:
            chinese, english = (text, "") if is_chinese(text) else ("", text)
        found |= {f"{name}_zh": chinese, f"{name}_en": english}
    return found


def entered_words(row: SuggestionReview) -> list[tuple[str, str, str]]:
    """What was entered for customers: label, Chinese, English."""
    labels = {"said": _("You said"), "did": _("We did"), "came": _("Result")}
    found = [(label, getattr(row, f"{name}_zh"), getattr(row, f"{name}_en")) for name, label in labels.items()]
    return [(label, mask_text(chinese), mask_text(english)) for label, chinese, english in found if chinese]


def is_chinese(text: str) -> bool:
    return _HAN.search(text) is not None


def hears_by(ticket: Ticket) -> str:
    """How the customer hears it, and where: "Email, z***@example.test"."""
    ticket = living(ticket)
    if address := address_of(ticket):
        return _("Email, %(address)s") % {"address": mask_email(address)}
    if ticket.customer is None:
        return _("The customer is not known, so nobody is told")
    phone = (ticket.contact and ticket.contact.phone) or ticket.customer.phone
    return _("No email address: to be told by phone, %(phone)s") % {"phone": masked_phone(phone) if phone else "–"}


@dataclass(frozen=True)
class ReviewRow:
    """A row of the list. theme: the pair that it shares with others, alike: with how many others; state: of the date
    that is due; customer: "" if the user may not see it."""

    review: SuggestionReview
    state: str
    customer: str = ""
    theme: str = ""
    alike: int = 0
    alike_url: str = ""

    @property
    def words(self) -> str:
        """What the customer said. Phone numbers in it are masked, because the list is read in meetings."""
        return mask_text(self.review.ticket.description)

    @property
    def subject(self) -> str:
        return mask_text(self.review.title)

    @property
    def tone(self) -> str:
        return TONES.get(ReviewState(self.review.state), "")

    @property
    def outcome(self) -> str:
        """The result, or the reason of the decision."""
        return self.review.result or self.review.reason

    @property
    def is_told(self) -> bool:
        return self.review.telling == Telling.TOLD

    @property
    def is_to_call(self) -> bool:
        return self.review.telling == Telling.CALL


def review_rows(
    rows: Iterable[SuggestionReview], user: User, now: datetime, *, shows_customer: bool, shows_alike: bool
) -> list[ReviewRow]:
    found = list(rows)
    alike = queries.alike(found) if shows_alike else {}
    made = []
    for row in found:
        theme, count = alike.get(row.pk, ("", 1))
        made.append(
            ReviewRow(
                row,
                review_state(row, now),
                customer=_who(row.ticket) if shows_customer else "",
                theme=theme,
                alike=count - 1,
                alike_url=f"?{urlencode({'tab': 'all', 'theme': theme})}" if theme else "",
            )
        )
    return made


def review_state(row: SuggestionReview, now: datetime) -> str:
    """The state of what is due: of a decision within the days of an answer, of a result by its date."""
    if row.state == ReviewState.WAITING:
        return due_state(row.received_on + timedelta(days=ANSWER_DAYS), now, over=False)
    over = row.result_at is not None or row.state in (ReviewState.DECLINED, ReviewState.ANSWERED)
    return due_state(row.due_on or row.received_on, now, over=over)


def _who(ticket: Ticket) -> str:
    names = [ticket.contact.name if ticket.contact else "", str(ticket.customer or "")]
    return _(", ").join(dict.fromkeys(filter(None, names))) or _("To be identified")


def tabs(counts: Mapping[str, Any], current: str) -> list[dict[str, Any]]:
    labels = {
        "waiting": _("To be reviewed"),
        "studying": _("Being studied"),
        "adopted": _("Adopted"),
        "declined": pgettext("suggestion", "Declined"),
        "done": _("Done"),
        "tell": _("To be told"),
        "all": _("All"),
    }
    return [
        {"url": f"?tab={name}", "label": labels[name], "count": counts[name], "current": name == current}
        for name in labels
        if name != "tell" or counts["tell"] or current == "tell"
    ]


@dataclass(frozen=True)
class ClockOfAnswers:
    """By when the oldest one has to be answered. share: how much of the time is gone, of 100."""

    oldest: date
    due: date
    state: str
    left: int
    share: int


def answer_clock(oldest: datetime | None, now: datetime) -> ClockOfAnswers | None:
    """None if nothing waits."""
    if oldest is None:
        return None
    today, first = company_date(now), company_date(oldest)
    due = first + timedelta(days=ANSWER_DAYS)
    left = (due - today).days
    state = "late" if left < 0 else "due" if left <= 2 else "ok"
    return ClockOfAnswers(first, due, state, left, min(100, 100 * (today - first).days // ANSWER_DAYS))


@dataclass(frozen=True)
class Digest:
    """What waits for a decision, in one line."""

    count: int
    oldest: date
    due: date
    state: str


def suggestion_digest(user: User, now: datetime) -> Digest | None:
    """For the start page of those who decide; None if nothing waits."""
    if not can_decide(user):
        return None
    found = queries.waiting(now)
    clock = answer_clock(found["oldest"], now)
    return Digest(found["count"], clock.oldest, clock.due, clock.state) if clock else None


@dataclass(frozen=True)
class ThemeRow:
    """A theme of the side column. share: of the most frequent one, in percent. change: in words."""

    theme: Theme
    url: str
    share: int
    change: str
    examples: list[str]


def theme_rows(now: datetime) -> list[ThemeRow]:
    today = company_date(now)
    since = today - timedelta(days=queries.THEME_DAYS - 1)
    found = queries.themes(today)
    said = queries.examples([theme.key for theme in found], since, today)
    most = max((theme.count for theme in found), default=1)
    return [
        ThemeRow(
            theme,
            f"{reverse('suggestions')}?{urlencode({'tab': 'all', 'theme': theme.key, 'since': since.isoformat()})}",
            round(100 * theme.count / most),
            change(theme),
            said[theme.key],
        )
        for theme in found
    ]


def change(theme: Theme) -> str:
    """The trend against the period before, in words."""
    if theme.is_new:
        return pgettext("theme", "new")
    if theme.change == 0:
        return _("as before")
    word = _("%(count)s more") if theme.change > 0 else _("%(count)s fewer")
    return word % {"count": abs(theme.change)}


def suggestion_section(ticket: Ticket, user: User) -> Section | None:
    """The section on the page of an opinion or suggestion: where its review stands. It remains after closing."""
    row = SuggestionReview.objects.filter(ticket=ticket).select_related("ticket", "owner").first()
    if row is None:
        return None
    may_see = visible_reviews(user).filter(pk=row.pk).exists()
    details = [row.get_state_display(), str(row.owner or ""), row.result or row.reason if may_see else ""]
    told = row.get_telling_display() if row.telling else ""
    due = _("by %(day)s") % {"day": day(row.due_on)} if row.due_on and row.result_at is None else ""
    url = row.get_absolute_url() if may_see else ticket.get_absolute_url()
    return Section(_("Opinion or suggestion"), [SectionLine(url, list(filter(None, details)), told or due)])
