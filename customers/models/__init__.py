"""Customers 客户: their contacts, purchases, interactions and profile."""

from .customer import Contact, Customer
from .duplicates import CustomerAlias, DuplicatePair
from .merges import Merge
from .opting import OptOut
from .panel import PanelAnswer, PanelMember, PanelQuestion
from .privacy import PersonalDataRequest
from .product import Product, Purchase, RepairStay, SerialNumber
from .profile import AnnualDemand, Grading, TierPeriod
from .rules import GradeRule, WarrantyRule
from .timeline import Interaction, Reveal
from .touches import ContactTouch, TouchRule

__all__ = [
    "AnnualDemand",
    "Contact",
    "ContactTouch",
    "Customer",
    "CustomerAlias",
    "DuplicatePair",
    "GradeRule",
    "Grading",
    "Interaction",
    "Merge",
    "OptOut",
    "PanelAnswer",
    "PanelMember",
    "PanelQuestion",
    "PersonalDataRequest",
    "Product",
    "Purchase",
    "RepairStay",
    "Reveal",
    "SerialNumber",
    "TierPeriod",
    "TouchRule",
    "WarrantyRule",
]
