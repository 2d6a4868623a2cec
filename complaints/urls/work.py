"""Addresses of what makes the daily work quick."""

from django.urls import path

from ..views import authority_rules, bulk, calls, history, promise_rules, setup, work

urlpatterns = [
    path("calls/ringing/", calls.calls_ringing, name="calls_ringing"),
    path("reminders/<int:pk>/done/", work.reminder_done, name="reminder_done"),
    path("tickets/<str:number>/history/", history.ticket_history, name="ticket_history"),
    path("tickets/bulk/", bulk.tickets_bulk, name="tickets_bulk"),
    path("setup/assignment-rules/", setup.assignment_rules, name="assignment_rules"),
    path("setup/assignment-rules/new/", setup.assignment_rule_new, name="assignment_rule_new"),
    path("setup/assignment-rules/<int:pk>/", setup.assignment_rule, name="assignment_rule"),
    path("setup/promises/", promise_rules.promise_rules, name="promise_rules"),
    path("setup/promises/new/", promise_rules.promise_rule_new, name="promise_rule_new"),
    path("setup/promises/<int:pk>/", promise_rules.promise_rule, name="promise_rule"),
    path("setup/promises/<int:pk>/end/", promise_rules.promise_rule_end, name="promise_rule_end"),
    path("setup/authority/", authority_rules.authority_rules, name="authority_rules"),
    path("setup/authority/new/", authority_rules.authority_rule_new, name="authority_rule_new"),
    path("setup/authority/<int:pk>/", authority_rules.authority_rule, name="authority_rule"),
    path("setup/authority/<int:pk>/end/", authority_rules.authority_rule_end, name="authority_rule_end"),
    path("setup/phrases/", setup.phrases, name="phrases"),
    path("setup/phrases/new/", setup.phrase_new, name="phrase_new"),
    path("setup/phrases/<int:pk>/", setup.phrase, name="phrase"),
]
