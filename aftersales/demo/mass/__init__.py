"""Everybody who has no story: tickets with their threads, promises, approvals and answers, and visits, in bulk."""

from .lifecycle import moments
from .tickets import tell
from .visits import visit

__all__ = ["moments", "tell", "visit"]
