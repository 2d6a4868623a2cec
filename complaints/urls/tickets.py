"""Addresses of tickets and their approvals."""

from django.urls import path

from ..views import approvals, intake, lists, tickets

urlpatterns = [
    path("tickets/", lists.tickets, name="tickets"),
    path("tickets/new/", intake.ticket_new, name="ticket_new"),
    path("tickets/new/for/", intake.ticket_for, name="ticket_for"),
    path("tickets/similar/", intake.tickets_similar, name="tickets_similar"),
    path("tickets/<str:number>/", tickets.ticket, name="ticket"),
    path("tickets/<str:number>/files/<int:pk>/", tickets.ticket_file, name="ticket_file"),
    path("tickets/<str:number>/<slug:name>/", tickets.ticket_step, name="ticket_step"),
    path("approvals/", approvals.approvals, name="approvals"),
    path("approvals/approve/", approvals.approvals_approve, name="approvals_approve"),
    path("approvals/<int:pk>/", approvals.approval, name="approval"),
]
