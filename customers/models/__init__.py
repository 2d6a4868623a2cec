"""The archive 客户档案: customers, their contacts, what they bought, every contact with them."""

from .course import AnnualDemand, Grading, TierPeriod
from .customer import Contact, Customer
from .duplicates import CustomerAlias, DuplicatePair
from .panel import PanelAnswer, PanelMember, PanelQuestion
from .privacy import PersonalDataRequest
from .product import Product, ProductSold
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
    "ProductSold",
    "Reveal",
    "TierPeriod",
]
