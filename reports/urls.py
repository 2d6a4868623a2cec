"""Addresses of reports."""

from django.urls import path

from . import views

urlpatterns = [
    path("reports/", views.dashboard, name="dashboard"),
    path("reports/quarter.pdf", views.dashboard_pdf, name="dashboard_pdf"),
]
