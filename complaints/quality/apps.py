"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class QualityConfig(AppConfig):
    name = "complaints.quality"
    label = "quality"

    def ready(self) -> None:
        from aftersales.web.numbers import add_number
        from complaints.presentation.sections import add_section

        from . import receivers  # noqa: F401  (connects the answers to announcements)
        from .exporting import offer_lists
        from .presentation import ticket_section
        from .texts import register_texts

        add_section(ticket_section)
        offer_lists()
        register_texts()
        add_number("QI", _("Quality investigations"), _("The next investigation will be %(number)s."), place=30)
        add_number("AC", _("Corrective and preventive actions"), _("The next action will be %(number)s."), place=40)
