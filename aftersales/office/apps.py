"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OfficeConfig(AppConfig):
    name = "aftersales.office"
    label = "office"

    def ready(self) -> None:
        from aftersales.web.settings_pages import add_tab

        from . import receivers  # noqa: F401  (connects the answers to announcements)
        from .permissions import KEEPERS

        add_tab(
            "company",
            _("Company details"),
            KEEPERS,
            place=64,
            group="company",
            text=_("Name, address and phone on documents"),
        )
        add_tab(
            "working_time",
            _("Working hours"),
            KEEPERS,
            place=66,
            group="company",
            text=_("Deadlines only run during these hours"),
        )
        add_tab(
            "holidays",
            _("Holidays"),
            KEEPERS,
            place=68,
            group="company",
            text=_("Holidays and make-up workdays"),
        )
        add_tab(
            "numberings",
            _("Numbering"),
            KEEPERS,
            place=70,
            group="company",
            text=_("How tickets, customers and other documents are numbered"),
        )
        add_tab("mail", _("Email delivery"), KEEPERS, place=80, group="company", text=_("Email settings and test"))
        add_tab(
            "retention",
            _("Data retention"),
            KEEPERS,
            place=205,
            group="data",
            text=_("How many days each kind of record is kept"),
        )
