"""App configuration."""

from django.apps import AppConfig


class CertificationConfig(AppConfig):
    name = "reports.certification"
    label = "certification"
