"""What complaints remembers."""

from .approval import Approval, ApprovalStep, AuthorityRule
from .fulfilment import Fulfilment, FulfilmentLine, Refund, ReturnedUnit
from .promise import PromiseRule, TicketPause, TicketPromise
from .proposal import Proposal, ProposalLine
from .quality import Action, ActionFile, Investigation, InvestigationFile, InvestigationReport
from .reception import Visitor, WaitChange
from .risk import RiskFlag, RiskRule
from .ticket import Ticket, TicketEntry, TicketFile
from .work import AssignmentRule, Call, Phrase, Reminder

__all__ = [
    "Action",
    "ActionFile",
    "Approval",
    "ApprovalStep",
    "AssignmentRule",
    "AuthorityRule",
    "Call",
    "Fulfilment",
    "FulfilmentLine",
    "Investigation",
    "InvestigationFile",
    "InvestigationReport",
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
    "TicketPause",
    "TicketPromise",
    "Visitor",
    "WaitChange",
]
