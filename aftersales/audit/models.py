"""The seals over the history tables, and the access log."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .enums import AccessKind, SealKind


class Seal(models.Model):
    """One link of the chain: a batch of rows of one table, or the lawful redaction of rows that were sealed before.

    ids: ascending ranges of primary keys. digests: one digest for each row, so that a changed row can be named. A seal
    is never changed; rules/seals.py defines what its hash covers. after: of a redaction, the new digests of its rows,
    empty for deleted rows. run: the record of the erasure or retention run that a redaction belongs to.
    """

    number = models.PositiveBigIntegerField(_("Number"), primary_key=True)
    kind = models.CharField(_("Type"), max_length=10, choices=SealKind.choices, default=SealKind.ROWS)
    model = models.CharField(max_length=80)
    fields = models.JSONField()
    first = models.BigIntegerField(_("One of the two"))
    last = models.BigIntegerField()
    count = models.PositiveIntegerField(_("Number of items"))
    ids = models.JSONField()
    digests = models.TextField()
    after = models.TextField(blank=True)
    digest = models.CharField(max_length=64)
    previous = models.CharField(max_length=64, unique=True)
    hash = models.CharField(max_length=64, unique=True)
    sealed_at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reason = models.TextField(_("Reason"), blank=True)
    run = models.ForeignKey(
        "AccessLogEntry", models.PROTECT, null=True, related_name="+", db_index=False, verbose_name=_("Run")
    )

    class Meta:
        verbose_name = _("Seal")
        ordering = ("-number",)
        indexes = [models.Index(fields=["model", "last"], name="seal_of_rows")]
        constraints = [
            models.UniqueConstraint(fields=["model", "first"], condition=Q(kind="rows"), name="row_sealed_once")
        ]


class SealHead(models.Model):
    """The end of the chain: one row, which is locked while rows are sealed.

    tops: for each table, up to which primary key it is sealed and which smaller keys are still missing
    (rules/seals.py). The other fields are the result of the last verification
    (rules/faults.py).
    """

    number = models.PositiveBigIntegerField(_("Number"), default=0)
    hash = models.CharField(max_length=64, blank=True)
    sealed_at = models.DateTimeField(null=True)
    tops = models.JSONField(default=dict)
    verified_at = models.DateTimeField(_("Verified at"), null=True)
    verified_number = models.PositiveBigIntegerField(default=0)
    fault = models.JSONField(null=True)
    report = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("End of the chain of seals")


class AccessLogEntry(models.Model):
    """A user read personal data or exported data. It is never changed, and is sealed with the history.

    subject: the number of the record (CU-2026-00001) or the name of the list, never the name of a person.
    """

    at = models.DateTimeField(_("Date and time"), db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("person")
    )
    kind = models.CharField(_("type"), max_length=10, choices=AccessKind.choices)
    subject = models.CharField(_("affected"), max_length=200, db_index=True)
    detail = models.TextField(_("data viewed"), blank=True)
    reason = models.TextField(_("reason"), blank=True)
    count = models.PositiveIntegerField(_("record count"), default=1)

    class Meta:
        verbose_name = _("Access log entry")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.subject}"
