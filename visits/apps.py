"""App configuration."""

from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "visits"
    label = "visits"

    def ready(self) -> None:
        from . import receivers  # noqa: F401  (connects the receivers of signals)
