"""URLs of company settings, saved views, drafts, and whether the server is there."""

from django.urls import path

from .views import company, drafts, health, numbering, ready, retention, saved_views

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("ready/", ready.ready, name="ready"),
    path("drafts/", drafts.save_draft, name="drafts"),
    path("settings/company/", company.company_edit, name="company"),
    path("settings/company/letterhead.pdf", company.letterhead, name="letterhead"),
    path("settings/checklist/done/", company.checklist_done, name="checklist_done"),
    path("settings/working-time/", company.working_time, name="working_time"),
    path("settings/holidays/", company.holidays, name="holidays"),
    path("settings/holidays/new/", company.holiday_new, name="holiday_new"),
    path("settings/holidays/<int:pk>/", company.holiday, name="holiday"),
    path("settings/holidays/<int:year>/install/", company.holidays_install, name="holidays_install"),
    path("settings/numbering/", numbering.numbering_list, name="numberings"),
    path("settings/numbering/<slug:kind>/", numbering.numbering, name="numbering"),
    path("settings/retention/", retention.retention_list, name="retention"),
    path("settings/retention/<str:subject>/", retention.retention_of, name="retention_of"),
    path("settings/mail/", company.mail, name="mail"),
    path("settings/mail/test/", company.mail_test, name="mail_test"),
    path("views/", saved_views.saved_views, name="saved_views"),
    path("views/new/", saved_views.saved_view_new, name="saved_view_new"),
    path("views/<int:pk>/delete/", saved_views.saved_view_delete, name="saved_view_delete"),
    path("views/<int:pk>/up/", saved_views.saved_view_up, name="saved_view_up"),
]
