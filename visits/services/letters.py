"""Writes to customers by letter or e-mail, each visit once, and keeps the texts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from aftersales.kernel.errors import InvalidInput, RuleViolation, ensure
from aftersales.notifications.services.notifications import Mail, mail_all_out
from aftersales.staff.models import Actor
from aftersales.store.dates import company_date
from aftersales.store.writing import create_all_with_history, lock, lock_all, same_version, save_with_history
from customers.enums import ContactPurpose, Direction
from customers.models import Customer
from customers.queries.opting import opted_out
from customers.services.interactions import record_interaction

from ..enums import LetterChannel
from ..models import LetterBatch, LetterTemplate, Visit, VisitLetter
from ..permissions import can_edit_templates, can_send_letters
from ..queries.letters import due_letters, mail_address, values_of
from ..rules.letters import check_text, filled

MOST = 200  # letters in one batch; the next one has the others
MAIL = "visits.letter"
TEXTS = ("subject", "body", "subject_en", "body_en")


@transaction.atomic
def save_template(
    *, actor: Actor, now: datetime, template_id: int | None = None, version: int | None = None, **facts: Any
) -> LetterTemplate:
    """Make a template, or its next version. facts: name, channel, is_active and the texts."""
    ensure(can_edit_templates(actor))
    row = lock(LetterTemplate, pk=template_id) if template_id else LetterTemplate(version=0)
    if template_id:
        same_version(row, version)
    for name in ("name", "channel", "is_active", *TEXTS):
        if name in facts:
            setattr(row, name, facts[name])
    for name in TEXTS:
        check_text(getattr(row, name), name)
    if LetterTemplate.objects.filter(name=row.name).exclude(pk=row.pk).exists():
        raise InvalidInput(_("Another template has this name."), code="name_taken", field="name")
    row.version += 1
    return save_with_history(row, actor=actor, reason="letter template")


@transaction.atomic
def send_letters(*, actor: Actor, now: datetime, template: LetterTemplate, language: str) -> LetterBatch:
    """Write to everybody whose visit is due by the channel of the template, 200 at a time, and record it as a contact.
    E-mails go to the outbox; letters are printed from the batch. The visit stays planned: what the customer answers is
    its outcome."""
    ensure(can_send_letters(actor))
    if not template.is_active:
        raise RuleViolation(_("This template is no longer in use."), code="not_in_use", field="template")
    if language not in dict(settings.LANGUAGES):
        raise InvalidInput(_("This language doesn’t exist."), code="unknown_language", field="language")
    due = due_letters(actor, template.channel, company_date(now))
    # The customers first, as everywhere, then again what is due: somebody may have written in the meantime.
    wanted = list(due.values_list("pk", "customer_id")[:MOST])
    lock_all(Customer.objects.filter(pk__in=[customer for _pk, customer in wanted]).only("pk"))
    lock_all(Visit.objects.filter(pk__in=[pk for pk, _customer in wanted]).only("pk"))
    rows = _willing(list(due.filter(pk__in=[pk for pk, _customer in wanted])), template.channel)
    if not rows:
        raise RuleViolation(_("Nobody is due to be written to."), code="no_letters")
    batch = LetterBatch(
        channel=template.channel,
        template=template,
        template_version=template.version,
        language=language,
        count=len(rows),
        sent_by=actor,
        sent_at=now,
    )
    save_with_history(batch, actor=actor, reason="letters")
    with override(language):
        letters = [_letter(row, batch, actor, now) for row in rows]
    create_all_with_history(VisitLetter, letters, actor=actor, reason="letters")
    if template.channel == LetterChannel.EMAIL:
        mails = [
            Mail(mail_address(row.customer), {"visit": row.pk}, f"visit-letter:{row.pk}", language) for row in rows
        ]
        mail_all_out(mails=mails, template=MAIL, now=now)
    return batch


def _willing(rows: list[Visit], channel: str) -> list[Visit]:
    """Without those whose contact does not want it, read at the moment of sending."""
    keys = {row.pk: (row.customer_id, contact.pk if (contact := row.customer.main_contact) else None) for row in rows}
    against = opted_out(keys.values(), ContactPurpose.VISIT, channel)
    return [row for row in rows if keys[row.pk] not in against]


def _letter(visit: Visit, batch: LetterBatch, actor: Actor, now: datetime) -> VisitLetter:
    values = values_of(visit, batch.language)
    subject, body = (filled(text, values) for text in batch.template.text_in(batch.language))
    contact = visit.customer.main_contact
    interaction = record_interaction(
        actor=actor,
        now=now,
        customer=visit.customer,
        contact=contact,
        direction=Direction.OUT,
        channel=batch.channel,
        body=f"{subject}\n\n{body}",
    )
    return VisitLetter(visit=visit, batch=batch, subject=subject[:400], body=body, interaction=interaction)


def mail_params(params: dict[str, Any]) -> dict[str, Any]:
    """Subject and text of the e-mail, added when it is sent, so that they are not in the outbox."""
    row = VisitLetter.objects.get(visit=params["visit"])
    return {**params, "subject": row.subject, "body": row.body}
