"""Addresses of the office floor."""

from django.urls import path

from . import views

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("notices/", views.notices, name="notices"),
    path("notices/read/", views.read_notices, name="notices_read"),
    path("drafts/", views.save_draft, name="drafts"),
]
