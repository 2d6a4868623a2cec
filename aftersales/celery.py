"""The Celery application and its schedule. The broker only wakes workers; the database says what is due."""

import gc
import os
from typing import Any

import django
from celery import Celery, Task
from celery.signals import worker_init, worker_process_init
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


@worker_init.connect  # a worker with threads has no processes
@worker_process_init.connect
def keep_what_is_loaded(**_kwargs: Any) -> None:
    """What was loaded stays for as long as the process: the collector needs not walk over all of it again and again. A
    plan of 4,000 visits needs a third less time."""
    gc.collect()
    gc.freeze()
