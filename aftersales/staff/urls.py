"""Addresses of sign-in and one's own settings."""

from django.urls import path

from . import views, views_stand_ins

urlpatterns = [
    path("sign-in/", views.login, name="login"),
    path("sign-out/", views.logout, name="logout"),
    path("language/", views.set_language, name="set_language"),
    path("theme/", views.set_theme, name="set_theme"),
    path("me/stand-ins/", views_stand_ins.stand_ins, name="stand_ins"),
    path("me/stand-ins/new/", views_stand_ins.stand_in_new, name="stand_in_new"),
    path("me/stand-ins/<int:pk>/end/", views_stand_ins.stand_in_end, name="stand_in_end"),
]
