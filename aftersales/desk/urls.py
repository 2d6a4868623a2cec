"""Addresses of the hall."""

from django.urls import path

from . import catalogue, customer, purchase, roles, views

urlpatterns = [
    path("", views.home, name="home"),
    path("setup/", views.set_up, name="setup"),
    path("setup/roles/", roles.roles, name="roles"),
    path("setup/roles/<slug:code>/", roles.role, name="role"),
    path("search/", views.search, name="search"),
    path("palette/", views.palette, name="palette"),
    path("products/", catalogue.catalogue, name="catalogue"),
    path("purchases/<int:pk>/", purchase.purchase, name="purchase"),
    path("customers/<str:number>/", customer.customer, name="customer"),
]
