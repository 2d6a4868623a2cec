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
        "visits.handed_over",
        subject=_("Follow-up visits were handed over to you: %(count)s"),
        body=_("%(count)s planned follow-up visits of %(rep)s are yours now. Open your list to see them."),
    ),
    # Somebody wrote the template, and it is filled when the mail is sent.
    Text("visits.letter", subject="%(subject)s", body="%(body)s", by_person=True),
)
