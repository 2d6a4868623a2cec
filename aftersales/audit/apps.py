"""App configuration."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "aftersales.audit"
    label = "audit"

    def ready(self) -> None:
        from .exporting import offer_lists
        from .texts import notifications

        offer_lists()
        notifications.install()
