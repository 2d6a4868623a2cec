"""Timed work of the office floor."""

from celery import shared_task
from django.utils import timezone

from .services import audit, exports
from .services.backups.runs import run_due_backups
from .services.heartbeat import beat
from .services.idempotency import purge_keys
from .services.imports.running import run_due_imports
from .services.notices import deliver_due


@shared_task(name="office.heartbeat")
def heartbeat() -> None:
    beat(name="worker", now=timezone.now())


@shared_task(name="office.deliver_notices")
def deliver_notices() -> None:
    deliver_due(now=timezone.now())


@shared_task(name="office.purge_idempotency_keys")
def purge_idempotency_keys() -> None:
    purge_keys(now=timezone.now())


@shared_task(name="office.seal_record")
def seal_record() -> None:
    audit.seal_all(now=timezone.now())


@shared_task(name="office.verify_record")
def verify_record() -> None:
    audit.verify_daily(now=timezone.now())


@shared_task(name="office.sweep_exports")
def sweep_exports() -> None:
    exports.sweep_lapsed(now=timezone.now())


@shared_task(name="office.make_backups", time_limit=6 * 3600)
def make_backups() -> None:
    """May last: the row's claim, not the message, keeps a second worker away."""
    run_due_backups(now=timezone.now())


@shared_task(name="office.run_imports", time_limit=6 * 3600)
def run_imports() -> None:
    """May last: the row's lease, not the message, keeps a second worker away."""
    run_due_imports(now=timezone.now())
