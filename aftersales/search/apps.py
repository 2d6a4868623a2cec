"""App configuration."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from .bigram_index import fill_missing, make_indexes


def _make_indexes(app_config: AppConfig, using: str, **kwargs: Any) -> None:
    fill_missing(using, app_label=app_config.label)
    make_indexes(using, app_label=app_config.label)


class SearchConfig(AppConfig):
    name = "aftersales.search"
    label = "search"

    def ready(self) -> None:
        post_migrate.connect(_make_indexes)
