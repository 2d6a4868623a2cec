"""Addresses of visits."""

from django.urls import path

from . import views

urlpatterns = [
    path("visits/", views.visits, name="visits"),
    path("visits/exceptions/", views.exception_list, name="visit_exceptions"),
    path("customers/<str:number>/follow-ups/", views.exception, name="visit_exception"),
    path("customers/<str:number>/follow-ups/end/", views.exception_end, name="visit_exception_end"),
    path("visits/<int:pk>/", views.visit, name="visit"),
    path("visits/<int:pk>/<slug:name>/", views.visit_step, name="visit_step"),
]
