"""Who gets past 404 on the routes of the archive. What one sees but may not do, the services refuse with 403."""

READERS = frozenset({"service", "rep", "manager", "gm", "quality", "quality_manager", "executive", "auditor"})
EDITORS = frozenset({"service", "rep", "manager"})
PRODUCT_READERS = READERS | {"admin", "colleague"}

ROWS: dict[str, frozenset[str] | str] = {
    "customer": READERS,
    "customers": READERS,
    "customers_search": READERS,
    "customers_find": READERS,
    "customers_duplicates": EDITORS,
    "customer_new": EDITORS,
    "customer_edit": EDITORS,
    "customer_reveal": READERS,
    "customer_purchases": READERS,
    "contact_new": EDITORS,
    "contact_edit": EDITORS,
    "contact_reveal": READERS,
    "purchase_new": EDITORS,
    "purchase_edit": EDITORS,
    "interaction_new": READERS,
    "api-customer-list": READERS,
    "api-customer-detail": READERS,
    "api-customer-search": READERS,
    "api-customer-reveal": READERS,
    "api-customer-regrade": READERS,
    "api-contact-list": READERS,
    "api-contact-detail": READERS,
    "api-contact-reveal": READERS,
    "api-product-list": PRODUCT_READERS,
    "api-product-detail": PRODUCT_READERS,
    "api-sale-list": READERS,
    "api-sale-detail": READERS,
    "api-interaction-list": READERS,
    "api-interaction-detail": READERS,
}
