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
        "visits.assigned",
        subject=_("A follow-up visit was assigned to you: %(customer)s"),
        body=_("The follow-up visit to %(customer)s is planned for %(planned_on)s and due on %(due_on)s."),
    ),
)
