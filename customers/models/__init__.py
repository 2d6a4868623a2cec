"""The archive 客户档案: customers, their contacts, what they bought, every contact with them."""

from .customer import Contact, Customer
from .duplicates import CustomerAlias, DuplicatePair
from .privacy import PersonalDataRequest
from .product import Product, ProductSold
from .timeline import Interaction, Reveal

__all__ = [
    "Contact",
    "Customer",
    "CustomerAlias",
    "DuplicatePair",
    "Interaction",
    "PersonalDataRequest",
    "Product",
    "ProductSold",
    "Reveal",
]
