"""The texts of notifications about imports."""

from django.utils.translation import gettext_lazy as _

from aftersales.notifications.texts import Text

FIGURES = _("%(added)s added, %(known)s already there, %(failed)s failed.")


NOTIFICATIONS = (
    Text("import_checked", subject=_("File checked, nothing imported yet"), body=FIGURES),
    Text("import_done", subject=_("Import finished"), body=FIGURES),
    Text("import_failed", subject=_("Import stopped"), body=_("See the import page for the reason.")),
)
