"""App configuration."""

from django.apps import AppConfig


class BackupsConfig(AppConfig):
    name = "aftersales.backups"
    label = "backups"
