"""Rows of a table as customers, products and sales, through the same forms and services as what is typed."""

from . import customers, products, sales

IMPORTERS = (customers.IMPORTER, products.IMPORTER, sales.IMPORTER)
