"""The texts of notifications. They name numbers and days, never what was said in an interview."""

from django.utils.translation import gettext_lazy as _

from aftersales.notifications.texts import Text

NOTIFICATIONS = (
    Text(
        "training_enrolled",
        subject=_("%(number)s: you’re enrolled in a training, %(when)s"),
        body=_("%(course)s %(course_en)s\n%(when)s, %(place)s"),
    ),
    Text(
        "training_moved",
        subject=_("%(number)s: the training is now on %(when)s"),
        body=_("Time or place have changed: %(when)s, %(place)s."),
    ),
    Text(
        "training_cancelled",
        subject=_("%(number)s: the training on %(when)s is cancelled"),
        body=_("The reason: %(reason)s"),
    ),
    Text(
        "training_result",
        subject=_("%(number)s: your result is recorded"),
        body=_("The result of your assessment is on the page of the training."),
    ),
    Text(
        "training_due",
        subject=_("Your training has to be repeated by %(due)s"),
        body=_("%(course)s %(course_en)s\nPass the assessment by %(due)s."),
    ),
    Text(
        "training_late",
        subject=_("Your training was due on %(due)s"),
        body=_("%(course)s %(course_en)s\nAsk your manager for the next date."),
    ),
    Text(
        "training_late_of",
        subject=_("A training was due on %(due)s: %(person)s"),
        body=_("%(course)s %(course_en)s\nEnrol %(person)s in the next training."),
    ),
    Text(
        "interview_noticed",
        subject=_("%(number)s: service interview on %(when)s"),
        body=_("%(when)s, %(place)s. The page says what it is about. Prepare your part there."),
    ),
    Text(
        "interview_moved",
        subject=_("%(number)s: the interview is now on %(when)s"),
        body=_("Time, place or topic have changed: %(when)s, %(place)s."),
    ),
    Text(
        "interview_cancelled",
        subject=_("%(number)s: the interview on %(when)s is cancelled"),
        body=_("The reason is on the page of the interview."),
    ),
    Text(
        "interview_prepared",
        subject=_("%(number)s: the other side has prepared"),
        body=_("The interview is on %(when)s, %(place)s."),
    ),
    Text(
        "interview_recorded",
        subject=_("%(number)s: read and sign the record"),
        body=_("The record and the targets of the next period are written. Sign them, or write your different view."),
    ),
    Text(
        "interview_signed",
        subject=_("%(number)s: the other side has signed"),
        body=_("When both have signed, nothing can be changed any more."),
    ),
    Text(
        "interview_dissent",
        subject=_("%(number)s: a different view was written"),
        body=_("Read it, and talk about it before you sign."),
    ),
    Text(
        "interview_agreed",
        subject=_("%(number)s: both have agreed"),
        body=_("The targets count from now on."),
    ),
    Text(
        "interview_follow_up",
        subject=_("%(number)s: something agreed is due on %(due)s"),
        body=_("Record on the page of the interview what came of it."),
    ),
    Text(
        "interview_closed",
        subject=_("%(number)s: the follow-up is finished"),
        body=_("The results of the agreed targets are on the page of the interview."),
    ),
    Text(
        "recognition_to_decide",
        subject=_("%(number)s: recognition or correction awaiting a decision"),
        body=_("Read the facts, and what the person says, then decide."),
    ),
    Text(
        "recognition_to_comment",
        subject=_("%(number)s: you can comment"),
        body=_("A recognition or correction about you was proposed. Read the facts and say what you think."),
    ),
    Text(
        "recognition_commented",
        subject=_("%(number)s: the person has commented"),
        body=_("The comment is on the page."),
    ),
    Text(
        "recognition_decided",
        subject=_("%(number)s: decided"),
        body=_("The decision is on the page. You can still comment on it."),
    ),
    Text(
        "recognition_declined",
        subject=_("%(number)s: declined"),
        body=_("The decision is on the page."),
    ),
    Text(
        "evaluation_due",
        subject=_("%(number)s: evaluation of the communication rules due by %(due)s"),
        body=_("Note what works, what doesn’t, and what should change."),
    ),
    Text(
        "evaluation_decided",
        subject=_("%(number)s: the communication rules were evaluated"),
        body=_("The decisions are on the page. The next evaluation is due by %(due)s."),
    ),
)
