"""URLs of backups."""

from django.urls import path

from . import views

urlpatterns = [
    path("settings/backups/", views.backups, name="backups"),
    path("settings/backups/now/", views.backup_now, name="backup_now"),
]
