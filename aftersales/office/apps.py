"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OfficeConfig(AppConfig):
    name = "aftersales.office"
    label = "office"

    def ready(self) -> None:
        from aftersales.web.setup import add_tab

        from . import receivers  # noqa: F401  (connects the answers to announcements)
        from .permissions import EXPORT_READERS, IMPORTERS, KEEPERS
        from .texts import exports, imports, record, staff

        add_tab("imports", _("Imports"), IMPORTERS, place=80)
        add_tab("backups", _("Backups"), KEEPERS, place=90)
        add_tab("company", _("Letterhead"), KEEPERS, place=64)
        add_tab("working_time", _("Working time"), KEEPERS, place=66)
        add_tab("holidays", _("Holidays"), KEEPERS, place=68)
        add_tab("mail", _("Mail"), KEEPERS, place=80)
        add_tab("exports", _("Exports"), EXPORT_READERS, place=220)
        exports.install()
        imports.install()
        record.install()
        staff.install()
