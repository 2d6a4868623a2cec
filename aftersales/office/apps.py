"""App configuration."""

from django.apps import AppConfig


class OfficeConfig(AppConfig):
    name = "aftersales.office"
    label = "office"

    def ready(self) -> None:
        from . import receivers  # noqa: F401  (connects the signal receivers)
