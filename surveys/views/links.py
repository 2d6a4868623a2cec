"""What a customer's link is exchanged for: a cookie of this device, so that the token is in no later address."""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from aftersales.web.throttles import ip_of

from ..models import Invitation, SurveyDraft
from ..queries import invitation_by_number

COOKIE, DRAFT = "survey", "survey_draft"
DAY = 86_400  # seconds
LARGEST = 3_000  # characters in a cookie; browsers keep 4096 bytes
PAUSE = 300  # seconds on one page; what is longer was a pause


def remember(response: HttpResponse, invitation: Invitation) -> None:
    """Give the device the right to answer this invitation, until another link is opened on it."""
    value = signing.dumps([invitation.pk, invitation.issue], salt="surveys.link")
    _set(response, COOKIE, value)


def opened_on(request: HttpRequest) -> Invitation | None:
    """The invitation whose link was opened on this device; None if there is none, or if the link was replaced."""
    found = _read(request, COOKIE, "surveys.link")
    if not isinstance(found, list) or len(found) != 2:
        return None
    invitation = invitation_by_number(found[0])
    return invitation if invitation and invitation.issue == found[1] else None


def handle_of(invitation: Invitation) -> str:
    """Says on a page which invitation it is for. Nobody else can know it, so it also proves that the form is ours."""
    return salted_hmac("surveys.page", f"{invitation.pk}:{invitation.issue}", algorithm="sha256").hexdigest()[:32]


def is_for(request: HttpRequest, invitation: Invitation) -> bool:
    """Whether the form that was sent belongs to this invitation, and not to another that was open on the device."""
    return constant_time_compare(request.POST.get("survey", ""), handle_of(invitation))


def device_of(request: HttpRequest) -> str:
    """A hash that only tells whether two responses came from the same device and network."""
    agent, languages = (request.headers.get(name, "") for name in ("User-Agent", "Accept-Language"))
    return salted_hmac("surveys.device", f"{ip_of(request)}|{agent}|{languages}", algorithm="sha256").hexdigest()


def is_anonymous(invitation: Invitation) -> bool:
    return invitation.round is not None and invitation.round.is_anonymous


def kept_answers(request: HttpRequest, invitation: Invitation) -> dict[str, Any]:
    """The answers so far: from the database, or of an anonymous round from the device."""
    if is_anonymous(invitation):
        found = _read(request, DRAFT, "surveys.draft")
        return found if isinstance(found, dict) and found.get("for") == handle_of(invitation) else {}
    draft = SurveyDraft.objects.filter(invitation=invitation).first()
    return draft.answers if draft and isinstance(draft.answers, dict) else {}


def keep_on_device(response: HttpResponse, invitation: Invitation, given: dict[str, Any], at: int) -> None:
    """Keep the answers to an anonymous round on the device. What is too long for a cookie stays in the page only."""
    content = {"for": handle_of(invitation), "given": given, "at": at}
    value = signing.dumps(content, salt="surveys.draft", compress=True)
    if len(value) > LARGEST:
        short = {key: raw for key, raw in given.items() if len(raw) <= 100}
        value = signing.dumps({**content, "given": short}, salt="surveys.draft", compress=True)
    if len(value) <= LARGEST:
        _set(response, DRAFT, value)


def forget_draft(response: HttpResponse) -> None:
    response.delete_cookie(DRAFT, path=reverse("survey_page"))


def clock_of(spent: int) -> str:
    """A signed note for the page: the seconds that the customer has taken, and the moment from which they run on."""
    return signing.dumps([spent, int(time.time())], salt="surveys.clock")


def seconds_on(request: HttpRequest) -> int | None:
    """The seconds that the customer has taken up to now; None if the page does not say."""
    try:
        spent, since = signing.loads(request.POST.get("clock", ""), salt="surveys.clock", max_age=30 * DAY)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return spent + max(0, min(int(time.time()) - since, PAUSE))


def _set(response: HttpResponse, name: str, value: str) -> None:
    response.set_cookie(
        name,
        value,
        max_age=30 * DAY,
        path=reverse("survey_page"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _read(request: HttpRequest, name: str, salt: str) -> Any:
    try:
        return signing.loads(request.COOKIES.get(name, ""), salt=salt, max_age=30 * DAY)
    except (signing.BadSignature, ValueError):
        return None
