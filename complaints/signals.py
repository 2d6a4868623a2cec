"""What complaints announces, inside its transaction. Arguments: ticket, actor, now."""

from django.dispatch import Signal

ticket_logged = Signal()
ticket_closed = Signal()
ticket_reopened = Signal()
