"""Addresses of the start page, search, settings overview, products, customers and purchases."""

from django.urls import path

from . import catalogue, customer, guide, password_sheet, purchase, roles, views

urlpatterns = [
    path("", views.home, name="home"),
    path("settings/", views.set_up, name="settings"),
    path("settings/roles/", roles.roles, name="roles"),
    path("settings/roles/<slug:code>/", roles.role, name="role"),
    path("settings/users/password-sheet/", password_sheet.password_sheet, name="password_sheet"),
    path("search/", views.search, name="search"),
    path("help/", guide.guide, name="guide"),
    path("help/tour/", guide.put_away, name="tour_away"),
    path("palette/", views.palette, name="palette"),
    path("products/", catalogue.catalogue, name="catalogue"),
    path("purchases/<int:pk>/", purchase.purchase, name="purchase"),
    path("customers/<str:number>/", customer.customer, name="customer"),
]
