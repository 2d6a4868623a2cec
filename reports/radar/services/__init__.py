"""Services of the radar."""

from .judging import acknowledge, dismiss, investigate
from .watching import watch

__all__ = ["acknowledge", "dismiss", "investigate", "watch"]
