"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TransfersConfig(AppConfig):
    name = "aftersales.transfers"
    label = "transfers"

    def ready(self) -> None:
        from aftersales.web.settings_pages import add_tab

        from . import receivers  # noqa: F401  (connects the answers to announcements)
        from .permissions import EXPORT_READERS, IMPORTERS
        from .texts import exports, imports

        add_tab(
            "imports",
            _("Imports"),
            IMPORTERS,
            place=80,
            group="data",
            text=_("Bulk import of customers, products, purchases, accounts and tickets"),
        )
        add_tab(
            "exports",
            _("Exports"),
            EXPORT_READERS,
            place=220,
            group="data",
            text=_("Exported lists and requests awaiting approval"),
        )
        exports.install()
        imports.install()
