"""Addresses of the radar."""

from django.urls import path

from . import views

urlpatterns = [
    path("reports/radar/", views.radar, name="radar"),
    path("reports/radar/<int:pk>/<slug:name>/", views.signal_verb, name="radar_signal_verb"),
]
