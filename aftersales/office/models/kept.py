"""What is stored for users: files, drafts, saved views, answers to repeated requests."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords


class StoredFile(models.Model):
    """A file in the file store. The app that refers to it decides who may read it, and serves it."""

    file = models.FileField(_("File"), upload_to="%Y/%m")
    name = models.CharField(_("file name"), max_length=150)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    uploaded_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("Stored file")

    def __str__(self) -> str:
        return self.name

    @property
    def kind(self) -> str:
        """What a page does with it: image, video, audio, or something to open."""
        return self.media_type.partition("/")[0]


class Draft(models.Model):
    """What a user has typed in a form and not sent yet."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="drafts", verbose_name=_("Person"))
    key = models.CharField(max_length=80)
    content = models.JSONField(_("Content"), default=dict)
    saved_at = models.DateTimeField()

    class Meta:
        verbose_name = _("Unsent draft")
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="one_draft_per_form")]


class SavedView(models.Model):
    """The filters of a list that a user saved under a name, only for themselves or for all users who see the list.

    page: the key of the list (lists.py). params: the parameters of its URL.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_views", verbose_name=_("Owner")
    )
    page = models.CharField(_("In app"), max_length=40)
    name = models.CharField(_("name"), max_length=40)
    params = models.JSONField(_("Details"), default=dict)
    is_shared = models.BooleanField(_("shared"), default=False)
    position = models.PositiveSmallIntegerField(_("Sort order"), default=0)
    created_at = models.DateTimeField(_("Created"))
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Saved view")
        ordering = ("is_shared", "position", "pk")
        constraints = [models.UniqueConstraint(fields=["owner", "page", "name"], name="one_view_per_name")]
        indexes = [models.Index(fields=["page"], condition=Q(is_shared=True), name="shared_views")]

    def __str__(self) -> str:
        return self.name


class IdempotencyKey(models.Model):
    """The answer to a POST with an Idempotency-Key, so that a repeated request gets the same answer."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("Person"))
    key = models.CharField(max_length=100)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    body = models.JSONField(_("Text"), null=True)
    created_at = models.DateTimeField(_("Created"))

    class Meta:
        verbose_name = _("Stored response to a repeated request")
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="one_answer_per_key")]
