"""Signals of surveys, sent inside the transaction."""

from django.dispatch import Signal

# A response was stored, by link or by telephone. Not sent for the ballots of an anonymous round. Arguments: response,
# invitation (or None), now.
response_recorded = Signal()

# A round was closed: no answer is accepted any more, and its figures can be computed. Arguments: round, now.
round_closed = Signal()
