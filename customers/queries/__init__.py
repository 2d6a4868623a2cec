"""Queries about customers."""

from .alike import possible_duplicates
from .customer import (
    contacts_seen_by,
    customer_list,
    interactions_seen_by,
    products,
    purchases_of,
    purchases_seen_by,
)
from .finding import find_customers, matching

__all__ = [
    "contacts_seen_by",
    "customer_list",
    "find_customers",
    "interactions_seen_by",
    "matching",
    "possible_duplicates",
    "products",
    "purchases_of",
    "purchases_seen_by",
]
