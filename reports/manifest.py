"""What this app contributes to the apps below it, as plain data."""

from django.utils.translation import gettext_lazy as _

from aftersales.web.menu import MenuItem

MENU = (MenuItem("dashboard", _("Reports"), "chart", place=150, group="records"),)
