"""The Celery application and its schedule. The broker only wakes workers: what is due is in the database."""

import os

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aftersales.settings")

app = Celery("aftersales")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

app.conf.beat_schedule = {
    "heartbeat": {"task": "office.heartbeat", "schedule": 10.0},
    "purge-idempotency-keys": {"task": "office.purge_idempotency_keys", "schedule": 600.0},
    "sweep-exports": {"task": "transfers.sweep_exports", "schedule": 600.0},
    "make-backups": {"task": "backups.run", "schedule": 20.0},
    "run-imports": {"task": "transfers.run_imports", "schedule": 3.0},
    "seal-record": {"task": "audit.seal", "schedule": 60.0},
    "verify-record": {"task": "audit.verify", "schedule": 3600.0},  # once a day, when it was not yet
    "deliver-notifications": {"task": "notifications.deliver", "schedule": 3.0},
    "escalate-sla_targets": {"task": "complaints.sweep_sla_targets", "schedule": 5.0},
    "greet-visitors": {"task": "complaints.sweep_reception", "schedule": 5.0},
    "pass-approval_escalation": {"task": "complaints.sweep_approval_escalation", "schedule": 300.0},
    "flag-risks": {"task": "complaints.sweep_risk", "schedule": 600.0},
    "remind-people": {"task": "complaints.sweep_reminders", "schedule": 15.0},
    "late-goods": {"task": "complaints.sweep_goods", "schedule": 600.0},
    "print-reports": {"task": "quality.render_report", "schedule": 3.0},
    "remind-actions": {"task": "quality.remind_actions", "schedule": 300.0},
    "sweep-erasures": {"task": "customers.sweep_erasures", "schedule": 600.0},
    "index-customers": {"task": "customers.index_missing", "schedule": 60.0},
    "end-qualifications": {"task": "customers.sweep_qualifications", "schedule": 3600.0},
    "grade-customers": {"task": "surveys.sweep_grades", "schedule": 30.0},
    "scan-duplicates": {
        "task": "customers.scan_duplicates",
        "schedule": crontab(hour=19, minute=20),
    },  # at night in China
    "plan-visits": {"task": "visits.plan_due", "schedule": 300.0},
    "remind-visits": {"task": "visits.sweep_reminders", "schedule": 60.0},
}
