"""The Celery application and its schedule. The broker only wakes workers; the database says what is due."""

import os

import django
from celery import Celery
from django.apps import apps

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aftersales.settings")
if not apps.ready:
    django.setup()

from aftersales.store.schedule import jobs  # noqa: E402  (needs the apps)

app = Celery("aftersales")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {job.task: {"task": job.task, "schedule": job.every} for job in jobs()}
