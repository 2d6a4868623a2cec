"""The texts of notifications about tables that are brought in."""

from django.utils.translation import gettext_lazy as _

from aftersales.notifications.texts import register

FIGURES = _("%(added)s added, %(known)s there already, %(failed)s failed.")


def install() -> None:
    register("import_checked", subject=_("The table is checked, nothing was kept yet"), body=FIGURES)
    register("import_done", subject=_("The import is done"), body=FIGURES)
    register("import_failed", subject=_("The import stopped"), body=_("Its page says why."))
