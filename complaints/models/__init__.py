"""The models of tickets, approvals, fulfilment, risk and the front desk."""

from .approval import Approval, ApprovalStep, AuthorityRule
from .binding import BindingDecision
from .fulfilment import Fulfilment, FulfilmentLine, Refund
from .goods import GoodsRecord, ReturnedUnit
from .held import HeldFile, HeldStep
from .missed_call import MissedCall
from .proposal import Proposal, ProposalLine
from .reception import Visitor, WaitChange
from .risk import RiskFlag, RiskRule
from .sla_target import SlaPolicy, SlaTarget, TicketPause
from .tag import Tag, TicketTag
from .ticket import Ticket, TicketEntry, TicketFile, TicketGuest
from .work import AssignmentRule, Call, CannedReply, Reminder

__all__ = [
    "Approval",
    "ApprovalStep",
    "AssignmentRule",
    "AuthorityRule",
    "BindingDecision",
    "Call",
    "Fulfilment",
    "FulfilmentLine",
    "GoodsRecord",
    "HeldFile",
    "HeldStep",
    "CannedReply",
    "SlaPolicy",
    "MissedCall",
    "Proposal",
    "ProposalLine",
    "Refund",
    "ReturnedUnit",
    "RiskFlag",
    "RiskRule",
    "Reminder",
    "Tag",
    "Ticket",
    "TicketEntry",
    "TicketFile",
    "TicketGuest",
    "TicketPause",
    "TicketTag",
    "SlaTarget",
    "Visitor",
    "WaitChange",
]
