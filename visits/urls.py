"""Addresses of visits, care plans and forums."""

from django.urls import path

from .views import care, exceptions, forums, visits

urlpatterns = [
    path("visits/", visits.visits, name="visits"),
    path("visits/exceptions/", exceptions.exception_list, name="visit_exceptions"),
    path("customers/<str:number>/follow-ups/", exceptions.exception, name="visit_exception"),
    path("customers/<str:number>/follow-ups/end/", exceptions.exception_end, name="visit_exception_end"),
    path("visits/<int:pk>/", visits.visit, name="visit"),
    path("visits/<int:pk>/<slug:name>/", visits.visit_step, name="visit_step"),
    path("care-plans/", care.care_plans, name="care_plans"),
    path("customers/<str:number>/care-plans/new/", care.care_plan_new, name="care_plan_new"),
    path("care-plans/<str:number>/", care.care_plan, name="care_plan"),
    path("care-plans/<str:number>/<slug:name>/", care.care_plan_step, name="care_plan_step"),
    path("care-plans/<str:number>/<slug:kind>/<int:pk>/<slug:name>/", care.care_plan_row, name="care_plan_row"),
    path("forums/", forums.forums, name="forums"),
    path("forums/new/", forums.forum_new, name="forum_new"),
    path("forums/<str:number>/", forums.forum, name="forum"),
    path("forums/<str:number>/guests/", forums.forum_guests, name="forum_guests"),
    path("forums/<str:number>/minutes.pdf", forums.forum_minutes_pdf, name="forum_minutes"),
    path("forums/<str:number>/letters.pdf", forums.forum_letters_pdf, name="forum_letters"),
    path("forums/<str:number>/opinions/<int:pk>/<slug:name>/", forums.forum_opinion, name="forum_opinion"),
    path("forums/<str:number>/guests/<int:pk>/<slug:name>/", forums.forum_guest, name="forum_guest"),
    path("forums/<str:number>/<slug:name>/", forums.forum_step, name="forum_step"),
]
