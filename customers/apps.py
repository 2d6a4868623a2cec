"""App configuration."""

from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "customers"
    label = "customers"

    def ready(self) -> None:
        from aftersales.web.gram_index import index_grams

        from .models import Customer
        from .texts import register_texts

        index_grams(Customer)
        register_texts()
