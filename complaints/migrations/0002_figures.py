from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("complaints", "0001_initial")]

    operations = [
        migrations.RemoveIndex(model_name="ticket", name="ticket_kind"),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(fields=["kind", "-reported_at", "batch", "product_sold"], name="ticket_kind"),
        ),
        migrations.AddIndex(
            model_name="ticket", index=models.Index(fields=["state", "closed_at"], name="ticket_closed")
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                fields=["reported_at", "region", "channel", "received_at", "first_replied_at"],
                name="ticket_answering",
            ),
        ),
        migrations.AddIndex(
            model_name="proposal", index=models.Index(fields=["ticket", "approved_amount"], name="proposal_cost")
        ),
        migrations.AddIndex(
            model_name="ticketpromise",
            index=models.Index(
                fields=["ticket", "code", "lateness_seconds", "met_at", "cancelled_at", "due_at"], name="promise_kept"
            ),
        ),
        migrations.AddIndex(
            model_name="ticketpromise",
            index=models.Index(
                fields=["met_at", "lateness_seconds", "due_at", "cancelled_at", "ticket"], name="promise_overran"
            ),
        ),
    ]
