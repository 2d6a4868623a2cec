"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CustomersConfig(AppConfig):
    name = "customers"
    label = "customers"

    def ready(self) -> None:
        from aftersales.search.bigram_index import index_grams
        from aftersales.web.numbers import add_number
        from aftersales.web.settings_pages import add_tab

        from . import (
            importing,
            receivers,  # noqa: F401  (connects the answers to announcements)
        )
        from .exporting import offer_lists
        from .models import Customer
        from .permissions import DECLARATION_READERS, PRODUCT_KEEPERS, REQUEST_READERS
        from .services import search
        from .texts import register_texts

        index_grams(Customer, fill=search.index_missing)
        offer_lists()
        register_texts()
        importing.install()
        add_number("CU", _("Customers"), _("The next customer will be %(number)s."), place=20)
        add_number("PD", _("Data requests"), _("The next request will be %(number)s."), place=50)
        add_tab(
            "products",
            _("Products"),
            PRODUCT_KEEPERS,
            place=63,
            group="company",
            text=_("Products that can be chosen for purchases and tickets"),
        )
        add_tab(
            "data_requests",
            _("Data requests"),
            REQUEST_READERS,
            place=200,
            group="data",
            text=_("Customer requests for a copy, correction or erasure of their data"),
        )
        add_tab(
            "personal_data",
            _("Personal data"),
            DECLARATION_READERS,
            place=210,
            group="data",
            text=_("Which personal data is kept, why and for how long"),
        )
