"""Addresses of risk."""

from django.urls import path

from ..views import risk

urlpatterns = [
    path("settings/risk/", risk.rules, name="risk_rules"),
    path("settings/risk/<int:pk>/", risk.rule, name="risk_rule"),
]
