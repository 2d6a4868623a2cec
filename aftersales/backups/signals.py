"""What the office announces. Argument: now."""

from django.dispatch import Signal

# A backup came back: what must not come back with it goes again.
restored = Signal()
