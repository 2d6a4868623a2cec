"""The texts of quality: notifications, and events in the conversation of a ticket."""

from django.utils.functional import lazy
from django.utils.translation import gettext, gettext_noop, override
from django.utils.translation import gettext_lazy as _

from aftersales.notifications.texts import Text

# Events of the conversation, by code. The placeholders are the params of the event.
EVENTS = {
    "investigation_opened": _("Opened quality investigation %(number)s"),
    "investigation_reported": _("Filed the report of quality investigation %(number)s"),
    "investigation_rework": _("Continued quality investigation %(number)s. %(reason)s"),
    "investigation_reopen": _("Reopened quality investigation %(number)s. %(reason)s"),
    "investigation_reassigned": _("Reassigned quality investigation %(number)s to %(to)s: %(note)s"),
    "investigation_closed": _("Closed quality investigation %(number)s"),
    "action_recurred": _("The problem is back: reopened quality action %(number)s"),
    "sample_sealed": _("Sealed sample %(number)s (seal %(seal)s)"),
    "sample_disposed": _("Disposed of sample %(number)s"),
    "objection_raised": _("Recorded the customer’s objection %(number)s"),
    "objection_sent": _("Sent objection %(number)s to %(body)s"),
    "objection_verdict": _("Recorded the verdict on objection %(number)s"),
    "objection_agreed": _("Recorded that the customer accepts the verdict on objection %(number)s"),
    "objection_declined": _("Recorded that the customer does not accept the verdict on objection %(number)s"),
    "objection_conceded": _("Accepted objection %(number)s"),
    "objection_withdrawn": _("Recorded that the customer withdraws objection %(number)s"),
    "suggestion_proposed": _("Proposed to decide on the suggestion: %(decision)s. %(reason)s"),
    "suggestion_adopt": _("Adopted the suggestion. %(owner)s carries it out by %(due)s"),
    "suggestion_study": _("The suggestion is being studied. %(owner)s reports by %(due)s"),
    "suggestion_decline": _("Declined the suggestion: %(reason)s"),
    "suggestion_result": _("Recorded what came of the suggestion: %(result)s"),
    "suggestion_told": _("Told the customer what was decided on the suggestion"),
    "suggestion_reconsider": _("The suggestion is reconsidered: %(reason)s"),
    "suggestion_reassigned": _("Reassigned the suggestion to %(to)s: %(note)s"),
}

# What the customer hears of a decision or result, unless somebody writes it in other words.
TO_CUSTOMER = {
    "adopt": _(
        "Thank you for your suggestion. We have adopted it, and somebody is in charge of it. We will tell you as soon"
        " as there is a result."
    ),
    "study": _(
        "Thank you for your suggestion. We are studying whether and how we can put it into practice, and will tell you"
        " what we decide."
    ),
    "decline": _(
        "Thank you for your suggestion. We have examined it and can’t put it into practice for now. We keep it on"
        " record and look at it again if things change."
    ),
    "result": _(
        "You made a suggestion, and we have put it into practice: %(result)s Thank you for helping us improve."
    ),
}

# The notice of a campaign is in both languages, because the customer's language is unknown.
NOTICE_CLOSING = gettext_noop(
    "Please tell us whether you have stopped using it and how many you have. It takes a minute, on any phone; the link "
    "is for you only:"
)


def _notice_body() -> str:
    texts = []
    for language, notice in (("zh-hans", "%(notice)s"), ("en", "%(notice_en)s")):
        with override(language):
            texts.append("\n\n".join((notice, gettext(NOTICE_CLOSING), "%(link)s")))
    return "\n\n\n".join((*texts, "%(company)s\n%(company_en)s\n%(number)s"))


