"""What complaints remembers."""

from .approval import Approval, ApprovalStep, AuthorityRule
from .fulfilment import Fulfilment, FulfilmentLine, Refund
from .promise import PromiseRule, TicketPause, TicketPromise
from .proposal import Proposal, ProposalLine
from .quality import Action, ActionFile, Investigation, InvestigationFile, InvestigationReport
from .ticket import Ticket, TicketEntry, TicketFile

__all__ = [
    "Action",
    "ActionFile",
    "Approval",
    "ApprovalStep",
    "AuthorityRule",
    "Fulfilment",
    "FulfilmentLine",
    "Investigation",
    "InvestigationFile",
    "InvestigationReport",
    "PromiseRule",
    "Proposal",
    "ProposalLine",
    "Refund",
    "Ticket",
    "TicketEntry",
    "TicketFile",
    "TicketPause",
    "TicketPromise",
]
