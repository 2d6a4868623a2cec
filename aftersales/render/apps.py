"""App configuration."""

from django.apps import AppConfig


class RenderConfig(AppConfig):
    name = "aftersales.render"
    label = "render"
