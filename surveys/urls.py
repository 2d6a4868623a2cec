"""Addresses of surveys."""

from django.urls import path

from . import views

urlpatterns = [
    path("s/<str:token>/", views.survey, name="survey"),
    path("surveys/", views.surveys, name="surveys"),
    path("surveys/responses/", views.responses, name="responses"),
]
