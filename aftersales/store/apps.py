"""App configuration."""

from django.apps import AppConfig


class StoreConfig(AppConfig):
    name = "aftersales.store"
    label = "store"

    def ready(self) -> None:
        from .histories import build_managers

        build_managers()
