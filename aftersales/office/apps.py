"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OfficeConfig(AppConfig):
    name = "aftersales.office"
    label = "office"

    def ready(self) -> None:
        from aftersales.web.setup import add_tab

        from . import receivers  # noqa: F401  (connects the answers to announcements)
        from .permissions import KEEPERS

        add_tab(
            "company", _("Letterhead"), KEEPERS, place=64, group="company", text=_("Name, address and phone on paper")
        )
        add_tab(
            "working_time",
            _("Working time"),
            KEEPERS,
            place=66,
            group="company",
            text=_("The hours in which deadlines run"),
        )
        add_tab(
            "holidays",
            _("Holidays"),
            KEEPERS,
            place=68,
            group="company",
            text=_("Days off, and weekends that are worked"),
        )
        add_tab(
            "numberings",
            _("Numbers"),
            KEEPERS,
            place=70,
            group="company",
            text=_("How tickets, customers and other documents are numbered"),
        )
        add_tab("mail", _("Mail"), KEEPERS, place=80, group="company", text=_("How mail leaves, with a test"))
        add_tab(
            "retention",
            _("Time of keeping"),
            KEEPERS,
            place=205,
            group="data",
            text=_("After how many days things are erased"),
        )
