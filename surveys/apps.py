"""App configuration."""

from django.apps import AppConfig


class SurveysConfig(AppConfig):
    name = "surveys"
    label = "surveys"

    def ready(self) -> None:
        from . import receivers  # noqa: F401  (connects the answers to announcements)
        from .exporting import offer_lists
        from .services.invitations import mail_params
        from .texts import register_texts

        offer_lists()
        register_texts(mail_params)
