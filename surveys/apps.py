"""App configuration."""

from django.apps import AppConfig


class SurveysConfig(AppConfig):
    name = "surveys"
    label = "surveys"

    def ready(self) -> None:
        from . import receivers  # noqa: F401  (connects the answers to announcements)
        from .services.invitations import mail_params
        from .texts import register_texts

        register_texts(mail_params)
