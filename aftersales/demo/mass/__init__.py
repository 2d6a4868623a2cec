"""All tickets without a story, in bulk: with conversations, SLA targets, approvals, survey responses; and follow-up
visits."""

from .lifecycle import moments
from .tickets import tell
from .visits import visit

__all__ = ["moments", "tell", "visit"]
