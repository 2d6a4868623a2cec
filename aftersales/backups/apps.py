"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BackupsConfig(AppConfig):
    name = "aftersales.backups"
    label = "backups"

    def ready(self) -> None:
        from aftersales.office.permissions import KEEPERS
        from aftersales.web.settings_pages import add_tab

        from . import texts

        add_tab(
            "backups",
            _("Backups"),
            KEEPERS,
            place=90,
            group="data",
            text=_("Every night automatically, verified by a restore test"),
        )
        texts.install()
