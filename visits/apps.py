"""App configuration."""

from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "visits"
    label = "visits"

    def ready(self) -> None:
        from .texts import register_texts

        register_texts()
