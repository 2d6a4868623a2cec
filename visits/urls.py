"""Addresses of visits."""

from django.urls import path

from .views import calendar, exceptions, feed, kinds, letters, replanning, visits

urlpatterns = [
    path("visits/", visits.visits, name="visits"),
    path("visits/calendar/", calendar.visit_calendar, name="visit_calendar"),
    path("visits/calendar/address/", feed.visit_feed, name="visit_feed"),
    path("visits/calendar/address/revoke/", feed.visit_feed_revoke, name="visit_feed_revoke"),
    path("visits/calendar/<str:on>/", calendar.visit_calendar_day, name="visit_calendar_day"),
    path("feed/<str:token>.ics", feed.calendar_feed, name="calendar_feed"),
    path("visits/hand-over/", replanning.visit_replanning, name="visit_replanning"),
    path("visits/letters/", letters.visit_letters, name="visit_letters"),
    path("visits/letters/<int:pk>.pdf", letters.letter_batch, name="letter_batch"),
    path("visits/letters/templates/new/", letters.letter_template_new, name="letter_template_new"),
    path("visits/letters/templates/<int:pk>/", letters.letter_template, name="letter_template"),
    path("visits/maintenance/", kinds.maintenance_plans, name="maintenance_plans"),
    path("visits/maintenance/<int:pk>/", kinds.maintenance_plan, name="maintenance_plan"),
    path("visits/maintenance/<int:pk>/end/", kinds.maintenance_end, name="maintenance_end"),
    path("visits/exceptions/", exceptions.exception_list, name="visit_exceptions"),
    path("customers/<str:number>/follow-ups/", exceptions.exception, name="visit_exception"),
    path("customers/<str:number>/follow-ups/end/", exceptions.exception_end, name="visit_exception_end"),
    path("visits/<int:pk>/", visits.visit, name="visit"),
    path("visits/<int:pk>/<slug:name>/", visits.visit_step, name="visit_step"),
]
