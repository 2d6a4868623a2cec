"""Addresses."""

from django.urls import path

from . import views

urlpatterns = [
    path("audit/", views.changes, name="audit"),
    path("audit/reads/", views.reads, name="audit_reads"),
    path("audit/seals/", views.seals, name="audit_seals"),
]
