"""The forms of surveys: what a customer walks through, and the verbs of questionnaires, measures and call-backs."""

from .walk import Walk

__all__ = ["Walk"]
