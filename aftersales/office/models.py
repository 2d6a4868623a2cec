"""What every department uses: the company, working time, numbers, notices, files, drafts."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from aftersales.staff.models import Named, in_language

from .enums import Channel, NoticeState


class Company(Named):
    """The company whose system this is: one row. Its names and address are the letterhead."""

    address = models.CharField(_("address"), max_length=200, blank=True)
    address_en = models.CharField(_("English address"), max_length=200, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    is_demo = models.BooleanField(default=False, editable=False)
    history = HistoricalRecords()

    @property
    def letterhead(self) -> dict[str, str]:
        return {
            "name_zh": self.name,
            "name_en": self.name_en or self.name,
            "address": in_language(self.address, self.address_en),
            "phone": self.phone,
        }


class WorkingPeriod(models.Model):
    """One stretch of a working day; a day may have several (a lunch break parts them). Monday is 0."""

    weekday = models.PositiveSmallIntegerField(_("weekday"))
    starts = models.TimeField(_("from"))
    ends = models.TimeField(_("until"))
    history = HistoricalRecords()

    class Meta:
        ordering = ("weekday", "starts")
        constraints = [
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="period_in_order"),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="period_weekday"),
        ]


class Holiday(models.Model):
    """A day that differs from its weekday: a holiday, or a make-up workday 调休."""

    date = models.DateField(_("date"), unique=True)
    is_workday = models.BooleanField(_("make-up workday"), default=False)
    name = models.CharField(_("name"), max_length=100, blank=True)
    history = HistoricalRecords()

    class Meta:
        ordering = ("date",)


class NumberSequence(models.Model):
    """The last number given out for a kind of document and a period."""

    key = models.CharField(max_length=40, unique=True)
    last = models.PositiveIntegerField(default=0)


class Notice(models.Model):
    """The outbox: what leaves the house, written in the transaction that caused it, delivered once per key.

    A page notice is there as soon as it is written; a mail is sent by whoever claims its lease.
    `template` names a text in office/texts.py, which is put into the reader's language when it is shown.
    """

    key = models.CharField(max_length=120, unique=True)
    channel = models.CharField(max_length=8, choices=Channel.choices)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="notices")
    address = models.EmailField(blank=True)
    language = models.CharField(max_length=10, blank=True)
    template = models.CharField(max_length=40)
    params = models.JSONField(default=dict)
    url = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=8, choices=NoticeState.choices, default=NoticeState.WAITING)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease = models.CharField(max_length=32, blank=True)
    leased_until = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-created_at", "-pk")
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="waiting"), name="notice_waiting"),
            models.Index(fields=["user", "-created_at"], condition=Q(channel="page"), name="notice_of_user"),
        ]


class StoredFile(models.Model):
    """A file in the file store. It has no owner here: the upper app's link table has, and its door serves it."""

    file = models.FileField(upload_to="%Y/%m")
    name = models.CharField(_("file name"), max_length=150)
    media_type = models.CharField(max_length=60)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    uploaded_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class Draft(models.Model):
    """What somebody typed and has not sent yet."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="drafts")
    key = models.CharField(max_length=80)
    content = models.JSONField(default=dict)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="one_draft_per_form")]


class SavedView(models.Model):
    """The filters of a list that somebody keeps under a name, for oneself or for everybody who sees the list.

    page is a list's key (lists.py); params is what stands in the address.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_views")
    page = models.CharField(max_length=40)
    name = models.CharField(_("name"), max_length=40)
    params = models.JSONField(default=dict)
    is_shared = models.BooleanField(_("shared"), default=False)
    position = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    history = HistoricalRecords()

    class Meta:
        ordering = ("is_shared", "position", "pk")
        constraints = [models.UniqueConstraint(fields=["owner", "page", "name"], name="one_view_per_name")]
        indexes = [models.Index(fields=["page"], condition=Q(is_shared=True), name="shared_views")]

    def __str__(self) -> str:
        return self.name


class IdempotencyKey(models.Model):
    """What a POST with an Idempotency-Key was answered, so that a repeat gets the same answer."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    key = models.CharField(max_length=100)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    body = models.JSONField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="one_answer_per_key")]


class Heartbeat(models.Model):
    """When a part of the system last showed that it lives; read by /healthz."""

    name = models.CharField(max_length=20, unique=True)
    beat_at = models.DateTimeField()


from .models_audit import AccessRecord, Seal, SealHead  # noqa: E402, F401
from .models_backups import BackupRun  # noqa: E402, F401
