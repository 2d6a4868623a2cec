"""App configuration."""

from django.apps import AppConfig


class QualityConfig(AppConfig):
    name = "complaints.quality"
    label = "quality"

    def ready(self) -> None:
        from . import receivers  # noqa: F401  (connects the receivers of signals)
