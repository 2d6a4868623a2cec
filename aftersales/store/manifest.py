"""What this app contributes, as plain data."""

from .dated import REASONS

AUDIT = {"reasons": REASONS}
