"""Addresses of what makes the daily work quick."""

from django.urls import path

from ..views import authority_rules, bulk, calls, history, settings, sla_policies, work

urlpatterns = [
    path("calls/ringing/", calls.calls_ringing, name="calls_ringing"),
    path("reminders/<int:pk>/done/", work.reminder_done, name="reminder_done"),
    path("tickets/<str:number>/history/", history.ticket_history, name="ticket_history"),
    path("tickets/bulk/", bulk.tickets_bulk, name="tickets_bulk"),
    path("settings/assignment-rules/", settings.assignment_rules, name="assignment_rules"),
    path("settings/assignment-rules/new/", settings.assignment_rule_new, name="assignment_rule_new"),
    path("settings/assignment-rules/<int:pk>/", settings.assignment_rule, name="assignment_rule"),
    path("settings/sla-policies/", sla_policies.sla_policies, name="sla_policies"),
    path("settings/sla-policies/new/", sla_policies.sla_policy_new, name="sla_policy_new"),
    path("settings/sla-policies/<int:pk>/", sla_policies.sla_policy, name="sla_policy"),
    path("settings/sla-policies/<int:pk>/end/", sla_policies.sla_policy_end, name="sla_policy_end"),
    path("settings/authority/", authority_rules.authority_rules, name="authority_rules"),
    path("settings/authority/new/", authority_rules.authority_rule_new, name="authority_rule_new"),
    path("settings/authority/<int:pk>/", authority_rules.authority_rule, name="authority_rule"),
    path("settings/authority/<int:pk>/end/", authority_rules.authority_rule_end, name="authority_rule_end"),
    path("settings/canned-replies/", settings.canned_replies, name="canned_replies"),
    path("settings/canned-replies/new/", settings.canned_reply_new, name="canned_reply_new"),
    path("settings/canned-replies/<int:pk>/", settings.canned_reply, name="canned_reply"),
]
