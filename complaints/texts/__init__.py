"""The texts of notifications about tickets, and of events in their conversation."""

from . import reception, risk, tickets, work

NOTIFICATIONS = (*tickets.NOTIFICATIONS, *work.NOTIFICATIONS, *risk.NOTIFICATIONS, *reception.NOTIFICATIONS)
EVENTS = {**tickets.EVENTS, **work.EVENTS, **risk.EVENTS}
