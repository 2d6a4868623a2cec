"""App configuration."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "aftersales.web"
    label = "web"

    def ready(self) -> None:
        from . import field_texts

        field_texts.speak()
