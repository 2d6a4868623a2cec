"""Addresses of the hall."""

from django.urls import path, re_path

from . import customer, views

urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.search, name="search"),
    path("palette/", views.palette, name="palette"),
    # All but the words that the archive's own pages have in this place (customers/urls.py).
    re_path(r"^customers/(?P<number>(?!(?:new|search|find|duplicates)/)[^/]+)/$", customer.customer, name="customer"),
]
