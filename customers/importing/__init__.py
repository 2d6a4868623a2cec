"""Importing customers, products and purchases through the forms and services of the pages."""

from . import customers, products, sales

IMPORTERS = (customers.IMPORTER, products.IMPORTER, sales.IMPORTER)