NOTIFICATIONS = (
    Text("campaign_notice", subject="%(title)s (%(number)s)", body=lazy(_notice_body, str)()),
    Text(
        "campaign_to_sign",
        subject=_("%(number)s: campaign awaiting your sign-off"),
        body=_("“%(title)s” is prepared. No notice goes out before you have signed it off."),
    ),
    Text(
        "campaign_signed",
        subject=_("%(number)s is signed off"),
        body=_("“%(title)s” can be started now."),
    ),
    Text(
        "quality_nudge",
        subject=_("%(title)s waits for you"),
        body=_("%(who)s asks you to go on."),
    ),
    Text(
        "investigation_opened",
        subject=_("%(number)s: you were added to an investigation"),
        body=_("You’re on the investigation team for “%(title)s”."),
    ),
    Text(
        "report_to_sign",
        subject=_("%(number)s: report awaiting your signature"),
        body=_("Version %(version)s of the report on “%(title)s” has been filed. Read it, then sign it."),
    ),
    Text(
        "investigation_to_decide",
        subject=_("%(number)s: report awaiting the meeting’s decision"),
        body=_("Version %(version)s of the report on “%(title)s” has been signed. The meeting decides next."),
    ),
    Text(
        "investigation_decided",
        subject=_("The meeting has decided on %(number)s"),
        body=_("The meeting decided on “%(title)s”. Please carry out the decision."),
    ),
    Text(
        "meeting_invited",
        subject=_("%(number)s: you’re invited to a meeting, %(when)s"),
        body=_("“%(title)s”, %(when)s. The agenda is on the page of the meeting."),
    ),
    Text(
        "meeting_moved",
        subject=_("%(number)s: time, place or agenda changed, now %(when)s"),
        body=_("“%(title)s”, %(when)s. Look at the agenda again."),
    ),
    Text(
        "meeting_cancelled",
        subject=_("%(number)s: the meeting is cancelled"),
        body=_("“%(title)s” doesn’t take place. %(reason)s"),
    ),
    Text(
        "meeting_held",
        subject=_("%(number)s: the minutes are ready"),
        body=_("The minutes and decisions of “%(title)s” are on the page of the meeting."),
    ),
    Text(
        "action_given",
        subject=_("%(number)s was assigned to you, due %(due)s"),
        body=_("You’re responsible for “%(title)s”, due %(due)s."),
    ),
    Text(
        "action_to_verify",
        subject=_("%(number)s is done: judge whether it worked"),
        body=_("“%(title)s” is done, and its result has been watched. Judge whether it worked."),
    ),
    Text(
        "action_effective",
        subject=_("%(number)s worked"),
        body=_("“%(title)s” was judged effective."),
    ),
    Text(
        "action_ineffective",
        subject=_("%(number)s did not work"),
        body=_("“%(title)s” was judged not effective. It is redone, or another action follows."),
    ),
    Text(
        "action_cancelled",
        subject=_("%(number)s was cancelled"),
        body=_("“%(title)s” was cancelled. %(reason)s"),
    ),
    Text(
        "action_recurred",
        subject=_("%(number)s was reopened: the problem is back"),
        body=_("Ticket %(ticket)s tells of the problem that “%(title)s” was to end. The action was reopened."),
    ),
    Text(
        "action_overdue",
        subject=_("%(number)s has been overdue since %(due)s"),
        body=_("“%(title)s” was due on %(due)s. Owner: %(owner)s."),
    ),
    Text(
        "judgement_overdue",
        subject=_("%(number)s has waited for its judgement since %(due)s"),
        body=_("“%(title)s” may be judged since %(due)s, and nobody has judged whether it worked. Owner: %(owner)s."),
    ),
    Text(
        "redo_overdue",
        subject=_("%(number)s did not work and is not being redone"),
        body=_("“%(title)s” was judged not effective. Redo it, or let another action follow. Owner: %(owner)s."),
    ),
    Text(
        "batch_beyond",
        subject=_("%(batch)s: complaints are beyond the limit"),
        body=_(
            "Week %(week)s: %(rate)s complaints per 1,000 units in use, limit %(limit)s. Investigate or dismiss it."
        ),
    ),
    Text(
        "batch_run",
        subject=_("%(batch)s: complaints have stayed above the centre line"),
        body=_(
            "Week %(week)s: %(rate)s complaints per 1,000 units in use. All weeks of the run lie above the centre line "
            "%(centre)s. Investigate or dismiss it."
        ),
    ),
    Text(
        "sample_handed_over",
        subject=_("%(number)s is now in your keeping"),
        body=_("Sample “%(title)s” is in your keeping. Place: %(place)s."),
    ),
    Text(
        "sample_to_dispose",
        subject=_("%(number)s may be disposed of"),
        body=_("Sample “%(title)s” had to be kept until %(until)s. Two people sign its disposal."),
    ),
    Text(
        "objection_raised",
        subject=_("%(number)s: the customer objects"),
        body=_("The customer objects to the result of “%(title)s”. The promises to the customer run on."),
    ),
    Text(
        "objection_sent",
        subject=_("%(number)s is with the inspection body"),
        body=_("%(body)s examines the objection on “%(title)s”."),
    ),
    Text(
        "objection_verdict",
        subject=_("%(number)s: the verdict is in"),
        body=_("%(body)s has decided on “%(title)s”. Tell the customer and record whether the verdict is accepted."),
    ),
    Text(
        "objection_late",
        subject=_("%(number)s: the verdict has been overdue since %(due)s"),
        body=_("%(body)s has not yet decided on “%(title)s”."),
    ),
    Text(
        "suggestion_adopted",
        subject=_("%(number)s: a suggestion was adopted, and you’re responsible for it"),
        body=_("You carry out “%(title)s” by %(due)s. Record the result, and the customer hears it."),
    ),
    Text(
        "suggestion_to_study",
        subject=_("%(number)s: study a suggestion by %(due)s"),
        body=_("Study whether “%(title)s” can be put into practice. It is decided on again on %(due)s."),
    ),
)
