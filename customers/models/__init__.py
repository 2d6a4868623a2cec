"""Customers 客户: their contacts, purchases, interactions and profile."""

from .customer import Contact, Customer
from .duplicates import CustomerAlias, DuplicatePair
from .panel import PanelAnswer, PanelMember, PanelQuestion
from .privacy import PersonalDataRequest
from .product import Product, Purchase
from .profile import AnnualDemand, Grading, TierPeriod
from .timeline import Interaction, Reveal

__all__ = [
    "AnnualDemand",
    "Contact",
    "Customer",
    "CustomerAlias",
    "DuplicatePair",
    "Grading",
    "Interaction",
    "PanelAnswer",
    "PanelMember",
    "PanelQuestion",
    "PersonalDataRequest",
    "Product",
    "Purchase",
    "Reveal",
    "TierPeriod",
]
