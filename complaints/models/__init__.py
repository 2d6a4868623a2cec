"""What complaints remembers."""

from .approval import Approval, ApprovalStep, AuthorityRule
from .fulfilment import Fulfilment, FulfilmentLine, Refund, ReturnedUnit
from .promise import PromiseRule, TicketPause, TicketPromise
from .proposal import Proposal, ProposalLine
from .reception import Visitor, WaitChange
from .risk import RiskFlag, RiskRule
from .ticket import Ticket, TicketEntry, TicketFile, TicketGuest
from .work import AssignmentRule, Call, Phrase, Reminder

__all__ = [
    "Approval",
    "ApprovalStep",
    "AssignmentRule",
    "AuthorityRule",
    "Call",
    "Fulfilment",
    "FulfilmentLine",
    "Phrase",
    "PromiseRule",
    "Proposal",
    "ProposalLine",
    "Refund",
    "ReturnedUnit",
    "RiskFlag",
    "RiskRule",
    "Reminder",
    "Ticket",
    "TicketEntry",
    "TicketFile",
    "TicketGuest",
    "TicketPause",
    "TicketPromise",
    "Visitor",
    "WaitChange",
]
