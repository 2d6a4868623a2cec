"""App configuration."""

from django.apps import AppConfig


class OfficeConfig(AppConfig):
    name = "aftersales.office"
    label = "office"

    def ready(self) -> None:
        from . import receivers, texts_audit, texts_staff  # noqa: F401

        texts_audit.install()
        texts_staff.install()
