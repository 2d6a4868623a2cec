"""App configuration."""

from django.apps import AppConfig


class OfficeConfig(AppConfig):
    name = "aftersales.office"
    label = "office"
