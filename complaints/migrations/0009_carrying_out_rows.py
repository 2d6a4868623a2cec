from decimal import Decimal

from django.db import migrations
from django.db.models import F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce, Greatest

PAYS = ("refund", "compensation")


def count(apps, schema_editor):
    """What is carried out already is counted as it is from now on."""
    Fulfilment = apps.get_model("complaints", "Fulfilment")
    Line = apps.get_model("complaints", "FulfilmentLine")
    Unit = apps.get_model("complaints", "ReturnedUnit")
    Refund = apps.get_model("complaints", "Refund")
    Proposal = apps.get_model("complaints", "Proposal")
    Department = apps.get_model("staff", "Department")
    paid = Refund.objects.filter(fulfilment=OuterRef("pk")).order_by().values("fulfilment").annotate(s=Sum("amount"))
    approved = Proposal.objects.filter(pk=OuterRef("proposal_id")).values("approved_amount")
    pays = Fulfilment.objects.filter(proposal__remedy__in=PAYS).exclude(state="cancelled")
    pays.update(
        refunded=Coalesce(Subquery(paid.values("s")), Decimal(0)),
        payable=Coalesce(Subquery(approved), Decimal(0)),
        paying_department=Department.objects.filter(code="finance").first(),
    )
    pays.update(payable=Greatest("payable", "refunded"))
    Line.objects.exclude(inspected_at=None).update(inspected=F("received"), result="accepted")
    sent = Q(fulfilment__state="done") | ~Q(fulfilment__shipped_with="")
    Line.objects.filter(sent).exclude(fulfilment__proposal__remedy__in=PAYS).update(sent=F("expected"))
    replaced = Line.objects.exclude(replacement_serial="").select_related("fulfilment", "line__product_sold")
    units, seen = [], set()
    for line in replaced.iterator():
        sold = line.line.product_sold
        what = (sold.product_id if sold else None, line.replacement_serial)
        units.append(
            Unit(line=line, product_id=what[0], replacement_serial=what[1], out=what not in seen,
                 sent_at=line.fulfilment.finished_at or line.inspected_at)
        )
        seen.add(what)
    Unit.objects.bulk_create(units, batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("complaints", "0008_carrying_out")]

    operations = [migrations.RunPython(count, migrations.RunPython.noop)]
