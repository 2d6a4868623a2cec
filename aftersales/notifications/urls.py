"""URLs of notifications."""

from django.urls import path

from . import views

urlpatterns = [
    path("notifications/", views.notifications, name="notifications"),
    path("notifications/latest/", views.latest_notifications, name="notifications_latest"),
    path("notifications/unread/<int:shown>/", views.unread_notifications, name="notifications_unread"),
    path("notifications/read/", views.read_notifications, name="notifications_read"),
]
