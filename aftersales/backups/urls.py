"""Addresses."""

from django.urls import path

from . import views

urlpatterns = [
    path("setup/backups/", views.backups, name="backups"),
    path("setup/backups/now/", views.backup_now, name="backup_now"),
]
