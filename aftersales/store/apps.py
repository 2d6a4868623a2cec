"""App configuration."""

from django.apps import AppConfig


class StoreConfig(AppConfig):
    name = "aftersales.store"
    label = "store"
