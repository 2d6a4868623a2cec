"""The Celery application and its schedule. The broker only wakes workers; the database says what is due."""

import os
from typing import Any

import django
from celery import Celery, Task
from django.apps import apps

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aftersales.settings")
if not apps.ready:
    django.setup()

from django.utils import timezone  # noqa: E402

from aftersales.office.services.jobs import watched  # noqa: E402  (needs the apps)
from aftersales.store.schedule import jobs  # noqa: E402  (needs the apps)


class WatchedTask(Task):
    """A task whose failures /healthz and the administrators' home show until it succeeds."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        with watched(self.name, now=timezone.now()):
            return super().__call__(*args, **kwargs)


app = Celery("aftersales", task_cls=WatchedTask)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {job.task: {"task": job.task, "schedule": job.every} for job in jobs()}
