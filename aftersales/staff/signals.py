"""What the floors above may want to know."""

from django.dispatch import Signal

# kwargs: stand_in, actor, now
stand_in_entered = Signal()
stand_in_ended = Signal()
