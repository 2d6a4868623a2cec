"""The personal data in surveys."""

from django.utils.translation import gettext_lazy as _

from aftersales.store.personal import Kind, declare

from . import models as m

MEASURING = _("To measure satisfaction and respond to dissatisfied customers.")

PERSONAL = (
    declare(m.Questionnaire, plain="code title_zh title_en"),
    declare(m.Question, plain="key latent text_zh text_en aspect"),
    declare(m.Invitation, plain="key token_hash"),
    declare(
        m.Response,
        purpose=MEASURING,
        owners=("invitation__customer",),
        plain="quarter language answers",
        comment=Kind.TEXT,
    ),
)
