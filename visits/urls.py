"""Addresses of visits."""

from django.urls import path

from .views import documents, exceptions, today, visits

urlpatterns = [
    path("visits/", visits.visits, name="visits"),
    path("visits/today/", today.today, name="visits_today"),
    path("visits/today/waiting/", today.today_waiting, name="visits_waiting"),
    path("visits/today/ready/", today.today_ready, name="visits_ready"),
    path("visits/today/numbers/", today.today_numbers, name="visits_numbers"),
    path("visits/today/worker.js", today.today_worker, name="visits_worker"),
    path("visits/today/<int:pk>/", today.today_visit, name="visit_today"),
    path("visits/exceptions/", exceptions.exception_list, name="visit_exceptions"),
    path("customers/<str:number>/follow-ups/", exceptions.exception, name="visit_exception"),
    path("customers/<str:number>/follow-ups/end/", exceptions.exception_end, name="visit_exception_end"),
    path("visits/<int:pk>/", visits.visit, name="visit"),
    path("visits/<int:pk>/record.pdf", documents.record, name="visit_record"),
    path("visits/<int:pk>/photos/<int:photo>/", documents.photo, name="visit_photo"),
    path("visits/<int:pk>/signature/", documents.signature, name="visit_signature"),
    path("visits/<int:pk>/<slug:name>/", visits.visit_step, name="visit_step"),
]
