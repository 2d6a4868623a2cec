"""App configuration."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class StoreConfig(AppConfig):
    name = "aftersales.store"
    label = "store"

    def ready(self) -> None:
        autodiscover_modules("personal")
