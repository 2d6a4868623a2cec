"""Addresses."""

from django.urls import path

from .views import house, numbering, retention, saved_views, setup

urlpatterns = [
    path("healthz", house.healthz, name="healthz"),
    path("drafts/", house.save_draft, name="drafts"),
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
    path("views/", saved_views.saved_views, name="saved_views"),
    path("views/new/", saved_views.saved_view_new, name="saved_view_new"),
    path("views/<int:pk>/delete/", saved_views.saved_view_delete, name="saved_view_delete"),
    path("views/<int:pk>/up/", saved_views.saved_view_up, name="saved_view_up"),
]
