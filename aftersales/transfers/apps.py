"""App configuration."""

from django.apps import AppConfig


class TransfersConfig(AppConfig):
    name = "aftersales.transfers"
    label = "transfers"

    def ready(self) -> None:
        from . import receivers  # noqa: F401  (connects the signal receivers)
