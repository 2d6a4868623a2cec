"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OfficeConfig(AppConfig):
    name = "aftersales.office"
    label = "office"

    def ready(self) -> None:
        from aftersales.web.setup import add_tab

        from . import receivers, texts_audit, texts_staff  # noqa: F401
        from .permissions import KEEPERS

        add_tab("backups", _("Backups"), KEEPERS, place=90)
        texts_audit.install()
        texts_staff.install()
