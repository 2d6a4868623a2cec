"""App configuration."""

from django.apps import AppConfig


class RadarConfig(AppConfig):
    name = "reports.radar"
    label = "radar"
