"""Addresses of the office floor."""

from django.urls import path

from . import views, views_backups, views_saved

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("notices/", views.notices, name="notices"),
    path("notices/read/", views.read_notices, name="notices_read"),
    path("drafts/", views.save_draft, name="drafts"),
    path("setup/backups/", views_backups.backups, name="backups"),
    path("setup/backups/now/", views_backups.backup_now, name="backup_now"),
    path("views/", views_saved.saved_views, name="saved_views"),
    path("views/new/", views_saved.saved_view_new, name="saved_view_new"),
    path("views/<int:pk>/delete/", views_saved.saved_view_delete, name="saved_view_delete"),
    path("views/<int:pk>/up/", views_saved.saved_view_up, name="saved_view_up"),
]
