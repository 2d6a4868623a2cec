"""What belongs to the record of a visit: what a phone sent, photos, the customer's signature."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from aftersales.office.models import StoredFile

from .visits import Visit


class SentRecord(models.Model):
    """A record that a phone sent, under the key that the phone made for it. Sent again, it takes no effect.

    result: the visit that the first one was answered with. The rows are never changed and never expire, because a phone
    may send again days later.
    """

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="sent_records", verbose_name=_("Follow-up visit"))
    key = models.UUIDField(_("key"))
    action = models.CharField(_("Action"), max_length=10)
    result = models.ForeignKey(Visit, models.CASCADE, related_name="+", db_index=False)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    received_at = models.DateTimeField(_("Received"))

    class Meta:
        verbose_name = _("Record sent by a phone")
        constraints = [models.UniqueConstraint(fields=["visit", "key"], name="one_record_per_key")]


class VisitPhoto(models.Model):
    """A photo that was taken at a visit."""

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="photos", verbose_name=_("Follow-up visit"))
    stored = models.OneToOneField(StoredFile, models.PROTECT, related_name="+", verbose_name=_("File"))
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Photo of a visit")
        ordering = ("pk",)


class VisitSignature(models.Model):
    """The customer's signature under the record of a visit.

    statement: the words that the customer confirmed. picture: what was drawn; without one, the name was typed. seal:
    SHA-256 over name, statement, moment and picture (rules.sealing), also in the history.
    """

    visit = models.OneToOneField(Visit, models.CASCADE, related_name="signature", verbose_name=_("Follow-up visit"))
    name = models.CharField(_("signed by"), max_length=100)
    statement = models.TextField(_("confirmed words"))
    picture = models.OneToOneField(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("signature")
    )
    signed_at = models.DateTimeField(_("Signed"))
    seal = models.CharField(_("seal"), max_length=64)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Customer’s signature")
