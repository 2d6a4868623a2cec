"""Addresses of the hall."""

from django.urls import path

from . import customer, views

urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.search, name="search"),
    path("palette/", views.palette, name="palette"),
    path("customers/<str:number>/", customer.customer, name="customer"),
]
