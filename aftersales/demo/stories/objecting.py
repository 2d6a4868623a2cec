"""Samples and objections: one with the inspection body, one whose verdict is in, and a sample to dispose of."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile

from complaints.models import Ticket
from complaints.quality.models import Sample
from complaints.quality.services.objections import record_objection, record_verdict, send_objection
from complaints.quality.services.samples import hand_over_sample, seal_sample

from ..world import World
from .case import Case, story

BODY = "示例省产品质量检验院"
# A page with nothing on it: what counts in the demo company is that the verdict has a document.
DOCUMENT = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)


@story(lambda world: world.at(9, "09:10"))
def responsibility_disputed(world: World, at: datetime) -> None:
    """The customer denies that the incubator was operated wrongly; the inspection body examines the sealed sample."""
    case = Case(
        world,
        at,
        "银杏示例制药",
        "你们说是我们开门太频繁造成的，我们不认。要求送检验机构检测。",
        kind="complaint",
        channel="hotline",
        product="HX-250",
        subject="温度读数偏低，对责任认定有异议",
        severity="major",
        quality_class="intrinsic",
    )
    case.reply(world.at(9, "09:40"), "同意送检。样品当着您的面封存，检验机构按合同选定。", seconds=300)
    ticket = Ticket.objects.get(pk=case.pk)
    sealed = _sealed(world, ticket, "F-26-0418", taken_at=world.at(8, "14:00"))
    _sealed(world, ticket, "F-26-0419", kind="reserve", taken_at=world.at(8, "14:10"))
    row = record_objection(
        ticket_id=ticket.pk,
        about="responsibility",
        statement="开门次数有记录，每天不超过六次。我们要求由合同约定的检验机构检测温控精度。",
        channel="hotline",
        raised_at=world.at(7, "10:05"),
        actor=world.cast["service"],
        now=world.at(7, "10:12"),
    )
    send_objection(
        objection_id=row.pk,
        body=row.body or BODY,
        samples=[sealed],
        payer="loser",
        sent_on=world.workday(6),
        verdict_due_on=world.today + timedelta(days=3),
        actor=world.cast["quality"],
        now=world.at(6, "09:30"),
    )


@story(lambda world: world.at(18, "15:20"))
def verdict_to_be_told(world: World, at: datetime) -> None:
    """The verdict is in, and the customer has to be told."""
    case = Case(
        world,
        at,
        "北斗样例实验室",
        "天平读数漂移，你们检测说在允差内，我们不认可这个结论。",
        kind="complaint",
        channel="email",
        product="TP-5",
        subject="天平读数漂移，不认可检测结论",
        severity="minor",
        quality_class="intrinsic",
    )
    case.reply(world.at(17, "09:20"), "已收到，样品封存后送检验机构复检。")
    ticket = Ticket.objects.get(pk=case.pk)
    sealed = _sealed(world, ticket, "F-26-0362", taken_at=world.at(17, "11:00"))
    row = record_objection(
        ticket_id=ticket.pk,
        about="finding",
        statement="我们用标准砝码复测了三次，每次偏差都超过 0.3 g，附有视频。",
        channel="email",
        raised_at=world.at(16, "09:00"),
        actor=world.cast["service2"],
        now=world.at(16, "09:15"),
    )
    send_objection(
        objection_id=row.pk,
        body=row.body or BODY,
        samples=[sealed],
        payer="loser",
        sent_on=world.workday(15),
        verdict_due_on=world.workday(4),
        actor=world.cast["quality"],
        now=world.at(15, "10:00"),
    )
    record_verdict(
        objection_id=row.pk,
        verdict="upheld",
        verdict_text="送检天平在 2 kg 点示值误差 +0.41 g，超出最大允许误差 ±0.2 g。",
        verdict_on=world.workday(3),
        upload=SimpleUploadedFile("检验报告.pdf", DOCUMENT, "application/pdf"),
        cost=Decimal("1800.00"),
        actor=world.cast["quality"],
        now=world.at(2, "14:00"),
    )
    seal_sample(
        kind="reserve",
        seal_number="F-26-0107",
        product=ticket.product,
        taken_at=world.ago(days=210),
        taken_from="出厂备样",
        place="留样室 B-1",
        custodian=world.cast["quality"],
        retain_until=world.workday(1),
        actor=world.cast["quality"],
        now=world.ago(days=209),
    )


def _sealed(world: World, ticket: Ticket, seal: str, *, taken_at: datetime, kind: str = "sealed") -> Sample:
    """A sample taken at the customer's and brought to the sample room on the same day."""
    row = seal_sample(
        kind=kind,
        seal_number=seal,
        ticket_id=ticket.pk,
        taken_at=taken_at,
        taken_from="客户现场，双方在场封存",
        place="客户现场",
        custodian=world.cast["quality"],
        retain_until=world.today + timedelta(days=170),
        actor=world.cast["quality"],
        now=taken_at,
    )
    return hand_over_sample(
        sample_id=row.pk,
        at=taken_at + timedelta(hours=2),
        place="留样室 A-3",
        custodian=world.cast["quality"],
        actor=world.cast["quality"],
        now=taken_at + timedelta(hours=2),
    )
