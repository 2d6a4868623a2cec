"""What the API takes: the body of each verb."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from aftersales.staff.models import User
from customers.enums import Channel

from ..enums import Disposition, InspectionResult, Kind, QualityClass, Remedy, Severity
from ..forms.fields import MAX_FILES
from ..forms.ticket import LONG, OUTWARD
from ..rules.carrying import MAX_SERIAL
from ..services.approval_bulk import MAX_APPROVALS
from ..services.approvals import VERDICTS
from ..services.proposals import MAX_LINES
from .work_io import ManyDone, OneOfMany

MAX_SERIALS = 200


def money(**options: object) -> serializers.DecimalField:
    return serializers.DecimalField(max_digits=10, decimal_places=2, min_value=0, **options)


def files() -> serializers.ListField:
    """Photos and PDF, as multipart/form-data."""
    return serializers.ListField(child=serializers.FileField(), max_length=MAX_FILES, required=False)


class OneApproval(serializers.Serializer):
    """version: as it was read."""

    id = serializers.IntegerField(min_value=1, max_value=2**31 - 1)
    version = serializers.IntegerField(min_value=1, max_value=2**31 - 1)


class ManyApprovals(serializers.Serializer):
    approvals = OneApproval(many=True, allow_empty=False, max_length=MAX_APPROVALS)  # type: ignore[call-arg]
    reason = serializers.CharField(max_length=2000)


class OneApproved(OneOfMany):
    """What happened to an approval; where it was refused it is as it was."""

    id = serializers.IntegerField()


class ManyApproved(ManyDone):
    results = OneApproved(many=True)


class Empty(serializers.Serializer):
    """Nothing need be said."""


class NewTicket(serializers.Serializer):
    """What a customer said (T1). customer: its number; none while it is to be identified. call: the id of a call
    (GET /calls/), from whose ring the clock runs where received_at is not given. assign: give it to whom the rules of
    the house name, not to the sender: for programs that log what nobody has read yet."""

    kind = serializers.ChoiceField(Kind.choices)
    description = serializers.CharField(max_length=LONG)
    channel = serializers.ChoiceField(Channel.choices)
    subject = serializers.CharField(max_length=200, required=False, allow_blank=True)
    customer = serializers.CharField(max_length=40, required=False, allow_null=True)
    contact = serializers.IntegerField(required=False, allow_null=True, min_value=1)
    contact_name = serializers.CharField(max_length=100, required=False, allow_blank=True)
    product_sold = serializers.IntegerField(required=False, allow_null=True, min_value=1)
    category = serializers.CharField(max_length=60, required=False, allow_blank=True)
    received_at = serializers.DateTimeField(required=False, allow_null=True)
    assign = serializers.BooleanField(required=False)
    call = serializers.IntegerField(required=False, allow_null=True, min_value=1)
    remedy_sought = serializers.ChoiceField(Remedy.choices, required=False, allow_blank=True)
    severity = serializers.ChoiceField(Severity.choices, required=False)
    quality_class = serializers.ChoiceField(QualityClass.choices, required=False, allow_blank=True)
    files = files()


class Reply(serializers.Serializer):
    """By e-mail it is also sent."""

    body = serializers.CharField(max_length=LONG)
    channel = serializers.ChoiceField([(value, Channel(value).label) for value in OUTWARD])
    duration_seconds = serializers.IntegerField(required=False, allow_null=True, min_value=0, max_value=86_400)
    despite = serializers.CharField(max_length=200, required=False, allow_blank=True)
    version = serializers.IntegerField(required=False, min_value=1)
    files = files()


class Said(serializers.Serializer):
    body = serializers.CharField(max_length=LONG)
    channel = serializers.ChoiceField(Channel.choices)
    files = files()


class Note(serializers.Serializer):
    body = serializers.CharField(max_length=LONG)
    files = files()


class Wait(serializers.Serializer):
    reason = serializers.CharField(max_length=200)


class TicketReason(serializers.Serializer):
    reason = serializers.CharField(max_length=1000)


class CallBack(serializers.Serializer):
    due_at = serializers.DateTimeField()


class HandOver(serializers.Serializer):
    """to: the id of a person (GET /users/)."""

    to = serializers.PrimaryKeyRelatedField(queryset=User.objects.filter(is_active=True))
    note = serializers.CharField(max_length=2000)


class Record(serializers.Serializer):
    """Only what is given is changed. version: what the writer looked at; an older one is answered with 409."""

    subject = serializers.CharField(max_length=200, required=False)
    problem_found = serializers.CharField(max_length=LONG, required=False, allow_blank=True)
    grade = serializers.CharField(max_length=40, required=False, allow_blank=True)
    batch = serializers.CharField(max_length=40, required=False, allow_blank=True)
    purchased_on = serializers.DateField(required=False, allow_null=True)
    product_sold = serializers.IntegerField(required=False, allow_null=True, min_value=1)
    contact = serializers.IntegerField(required=False, allow_null=True, min_value=1)
    severity = serializers.ChoiceField(Severity.choices, required=False)
    remedy_sought = serializers.ChoiceField(Remedy.choices, required=False, allow_blank=True)
    version = serializers.IntegerField(required=False, min_value=1)


class ChangedKind(serializers.Serializer):
    kind = serializers.ChoiceField(Kind.choices)
    reason = serializers.CharField(max_length=500)


class Classified(serializers.Serializer):
    quality_class = serializers.ChoiceField(QualityClass.choices, allow_blank=True)


class Identified(serializers.Serializer):
    """customer: its number. Without a contact the main one is taken."""

    customer = serializers.CharField(max_length=40)
    contact = serializers.IntegerField(required=False, allow_null=True, min_value=1)


class NewLine(serializers.Serializer):
    """The price that was paid is taken where none is given; a higher one needs its reason."""

    product_sold = serializers.IntegerField(required=False, allow_null=True, min_value=1)
    description = serializers.CharField(max_length=200, required=False, allow_blank=True)
    quantity = serializers.IntegerField(min_value=1, max_value=1_000_000)
    unit_price = money(required=False)
    price_reason = serializers.CharField(max_length=200, required=False, allow_blank=True)

    def validate(self, attrs: dict) -> dict:
        if not attrs.get("product_sold") and "unit_price" not in attrs:
            raise serializers.ValidationError({"unit_price": _("Without a purchase, a price is needed.")})
        return attrs


class NewProposal(serializers.Serializer):
    """Changing what is in approval or approved voids that approval."""

    remedy = serializers.ChoiceField(Remedy.choices)
    lines = serializers.ListField(child=NewLine(), max_length=MAX_LINES, required=False)
    costs = money(required=False)
    reason = serializers.CharField(max_length=2000)
    no_return_required = serializers.BooleanField(required=False)
    no_return_reason = serializers.CharField(max_length=200, required=False, allow_blank=True)
    version = serializers.IntegerField(required=False, min_value=0)


class Submitted(serializers.Serializer):
    """version: of the proposal that the sender looked at."""

    version = serializers.IntegerField(required=False, min_value=1)


class Outcome(serializers.Serializer):
    outcome = serializers.CharField(max_length=2000)


class Confirmed(serializers.Serializer):
    solved = serializers.BooleanField()
    comment = serializers.CharField(max_length=2000, required=False, allow_blank=True)


class ApprovalDecision(serializers.Serializer):
    """step: the id of the step that the decider looked at. amount: with approve_less."""

    verdict = serializers.ChoiceField(VERDICTS)
    step = serializers.IntegerField(min_value=1)
    reason = serializers.CharField(max_length=2000)
    amount = money(required=False, allow_null=True)
    minutes = serializers.CharField(max_length=5000, required=False, allow_blank=True)
    attendees = serializers.CharField(max_length=300, required=False, allow_blank=True)


def serials() -> serializers.ListField:
    return serializers.ListField(
        child=serializers.CharField(max_length=MAX_SERIAL), max_length=MAX_SERIALS, required=False, default=list
    )


class Counted(serializers.Serializer):
    line = serializers.IntegerField(min_value=1)
    quantity = serializers.IntegerField(min_value=1, max_value=1_000_000)


class Arrived(serializers.Serializer):
    """serials: of the pieces that came, as far as they have some. condition: of this line, instead of the general."""

    line = serializers.IntegerField(min_value=1)
    quantity = serializers.IntegerField(min_value=0, max_value=1_000_000)
    serials = serials()
    condition = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")


class Received(serializers.Serializer):
    """line: the id of a line of the fulfilment."""

    quantities = serializers.ListField(child=Arrived(), max_length=MAX_LINES)
    condition = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")


class Waived(serializers.Serializer):
    quantities = serializers.ListField(child=Counted(), max_length=MAX_LINES)
    reason = serializers.CharField(max_length=200)


class Finding(serializers.Serializer):
    """cost: what the handling of the goods costs the company."""

    line = serializers.IntegerField(min_value=1)
    finding = serializers.CharField(max_length=2000)
    disposition = serializers.ChoiceField(Disposition.choices)
    result = serializers.ChoiceField(InspectionResult.choices, required=False, default=InspectionResult.ACCEPTED.value)
    cost = money(required=False, default=Decimal(0))


class Inspected(serializers.Serializer):
    findings = serializers.ListField(child=Finding(), max_length=MAX_LINES)


class Refunded(serializers.Serializer):
    """request_key: one of the sender's own, so that a repeat pays nothing twice."""

    amount = money()
    paid_on = serializers.DateField()
    reference = serializers.CharField(max_length=100, required=False, allow_blank=True, default="")
    request_key = serializers.CharField(max_length=64, required=False, allow_null=True)


class Leaving(Counted):
    """serials: of the replacements. warranty_until: that of the original where none is given."""

    serials = serials()
    warranty_until = serializers.DateField(required=False, allow_null=True)


class Dispatched(serializers.Serializer):
    """Without lines, all that may leave. goods_due_on: until when goods come back whose replacement leaves first;
    two weeks where none is given."""

    shipped_with = serializers.CharField(max_length=100)
    lines = serializers.ListField(child=Leaving(), max_length=MAX_LINES, required=False)
    goods_due_on = serializers.DateField(required=False, allow_null=True)
