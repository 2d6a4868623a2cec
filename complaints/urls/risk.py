"""Addresses of risk."""

from django.urls import path

from ..views import risk

urlpatterns = [
    path("setup/risk/", risk.rules, name="risk_rules"),
    path("setup/risk/<int:pk>/", risk.rule, name="risk_rule"),
]
