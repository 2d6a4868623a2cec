"""Which fields of this app's models are personal data."""

from django.utils.translation import gettext_lazy as _

from aftersales.store.personal import Kind, declare

from .models import (
    AnnualDemand,
    Contact,
    Customer,
    CustomerAlias,
    DuplicatePair,
    GradeRule,
    Grading,
    Interaction,
    Merge,
    OptOut,
    PanelAnswer,
    PanelMember,
    PanelQuestion,
    PersonalDataRequest,
    Product,
    Purchase,
    RepairStay,
    Reveal,
    SerialNumber,
    TierPeriod,
    WarrantyRule,
)

SERVICE = _("To provide after-sales service: to know who bought what and how to reach them.")
PROOF = _("To document who viewed or decided what about the customer.")

PERSONAL = (
    declare(
        Customer,
        purpose=SERVICE,
        owners=("",),
        drafts="contact:{number}",
        plain="number external_number",
        name=Kind.NAME,
        name_key=Kind.KEY,
        name_core=Kind.KEY,
        address=Kind.ADDRESS,
        phone=Kind.PHONE,
        phone_digits=Kind.KEY,
        phone_local=Kind.KEY,
        email=Kind.EMAIL,
        grade_reasons=Kind.DATA,
        remarks=Kind.TEXT,
        search_words=Kind.KEY,
        reach_words=Kind.KEY,
        search_text=Kind.KEY,
    ),
    declare(
        Contact,
        purpose=SERVICE,
        owners=("customer",),
        name=Kind.NAME,
        name_key=Kind.KEY,
        title=Kind.TEXT,
        phone=Kind.PHONE,
        phone_digits=Kind.KEY,
        phone_local=Kind.KEY,
        email=Kind.EMAIL,
    ),
    declare(
        CustomerAlias,
        purpose=SERVICE,
        owners=("customer",),
        plain="number external_number",
        name=Kind.NAME,
        reason=Kind.TEXT,
    ),
    declare(
        Merge,
        purpose=PROOF,
        owners=("kept",),
        plain="gone_number choices",
        gone_name=Kind.NAME,
        reason=Kind.TEXT,
        note=Kind.TEXT,
        record=Kind.DATA,
    ),
    declare(DuplicatePair, purpose=PROOF, owners=("first", "second"), plain="reasons", reason=Kind.TEXT),
    declare(Product, plain="name name_en code category unit"),
    declare(Purchase, plain="grade batch serial contract_number inspection_body import_key warranty_reasons"),
    declare(RepairStay, plain="source"),
    declare(SerialNumber, plain="serial"),
    declare(
        Interaction, purpose=SERVICE, owners=("customer",), contact_name=Kind.NAME, body=Kind.TEXT, despite=Kind.TEXT
    ),
    declare(TierPeriod, purpose=PROOF, owners=("customer",), reason=Kind.TEXT),
    declare(AnnualDemand, owners=("customer",)),
    declare(Grading, purpose=PROOF, owners=("customer",), reasons=Kind.DATA, reason=Kind.TEXT),
    declare(GradeRule),
    declare(WarrantyRule, plain="article"),
    declare(OptOut, purpose=SERVICE, owners=("customer",), note=Kind.TEXT, end_note=Kind.TEXT),
    declare(PanelMember, purpose=SERVICE, owners=("customer",), topics=Kind.TEXT),
    declare(PanelQuestion, plain="title body outcome"),
    declare(PanelAnswer, purpose=SERVICE, owners=("member__customer",), body=Kind.TEXT),
    declare(Reveal, purpose=PROOF, owners=("customer",), reason=Kind.TEXT),
    declare(
        PersonalDataRequest,
        purpose=PROOF,
        owners=("customer",),
        plain="number outcome",
        asked_by=Kind.NAME,
        note=Kind.TEXT,
    ),
)
PERSONAL_CODES = ("number", "code", "level", "tier", "language", "channel")
