"""Tickets told by hand, step by step through the services that people use: threads, promises, approvals and notices
are what they would have been."""

from . import approving, everyday, fulfilment, merging, quality, risk, small
from .case import STORIES, Story

__all__ = ["STORIES", "Story", "approving", "fulfilment", "everyday", "merging", "quality", "risk", "small"]
