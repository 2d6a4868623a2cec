"""Addresses of complaints: tickets last, since their numbers match any word."""

from django.urls import include, path

urlpatterns = [
    path("", include("complaints.urls.documents")),
    path("", include("complaints.urls.reception")),
    path("", include("complaints.urls.risk")),
    path("", include("complaints.urls.work")),
    path("", include("complaints.urls.tickets")),
]
