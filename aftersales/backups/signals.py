"""Signals of this app. Argument: now."""

from django.dispatch import Signal

# A backup was restored: apps delete again what must not come back with it.
restored = Signal()
