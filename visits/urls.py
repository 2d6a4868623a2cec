"""Addresses of visits."""

from django.urls import path

from .views import cadence, exceptions, visits

urlpatterns = [
    path("visits/", visits.visits, name="visits"),
    path("visits/exceptions/", exceptions.exception_list, name="visit_exceptions"),
    path("customers/<str:number>/follow-ups/", exceptions.exception, name="visit_exception"),
    path("customers/<str:number>/follow-ups/<int:pk>/end/", exceptions.exception_end, name="visit_exception_end"),
    path("settings/visit-cadence/", cadence.cadences, name="visit_cadences"),
    path("settings/visit-cadence/new/", cadence.cadence_new, name="visit_cadence_new"),
    path("settings/visit-cadence/<int:pk>/", cadence.cadence, name="visit_cadence"),
    path("settings/visit-cadence/<int:pk>/end/", cadence.cadence_end, name="visit_cadence_end"),
    path("visits/<int:pk>/", visits.visit, name="visit"),
    path("visits/<int:pk>/<slug:name>/", visits.visit_step, name="visit_step"),
]
