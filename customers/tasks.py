"""Scheduled tasks of customers."""

from celery import shared_task
from django.utils import timezone

from .services import duplicates, erasure, merges, profile, search, warranties


@shared_task(name="customers.scan_duplicates")
def scan_duplicates() -> None:
    duplicates.scan(now=timezone.now())


@shared_task(name="customers.sweep_erasures")
def sweep_erasures() -> None:
    erasure.sweep(now=timezone.now())


@shared_task(name="customers.sweep_qualifications")
def sweep_qualifications() -> None:
    profile.sweep_qualifications(now=timezone.now())


@shared_task(name="customers.index_missing")
def index_missing() -> None:
    search.index_missing(now=timezone.now())


@shared_task(name="customers.forget_merge_records")
def forget_merge_records() -> None:
    merges.forget_merge_records(now=timezone.now())


@shared_task(name="customers.sweep_repairs")
def sweep_repairs() -> None:
    warranties.sweep_repairs(now=timezone.now())
