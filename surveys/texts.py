"""The texts of mails and notifications. The customer's language is unknown, so the mail is in both languages."""

from django.utils.functional import lazy
from django.utils.translation import gettext, gettext_noop, override
from django.utils.translation import gettext_lazy as _

from aftersales.notifications.texts import Text

LANGUAGES = ("zh-hans", "en")
SUBJECT = gettext_noop("How did we do? %(number)s")
BODY = gettext_noop(
    "Your case %(number)s is closed. Is the problem solved, and how was our service? Four "
    "questions, about a minute, on any phone:"
)
CLOSING = gettext_noop(
    "The link is for you only. It works once and is valid for 30 days. If anything is still open, please tell us there."
)


def _subject() -> str:
    return " / ".join(_say(language, SUBJECT) for language in LANGUAGES)


def _body() -> str:
    texts = ["\n\n".join((_say(language, BODY), "%(link)s", _say(language, CLOSING))) for language in LANGUAGES]
    return "\n\n\n".join((*texts, "%(company)s\n%(company_en)s"))


def _say(language: str, text: str) -> str:
    with override(language):
        return gettext(text)


NOTIFICATIONS = (
    Text("survey_invitation", subject=lazy(_subject, str)(), body=lazy(_body, str)()),
    Text(
        "survey_no_address",
        subject=_("%(number)s: survey the customer by phone"),
        body=_(
            "The ticket is closed, and there is no email address for the survey. Call the customer: "
            "is the problem solved?"
        ),
    ),
)
