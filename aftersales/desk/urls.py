"""Addresses of the hall."""

from django.urls import path

from . import catalogue, customer, purchase, roles, views
from .audit import views as audit

urlpatterns = [
    path("", views.home, name="home"),
    path("audit/", audit.changes, name="audit"),
    path("audit/reads/", audit.reads, name="audit_reads"),
    path("audit/seals/", audit.seals, name="audit_seals"),
    path("setup/", views.set_up, name="setup"),
    path("setup/roles/", roles.roles, name="roles"),
    path("setup/roles/<slug:code>/", roles.role, name="role"),
    path("search/", views.search, name="search"),
    path("palette/", views.palette, name="palette"),
    path("products/", catalogue.catalogue, name="catalogue"),
    path("purchases/<int:pk>/", purchase.purchase, name="purchase"),
    path("customers/<str:number>/", customer.customer, name="customer"),
]
