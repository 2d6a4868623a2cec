"""App configuration."""

from django.apps import AppConfig


class ComplaintsConfig(AppConfig):
    name = "complaints"
    label = "complaints"

    def ready(self) -> None:
        from . import receivers  # noqa: F401  (connects the receivers of signals)
