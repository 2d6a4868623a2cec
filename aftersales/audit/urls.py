"""URLs of the audit log."""

from django.urls import path

from . import views

urlpatterns = [
    path("audit/", views.changes, name="audit"),
    path("audit/access/", views.access_log, name="access_log"),
    path("audit/seals/", views.seals, name="audit_seals"),
]
