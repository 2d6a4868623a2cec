"""Addresses of visits."""

from django.urls import path

from .views import exceptions, load, visits

urlpatterns = [
    path("visits/", visits.visits, name="visits"),
    path("visits/exceptions/", exceptions.exception_list, name="visit_exceptions"),
    path("customers/<str:number>/follow-ups/", exceptions.exception, name="visit_exception"),
    path("customers/<str:number>/follow-ups/end/", exceptions.exception_end, name="visit_exception_end"),
    path("visits/<int:pk>/", visits.visit, name="visit"),
    path("visits/<int:pk>/<slug:name>/", visits.visit_step, name="visit_step"),
    path("settings/visit-capacity/", load.capacity_rows, name="visit_capacities"),
    path("settings/visit-capacity/new/", load.capacity_new, name="visit_capacity_new"),
    path("settings/visit-capacity/<int:pk>/", load.capacity, name="visit_capacity"),
    path("settings/visit-capacity/<int:pk>/end/", load.capacity_end, name="visit_capacity_end"),
    path("settings/visit-reminders/", load.reminder_rows, name="visit_reminders"),
    path("settings/visit-reminders/<int:pk>/", load.reminder_rule, name="visit_reminder_rule"),
]
