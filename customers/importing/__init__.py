"""Rows of a table as customers, products and sales, through the same forms and services as what is typed."""

from aftersales.tables.importing import register

from . import customers, products, sales


def install() -> None:
    """Offer the kinds of tables of this floor."""
    for kind in (customers, products, sales):
        register(kind.offered())
