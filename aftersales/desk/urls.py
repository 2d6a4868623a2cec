"""Addresses of the hall."""

from django.urls import path

from . import customer, views
from .audit import views as audit

urlpatterns = [
    path("", views.home, name="home"),
    path("audit/", audit.changes, name="audit"),
    path("audit/reads/", audit.reads, name="audit_reads"),
    path("audit/seals/", audit.seals, name="audit_seals"),
    path("search/", views.search, name="search"),
    path("palette/", views.palette, name="palette"),
    path("customers/<str:number>/", customer.customer, name="customer"),
]
