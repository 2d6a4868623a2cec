"""Addresses of the documents of a ticket."""

from django.urls import path

from ..views import documents

urlpatterns = [
    path("tickets/<str:number>/form.pdf", documents.ticket_form, name="ticket_form"),
    path("tickets/<str:number>/receipt.pdf", documents.goods_receipt, name="ticket_goods_receipt"),
    path("tickets/<str:number>/labels.pdf", documents.return_labels, name="ticket_return_labels"),
    path(
        "tickets/<str:number>/proposals/<int:pk>/approval-form.pdf",
        documents.approval_form,
        name="ticket_approval_form",
    ),
]
