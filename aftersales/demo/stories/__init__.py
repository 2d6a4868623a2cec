"""Tickets written by hand, step by step through the services that people use, so that conversations, SLA targets,
approvals and notifications are the real ones."""

from . import approving, everyday, fulfilment, ideas, loose_plug, meeting, merging, objecting, quality, risk, small
from .case import Story

MODULES = (approving, everyday, fulfilment, ideas, loose_plug, meeting, merging, objecting, quality, risk, small)
STORIES = tuple(one for module in MODULES for one in vars(module).values() if isinstance(one, Story))
