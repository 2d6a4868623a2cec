"""App configuration."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "aftersales.desk"
    label = "desk"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from aftersales.staff.permissions import PEOPLE_READERS
        from aftersales.web.settings_pages import add_tab

        said = _("Responsibilities and access of each role")
        add_tab("roles", _("Roles"), PEOPLE_READERS, place=61, group="people", text=said)
