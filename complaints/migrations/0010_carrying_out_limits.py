from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("complaints", "0009_carrying_out_rows")]

    operations = [
        migrations.RemoveField(
            model_name='fulfilmentline',
            name='replacement_serial',
        ),
        migrations.RemoveField(
            model_name='historicalfulfilmentline',
            name='replacement_serial',
        ),
        migrations.AddConstraint(
            model_name='fulfilment',
            constraint=models.CheckConstraint(condition=models.Q(('refunded__gte', 0), ('refunded__lte', models.F('payable'))), name='refunded_within_approval'),
        ),
        migrations.AddConstraint(
            model_name='fulfilmentline',
            constraint=models.CheckConstraint(condition=models.Q(('expected__gte', models.F('received') + models.F('waived'))), name='not_more_than_expected'),
        ),
        migrations.AddConstraint(
            model_name='fulfilmentline',
            constraint=models.CheckConstraint(condition=models.Q(('inspected__lte', models.F('received'))), name='inspected_what_came'),
        ),
        migrations.AddConstraint(
            model_name='fulfilmentline',
            constraint=models.CheckConstraint(condition=models.Q(('sent__lte', models.F('expected'))), name='sent_what_is_owed'),
        ),
        migrations.AddConstraint(
            model_name='fulfilmentline',
            constraint=models.CheckConstraint(condition=models.Q(('cost__gte', 0)), name='handling_cost_not_negative'),
        ),
    ]
