"""App configuration."""

from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "visits"
    label = "visits"

    def ready(self) -> None:
        from . import receivers  # noqa: F401
        from .exporting import offer_lists
        from .texts import register_texts

        offer_lists()
        register_texts()
