"""What complaints remembers."""

from .approval import Approval, ApprovalStep, AuthorityRule
from .fulfilment import Fulfilment, FulfilmentLine, Refund
from .promise import PromiseRule, TicketPause, TicketPromise
from .proposal import Proposal, ProposalLine
from .quality import Action, Investigation, InvestigationReport
from .ticket import Ticket, TicketEntry, TicketFile

__all__ = [
    "Action",
    "Approval",
    "ApprovalStep",
    "AuthorityRule",
    "Fulfilment",
    "FulfilmentLine",
    "Investigation",
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
