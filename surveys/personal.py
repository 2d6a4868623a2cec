"""The personal data in surveys."""

from django.utils.translation import gettext_lazy as _

from aftersales.store.personal import Kind, declare

from . import models as m

MEASURING = _("To measure satisfaction and respond to dissatisfied customers.")

PERSONAL = (
    declare(m.Questionnaire, plain="code title_zh title_en"),
    declare(m.Indicator, plain="code title_zh title_en"),
    declare(m.Question, plain="key text_zh text_en low_zh low_en high_zh high_en"),
    declare(m.Choice, plain="text_zh text_en"),
    declare(m.IndexModel, plain="code title_zh title_en source latents paths target"),
    declare(m.WeightSet, plain="questionnaire_code from_quarter weights"),
    declare(m.Round, plain="quarter seed frame_hash code_version seal"),
    declare(m.FrameMember, plain="number address_hash"),
    declare(m.Interview, plain="lot"),
    declare(m.CallAttempt, plain="half_day"),
    declare(m.CallCheck, plain="lot answers"),
    declare(m.Exclusion, purpose=MEASURING, owners=("customer",), reason=Kind.TEXT),
    declare(m.Invitation, plain="key token_hash turn"),
    declare(m.CallBack, plain="once", purpose=MEASURING, owners=("customer",), contact=Kind.TEXT, note=Kind.TEXT),
    declare(
        m.Verbatim, purpose=MEASURING, owners=("response__invitation__customer",), plain="quarter", search_text=Kind.KEY
    ),
    declare(
        m.Measure,
        plain="number code member check_quarter said_zh said_en did_zh did_en",
    ),
    declare(m.QuarterNews, plain="quarter snapshot"),
    declare(m.VerbatimTheme, plain="key quarter"),
    declare(m.SurveyDraft, purpose=MEASURING, owners=("invitation__customer",), answers=Kind.TEXT),
    declare(m.Ballot, plain="content"),
    declare(m.Figure, plain="member code basis"),
    declare(m.Computation, plain="lease fault"),
    declare(m.RoundReport, plain="language"),
    declare(m.PathResult, plain="weights loadings paths effects r2 reliability importance themes"),
    declare(m.Mixture, plain="keys digest"),
    declare(
        m.Response,
        purpose=MEASURING,
        owners=("invitation__customer",),
        plain="quarter language answers device",
        comment=Kind.TEXT,
    ),
)
