"""The personal data of staff in training, interviews and recognition. It is not erased with a customer."""

from django.utils.translation import gettext_lazy as _

from aftersales.store.personal import Kind, declare

from . import models as m

TRAINING = _("To prove that staff were trained and assessed.")
INTERVIEWS = _("To improve the service together with the person.")
RECOGNITION = _("To recognise good service and correct mistakes.")
A_YEAR, THREE_YEARS, FIVE_YEARS = 365, 1095, 1825

PERSONAL = (
    declare(m.Course, plain="name name_en roles"),
    declare(m.TrainingSession, plain="number place trainer content summary cancel_reason"),
    declare(
        m.Attendance,
        purpose=TRAINING,
        is_searched=False,
        retention=FIVE_YEARS,
        dated="recorded_at",
        at_least=A_YEAR,
        note=Kind.TEXT,
    ),
    declare(m.TrainingDue),
    declare(
        m.Interview,
        purpose=INTERVIEWS,
        is_private=True,
        is_searched=False,
        retention=THREE_YEARS,
        dated="closed_at",
        at_least=A_YEAR,
        plain="number place figures",
        topic=Kind.TEXT,
        own_summary=Kind.TEXT,
        own_achievements=Kind.TEXT,
        own_shortcomings=Kind.TEXT,
        own_plan=Kind.TEXT,
        lead_targets=Kind.TEXT,
        lead_review=Kind.TEXT,
        lead_assessment=Kind.TEXT,
        lead_differences=Kind.TEXT,
        lead_career=Kind.TEXT,
        strengths=Kind.TEXT,
        problems=Kind.TEXT,
        causes=Kind.TEXT,
        statement=Kind.TEXT,
        conclusion=Kind.TEXT,
        dissent=Kind.TEXT,
        closing=Kind.TEXT,
        cancel_reason=Kind.TEXT,
    ),
    declare(
        m.InterviewTarget,
        purpose=INTERVIEWS,
        is_private=True,
        is_searched=False,
        retention=THREE_YEARS,
        dated="until",
        at_least=A_YEAR,
        plain="now target",
        goal=Kind.TEXT,
        helper=Kind.TEXT,
        result=Kind.TEXT,
    ),
    declare(
        m.InterviewFollowUp,
        purpose=INTERVIEWS,
        is_private=True,
        is_searched=False,
        retention=THREE_YEARS,
        dated="due_on",
        at_least=A_YEAR,
        what=Kind.TEXT,
        who=Kind.NAME,
        result=Kind.TEXT,
    ),
    declare(
        m.Recognition,
        purpose=RECOGNITION,
        is_searched=False,
        retention=FIVE_YEARS,
        dated="decided_at",
        at_least=A_YEAR,
        plain="number",
        reason=Kind.TEXT,
        facts=Kind.TEXT,
        measure=Kind.TEXT,
        comment=Kind.TEXT,
        decision=Kind.TEXT,
    ),
    declare(m.Evaluation, plain="number decision"),
    declare(m.EvaluationFinding, plain="rule finding proposal"),
)
