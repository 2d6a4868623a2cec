"""Addresses of visits."""

from django.urls import path

from .views import coverage, exceptions, visits

urlpatterns = [
    path("visits/", visits.visits, name="visits"),
    path("visits/coverage/", coverage.coverage, name="visit_coverage"),
    path("visits/coverage/customers/", coverage.coverage_customers, name="visit_coverage_customers"),
    path("visits/exceptions/", exceptions.exception_list, name="visit_exceptions"),
    path("customers/<str:number>/follow-ups/", exceptions.exception, name="visit_exception"),
    path("customers/<str:number>/follow-ups/end/", exceptions.exception_end, name="visit_exception_end"),
    path("visits/<int:pk>/", visits.visit, name="visit"),
    path("visits/<int:pk>/<slug:name>/", visits.visit_step, name="visit_step"),
]
