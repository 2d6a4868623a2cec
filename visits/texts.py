"""The texts of notifications about visits."""

from django.utils.translation import gettext_lazy as _

from aftersales.notifications.texts import Text

NOTIFICATIONS = (
    Text(
        "visits.planned",
        subject=_("New follow-up visits were planned for you"),
        body=_("Follow-up visits are coming due and have been added to your schedule. Open your list to see them."),
    ),
    Text(
        "visits.without_rep",
        subject=_("Follow-up visits without a rep"),
        body=_("Some customers are due for a follow-up visit but have no account rep. Assign one."),
    ),
    Text(
        "visits.soon",
        subject=_("Follow-up visit due on %(due_on)s: %(customer)s"),
        body=_("The follow-up visit to %(customer)s is due on %(due_on)s. It is planned for %(planned_on)s."),
    ),
    Text(
        "visits.today",
        subject=_("Follow-up visit due today: %(customer)s"),
        body=_("The follow-up visit to %(customer)s is due today. Record the outcome afterwards."),
    ),
    Text(
        "visits.overdue",
        subject=_("Follow-up visit overdue: %(customer)s"),
        body=_(
            "The follow-up visit to %(customer)s was due on %(due_on)s. Complete it or agree on "
            "another date. The manager has been notified."
        ),
    ),
    Text(
        "visits.overdue_manager",
        subject=_("Follow-up visit overdue: %(customer)s"),
        body=_("The follow-up visit to %(customer)s was due on %(due_on)s and hasn’t taken place. Rep: %(rep)s."),
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
        "visits.assigned",
        subject=_("A follow-up visit was assigned to you: %(customer)s"),
        body=_("The follow-up visit to %(customer)s is planned for %(planned_on)s and due on %(due_on)s."),
    ),
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
