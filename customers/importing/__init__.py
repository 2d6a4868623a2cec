"""Import of customers, products and purchases through the same forms and services as the pages."""

from . import customers, products, sales

IMPORTERS = (customers.IMPORTER, products.IMPORTER, sales.IMPORTER)
