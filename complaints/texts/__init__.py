"""The texts of notifications about tickets, and of events in their conversation."""

from . import calls, reception, risk, tickets, work

NOTIFICATIONS = (
    *tickets.NOTIFICATIONS,
    *work.NOTIFICATIONS,
    *risk.NOTIFICATIONS,
    *reception.NOTIFICATIONS,
    *calls.NOTIFICATIONS,
)
EVENTS = {**tickets.EVENTS, **work.EVENTS, **risk.EVENTS}
