"""The texts of visits' notices."""

from django.utils.translation import gettext_lazy as _

from aftersales.notifications.texts import register


def register_texts() -> None:
    register(
        "visits.planned",
        subject=_("New return visits are planned for you"),
        body=_("Return visits fall due and have been put on your days. Open your list to see them."),
    )
    register(
        "visits.without_rep",
        subject=_("Return visits without a rep"),
        body=_("Return visits fall due at customers whom no rep answers for. Give them to somebody."),
    )
    register(
        "visits.soon",
        subject=_("Return visit due on %(due_on)s: %(customer)s"),
        body=_("The return visit to %(customer)s is due on %(due_on)s. It is planned for %(planned_on)s."),
    )
    register(
        "visits.today",
        subject=_("Return visit due today: %(customer)s"),
        body=_("The return visit to %(customer)s is due today. Record its outcome when it is done."),
    )
    register(
        "visits.overdue",
        subject=_("Return visit overdue: %(customer)s"),
        body=_(
            "The return visit to %(customer)s was due on %(due_on)s. Make it, or agree on another day. "
            "The manager has been told."
        ),
    )
    register(
        "visits.overdue_manager",
        subject=_("Return visit overdue: %(customer)s"),
        body=_("The return visit to %(customer)s was due on %(due_on)s and has not taken place. Rep: %(rep)s."),
    )
    register(
        "visits.beyond_promise",
        subject=_("Return visit moved beyond its due day: %(customer)s"),
        body=_(
            "The return visit to %(customer)s is due on %(due_on)s and was moved to %(planned_on)s. Reason: %(reason)s"
        ),
    )
    register(
        "visits.assigned",
        subject=_("A return visit was given to you: %(customer)s"),
        body=_("The return visit to %(customer)s is planned for %(planned_on)s and due on %(due_on)s."),
    )
