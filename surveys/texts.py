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

NEWS_SUBJECT = gettext_noop("What came of your answers")


def _subject() -> str:
    return " / ".join(_say(language, SUBJECT) for language in LANGUAGES)


def _body() -> str:
    texts = ["\n\n".join((_say(language, BODY), "%(link)s", _say(language, CLOSING))) for language in LANGUAGES]
    return "\n\n\n".join((*texts, _stop(), "%(company)s\n%(company_en)s"))


def _stop() -> str:
    return " / ".join(_say(language, STOP) for language in LANGUAGES) + "\n%(stop)s"


def _say(language: str, text: str) -> str:
    with override(language):
        return gettext(text)


ROUND_SUBJECT = gettext_noop("Your opinion of %(company)s, this quarter")
ROUND_BODY = gettext_noop(
    "You were drawn at random from our customers. How do you judge us this quarter? About five minutes, on any phone:"
)
ROUND_CLOSING = gettext_noop(
    "The link is for you only and works once. Nobody at our company can change who is asked or what you answer."
)
STOP = gettext_noop("No more surveys:")
REMINDER_SUBJECT = gettext_noop("A reminder: your opinion of %(company)s")
REMINDER_BODY = gettext_noop("You have not answered yet. Your answer counts, because only a few customers were drawn:")


def _both_subject(text: str) -> str:
    return " / ".join(_say(language, text) for language in LANGUAGES)


def _both_body(first: str) -> str:
    texts = ["\n\n".join((_say(one, first), "%(link)s", _say(one, ROUND_CLOSING))) for one in LANGUAGES]
    return "\n\n\n".join((*texts, _stop(), "%(company)s\n%(company_en)s"))


def _news_subject() -> str:
    return " / ".join(_say(language, NEWS_SUBJECT) for language in LANGUAGES)


def _news_body() -> str:
    return "%(text)s\n\n\n%(company)s\n%(company_en)s"


# Events in the conversation of a ticket.
EVENTS = {
    "call_back_opened": _("Dissatisfied in the survey: call-back given to %(who)s"),
    "call_back_done": _("Called back after the survey: %(result)s"),
}


def _test_subject() -> str:
    return f"[{gettext('Test')}] {_both_subject(ROUND_SUBJECT)}"


NOTIFICATIONS = (
    Text("round_test", subject=lazy(_test_subject, str)(), body=lazy(_both_body, str)(ROUND_BODY)),
    Text("round_invitation", subject=lazy(_both_subject, str)(ROUND_SUBJECT), body=lazy(_both_body, str)(ROUND_BODY)),
    Text(
        "measure_checked",
        subject=_("%(number)s: checked by the survey"),
        body=_("The survey has checked the measure “%(title)s” against its target."),
    ),
    Text("you_said_we_did", subject=lazy(_news_subject, str)(), body=lazy(_news_body, str)()),
    Text(
        "call_back_given",
        subject=_("%(number)s: call a dissatisfied customer"),
        body=_("The customer is dissatisfied according to the survey. You did not serve them, so please call them."),
    ),
    Text(
        "call_back_asked",
        subject=_("%(number)s: somebody who answered anonymously wants a call"),
        body=_("They left how to reach them, apart from their answers. Please call them."),
    ),
    Text(
        "call_back_late",
        subject=_("%(number)s: call-back after the survey is late"),
        body=_("A dissatisfied customer has not been called back in time. Call, or give the call to somebody else."),
    ),
    Text("survey_invitation", subject=lazy(_subject, str)(), body=lazy(_body, str)()),
    Text(
        "round_reminder", subject=lazy(_both_subject, str)(REMINDER_SUBJECT), body=lazy(_both_body, str)(REMINDER_BODY)
    ),
    Text(
        "exclusion_proposed",
        subject=_("Leave a customer out of the survey?"),
        body=_("%(name)s proposes to leave a customer out of the round %(quarter)s. Please decide."),
    ),
    Text(
        "survey_reported",
        subject=_("Satisfaction report %(quarter)s"),
        body=_("The survey of %(quarter)s is computed. The report and the figures are on the page of results."),
    ),
)
