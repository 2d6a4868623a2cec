"""The texts of notifications about visits."""

from django.utils.translation import gettext_lazy as _

from aftersales.notifications.texts import Text

NOTIFICATIONS = (
    Text(
        "visits.digest",
        subject=_("Follow-ups today: %(today)s, overdue: %(overdue)s"),
        body=_(
            "Planned for today or before: %(today)s\n"
            "Due within %(days)s days: %(due)s\n"
            "Overdue: %(overdue)s\n\n"
            "Open your list to see them."
        ),
    ),
    Text(
        "visits.digest_lead",
        subject=_("Follow-ups: %(raised)s newly escalated, %(without_rep)s without a rep, %(today)s of your own"),
        body=_(
            "Overdue and newly escalated to you: %(raised)s\n"
            "Without a rep: %(without_rep)s\n"
            "Your own, planned for today or before: %(today)s\n"
            "Your own, due within %(days)s days: %(due)s\n"
            "Your own, overdue: %(overdue)s\n\n"
            "Open the list to see them."
        ),
    ),
    Text(
        "visits.after_due_date",
        subject=_("Follow-up visit rescheduled past its due date: %(customer)s"),
        body=_(
            "The follow-up visit to %(customer)s was due on %(due_on)s and has been moved to "
            "%(planned_on)s. Reason: %(reason)s"
        ),
    ),
    Text(
        "visits.postponed",
        subject=_("Follow-up visits postponed: %(customer)s"),
        body=_(
            "The next follow-up visit to %(customer)s was due on %(due_on)s. By an exception it is due on "
            "%(next_due_on)s. Reason: %(reason)s"
        ),
    ),
    Text(
        "visits.schedules_differed",
        subject=_("Due days of follow-up visits were wrong: %(count)s"),
        body=_(
            "The nightly check found %(count)s customers whose due day was not what the rule gives. They were "
            "corrected. Report this: it is a fault of the program or of data that was changed outside of it."
        ),
    ),
    Text(
        "visits.assigned",
        subject=_("A follow-up visit was assigned to you: %(customer)s"),
        body=_("The follow-up visit to %(customer)s is planned for %(planned_on)s and due on %(due_on)s."),
    ),
    Text(
        "visits.copy",
        subject=_("What we noted on %(day)s"),
        body=_(
            "Thank you for your time on %(day)s. This is what we noted:\n\n%(record)s\n\n"
            "If something is wrong or missing, please call us: %(phone)s\n\n%(company)s"
        ),
    ),
    Text(
        "visits.nudge",
        subject=_("The follow-up of %(title)s waits for you"),
        body=_("%(who)s asks you to go on."),
    ),
    Text(
        "visits.care_nudge",
        subject=_("%(title)s waits for you"),
        body=_("%(who)s asks you to go on."),
    ),
    Text(
        "visits.forum_nudge",
        subject=_("%(title)s waits for you"),
        body=_("%(who)s asks you to go on."),
    ),
    Text(
        "visits.undecided",
        subject=_("Three follow-ups failed, decide how to go on: %(customer)s"),
        body=_(
            "%(customer)s could not be reached three times. Try again by another channel or another rep, or pause "
            "with a reason and an end."
        ),
    ),
    Text(
        "visits.decided",
        subject=_("The manager has decided how to go on: %(customer)s"),
        body=_("The follow-up visit to %(customer)s is planned for %(planned_on)s. Reason: %(reason)s"),
    ),
    Text(
        "visits.about_ticket",
        subject=_("At a follow-up the customer spoke about %(ticket)s"),
        body=_("Open the record of the follow-up to see what the customer said about %(ticket)s."),
    ),
    Text(
        "visits.handed_over",
        subject=_("Follow-up visits were handed over to you: %(count)s"),
        body=_("%(count)s planned follow-up visits of %(rep)s are yours now. Open your list to see them."),
    ),
    Text("visits.letter", subject="%(subject)s", body="%(body)s", by_person=True),
    Text(
        "visits.care_plan_given",
        subject=_("You are responsible for a care plan: %(customer)s"),
        body=_("%(number)s, %(title)s: you are responsible for it now."),
    ),
    Text(
        "visits.care_plan_approved",
        subject=_("Care plan approved: %(customer)s"),
        body=_("%(number)s, %(title)s, is approved. Its actions fall due from now on."),
    ),
    Text(
        "visits.care_given",
        subject=_("Care action for you: %(title)s"),
        body=_("%(customer)s: %(title)s. Due on %(due_on)s."),
    ),
    Text(
        "visits.care_soon",
        subject=_("Care action due on %(due_on)s: %(title)s"),
        body=_("%(customer)s: %(title)s is due on %(due_on)s."),
    ),
    Text(
        "visits.care_today",
        subject=_("Care action due today: %(title)s"),
        body=_("%(customer)s: %(title)s is due today. Record its result afterwards."),
    ),
    Text(
        "visits.care_overdue",
        subject=_("Care action overdue: %(title)s"),
        body=_("%(customer)s: %(title)s was due on %(due_on)s. Do it or agree on another day; the manager knows."),
    ),
    Text(
        "visits.care_overdue_manager",
        subject=_("Care action overdue: %(title)s"),
        body=_("%(customer)s: %(title)s was due on %(due_on)s and is not done. Owner: %(owner)s."),
    ),
    Text(
        "visits.forum_given",
        subject=_("You host a user forum: %(title)s"),
        body=_("%(number)s, %(title)s, takes place on %(day)s. You host it."),
    ),
    Text(
        "visits.opinion_late",
        subject=_("Nobody has taken an opinion of a user forum: %(title)s"),
        body=_("Opinion %(place)s of %(number)s had to have a fate by %(due_on)s: ticket, action, answer or a reason."),
    ),
    Text(
        "visits.forum_invitation",
        subject=_("Invitation: %(title)s"),
        body=_(
            "We invite you to %(title)s.\n\nWhen: %(starts)s\nWhere: %(place)s\n\n%(agenda)s\n\n"
            "Please tell us by reply or by phone (%(phone)s) whether you come.\n\n%(company)s"
        ),
        by_person=True,
    ),
    Text(
        "visits.forum_called_off",
        subject=_("Called off: %(title)s"),
        body=_("%(title)s on %(starts)s does not take place. %(reason)s\n\n%(company)s"),
    ),
    Text(
        "visits.forum_result",
        subject=_("What became of your opinions: %(title)s"),
        body=_("Thank you for coming to %(title)s. This became of what was said:\n\n%(opinions)s\n\n%(company)s"),
    ),
)
