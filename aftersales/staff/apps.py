"""App configuration."""

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.utils.translation import gettext_lazy as _


class StaffConfig(AppConfig):
    name = "aftersales.staff"
    label = "staff"

    def ready(self) -> None:
        from aftersales.web.settings_pages import add_tab

        from . import importing
        from .exporting import offer_lists
        from .permissions import PEOPLE_READERS
        from .receivers import keep_sign_in  # and connects the answers to announcements

        offer_lists()
        # Django's own receiver would keep the moment without saying in the record what it is.
        user_logged_in.disconnect(dispatch_uid="update_last_login")
        user_logged_in.connect(keep_sign_in, dispatch_uid="keep_sign_in")
        importing.install(_("Users"))
        add_tab(
            "users",
            _("Users"),
            PEOPLE_READERS,
            place=60,
            group="people",
            text=_("Accounts and roles, one-time passwords"),
        )
        add_tab(
            "places",
            _("Departments, regions, outlets"),
            PEOPLE_READERS,
            place=62,
            group="people",
            text=_("Departments, regions and outlets of users and customers"),
        )
