"""What the page of a ticket shows of quality."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from aftersales.staff.models import User
from complaints.enums import State
from complaints.models import Ticket
from complaints.presentation.sections import Section, SectionLine

from .. import permissions


def ticket_section(ticket: Ticket, user: User) -> Section | None:
    """The section on the page of a ticket: its investigations, and the link to open a new one."""
    lines = [
        SectionLine(row.get_absolute_url(), (row.number, row.title), row.get_state_display())
        for row in ticket.investigations.all()
    ]
    may_open = permissions.can_open(user) and ticket.state != State.WITHDRAWN
    if not lines and not may_open:
        return None
    if not may_open:
        return Section(_("Quality"), lines)
    to = f"{reverse('investigation_new')}?{urlencode({'ticket': ticket.number})}"
    return Section(_("Quality"), lines, link=_("Open investigation"), link_url=to)
