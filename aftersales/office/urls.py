"""Addresses of the office floor."""

from django.urls import path

from .views import backups, exports, house, imports, numbering, retention, saved_views, setup

urlpatterns = [
    path("healthz", house.healthz, name="healthz"),
    path("notices/", house.notices, name="notices"),
    path("notices/read/", house.read_notices, name="notices_read"),
    path("drafts/", house.save_draft, name="drafts"),
    path("setup/backups/", backups.backups, name="backups"),
    path("setup/backups/now/", backups.backup_now, name="backup_now"),
    path("setup/imports/", imports.imports, name="imports"),
    path("setup/imports/new/", imports.import_new, name="import_new"),
    path("setup/imports/<int:pk>/", imports.import_run, name="import_run"),
    path("setup/imports/<int:pk>/check/", imports.import_check, name="import_check"),
    path("setup/imports/<int:pk>/start/", imports.import_start, name="import_start"),
    path("setup/imports/<int:pk>/stop/", imports.import_stop, name="import_stop"),
    path("setup/imports/<int:pk>/bad-rows.csv", imports.import_bad_rows, name="import_bad_rows"),
    path("setup/company/", setup.company_edit, name="company"),
    path("setup/company/letterhead.pdf", setup.letterhead, name="letterhead"),
    path("setup/checklist/done/", setup.checklist_done, name="checklist_done"),
    path("setup/working-time/", setup.working_time, name="working_time"),
    path("setup/holidays/", setup.holidays, name="holidays"),
    path("setup/holidays/new/", setup.holiday_new, name="holiday_new"),
    path("setup/holidays/<int:pk>/", setup.holiday, name="holiday"),
    path("setup/holidays/<int:year>/install/", setup.holidays_install, name="holidays_install"),
    path("setup/numbering/", numbering.numbering_list, name="numberings"),
    path("setup/numbering/<slug:kind>/", numbering.numbering, name="numbering"),
    path("setup/retention/", retention.retention_list, name="retention"),
    path("setup/retention/<str:subject>/", retention.retention_of, name="retention_of"),
    path("setup/mail/", setup.mail, name="mail"),
    path("setup/mail/test/", setup.mail_test, name="mail_test"),
    path("exports/", exports.exports, name="exports"),
    path("exports/new/", exports.export_new, name="export_new"),
    path("exports/<int:pk>/", exports.export, name="export"),
    path("exports/<int:pk>/decide/", exports.export_decide, name="export_decide"),
    path("exports/<int:pk>/download/", exports.export_take, name="export_take"),
    path("views/", saved_views.saved_views, name="saved_views"),
    path("views/new/", saved_views.saved_view_new, name="saved_view_new"),
    path("views/<int:pk>/delete/", saved_views.saved_view_delete, name="saved_view_delete"),
    path("views/<int:pk>/up/", saved_views.saved_view_up, name="saved_view_up"),
]
