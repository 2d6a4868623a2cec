"""App configuration."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "aftersales.desk"
    label = "desk"

    def ready(self) -> None:
        from .audit.exporting import offer_lists

        offer_lists()
