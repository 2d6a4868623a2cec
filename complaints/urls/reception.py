"""Addresses of the reception."""

from django.urls import path

from ..views import reception

urlpatterns = [
    path("reception/", reception.desk, name="reception"),
    path("reception/take/", reception.take, name="reception_take"),
    path("reception/call/", reception.call_next, name="reception_call"),
    path("reception/announce/", reception.announce, name="reception_announce"),
    path("reception/announce/end/", reception.announce_end, name="reception_announce_end"),
    path("reception/display/", reception.display, name="reception_display"),
    path("reception/<int:pk>/<slug:name>/", reception.step, name="visitor_step"),
]
