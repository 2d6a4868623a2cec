"""Importing customers, products and purchases through the forms and services of the pages."""

from aftersales.tables.importing import register

from . import customers, products, sales


def install() -> None:
    for kind in (customers, products, sales):
        register(kind.offered())
