"""Addresses of what makes the daily work quick."""

from django.urls import path

from ..views import bulk, calls, history, setup, work

urlpatterns = [
    path("calls/ringing/", calls.calls_ringing, name="calls_ringing"),
    path("reminders/<int:pk>/done/", work.reminder_done, name="reminder_done"),
    path("tickets/<str:number>/history/", history.ticket_history, name="ticket_history"),
    path("tickets/bulk/", bulk.tickets_bulk, name="tickets_bulk"),
    path("setup/assignment-rules/", setup.assignment_rules, name="assignment_rules"),
    path("setup/assignment-rules/new/", setup.assignment_rule_new, name="assignment_rule_new"),
    path("setup/assignment-rules/<int:pk>/", setup.assignment_rule, name="assignment_rule"),
    path("setup/phrases/", setup.phrases, name="phrases"),
    path("setup/phrases/new/", setup.phrase_new, name="phrase_new"),
    path("setup/phrases/<int:pk>/", setup.phrase, name="phrase"),
]
