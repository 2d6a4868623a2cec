"""Letters and e-mails to customers: templates, and what was sent."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from customers.models import Interaction

from ..enums import LetterChannel
from .visits import Visit


class LetterTemplate(models.Model):
    """The text of a letter or e-mail in both languages, with placeholders (rules/letters.py). Each change is a new
    version; what was sent says of which."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    channel = models.CharField(_("channel"), max_length=10, choices=LetterChannel.choices)
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"))
    subject_en = models.CharField(_("English subject"), max_length=200)
    body_en = models.TextField(_("English text"))
    is_active = models.BooleanField(_("in use"), default=True)
    version = models.PositiveIntegerField(default=1)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Letter template")
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("letter_template", args=[self.pk])

    def text_in(self, language: str) -> tuple[str, str]:
        return (self.subject_en, self.body_en) if language == "en" else (self.subject, self.body)


class LetterBatch(models.Model):
    """Letters that were written, or e-mails that were sent, at one time."""

    channel = models.CharField(_("channel"), max_length=10, choices=LetterChannel.choices)
    template = models.ForeignKey(
        LetterTemplate, models.PROTECT, related_name="batches", verbose_name=_("Letter template"), db_index=False
    )
    template_version = models.PositiveIntegerField(_("Version"))
    language = models.CharField(_("Language"), max_length=10)
    count = models.PositiveIntegerField(_("Customers"))
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        verbose_name=_("Sent by"),
    )
    sent_at = models.DateTimeField(_("Sent"))
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Batch of letters")
        ordering = ("-sent_at", "-pk")
        indexes = [models.Index(fields=["-sent_at", "-id"], name="letter_batch_latest")]

    @property
    def is_printed(self) -> bool:
        return self.channel == LetterChannel.LETTER


class VisitLetter(models.Model):
    """The letter or e-mail of one visit, as it was sent. A visit has one."""

    visit = models.OneToOneField(Visit, models.PROTECT, related_name="letter", verbose_name=_("Follow-up visit"))
    batch = models.ForeignKey(LetterBatch, models.PROTECT, related_name="letters", verbose_name=_("Batch of letters"))
    subject = models.CharField(_("subject"), max_length=400)
    body = models.TextField(_("text"))
    interaction = models.ForeignKey(
        Interaction,
        models.PROTECT,
        related_name="+",
        db_index=False,
        verbose_name=_("Customer interaction"),
    )
    history = HistoricalRecords(no_db_index=["visit", "batch", "interaction"])

    class Meta:
        verbose_name = _("Letter of a visit")
        indexes = [models.Index(fields=["interaction"], name="letter_of_interaction")]
