import aftersales.store.fields
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from aftersales.store.first_migration import FirstMigration
from django.db import migrations, models


class Migration(FirstMigration):

    dependencies = [
        ('customers', '0001_initial'),
        ('quality', '0001_initial'),
        ('staff', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='RadarRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('week', models.DateField(unique=True, verbose_name='week')),
                ('computed_at', models.DateTimeField(verbose_name='computed at')),
                ('series', models.PositiveIntegerField(verbose_name='series watched')),
                ('tests', models.PositiveIntegerField(verbose_name='tests')),
                ('limit', models.FloatField(verbose_name='limit')),
            ],
            options={
                'verbose_name': 'Run of the radar',
                'ordering': ('-week',),
            },
        ),
        migrations.CreateModel(
            name='HistoricalRadarSignal',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('key', models.CharField(editable=False, max_length=100)),
                ('kind', models.CharField(blank=True, choices=[('inquiry', 'Inquiry'), ('opinion', 'Opinion'), ('suggestion', 'Suggestion'), ('complaint', 'Complaint'), ('return', 'Return'), ('exchange', 'Exchange'), ('repair', 'Repair')], max_length=12, verbose_name='type')),
                ('problem', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='kind of problem')),
                ('batch', aftersales.store.fields.CodeField(blank=True, max_length=40, verbose_name='batch')),
                ('level', models.CharField(choices=[('alarm', 'Rising'), ('look', 'Worth a look')], max_length=5, verbose_name='level')),
                ('week', models.DateField(verbose_name='week')),
                ('state', models.CharField(choices=[('new', 'To be judged'), ('seen', 'Being looked at'), ('investigated', 'Investigated'), ('dismissed', 'Dismissed')], default='new', max_length=12, verbose_name='status')),
                ('reason', models.CharField(blank=True, max_length=500, verbose_name='reason')),
                ('judged_at', models.DateTimeField(blank=True, null=True, verbose_name='Judged at')),
                ('found_at', models.DateTimeField(verbose_name='found at')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='Back to normal')),
                ('version', models.PositiveIntegerField(default=1)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('investigation', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='quality.investigation', verbose_name='Investigation')),
                ('judged_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='Judged by')),
                ('product', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='customers.product', verbose_name='product')),
                ('region', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='staff.region', verbose_name='region')),
            ],
            options={
                'verbose_name': 'historical Signal of the radar',
                'verbose_name_plural': 'historical Signal of the radars',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='RadarSignal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(editable=False, max_length=100)),
                ('kind', models.CharField(blank=True, choices=[('inquiry', 'Inquiry'), ('opinion', 'Opinion'), ('suggestion', 'Suggestion'), ('complaint', 'Complaint'), ('return', 'Return'), ('exchange', 'Exchange'), ('repair', 'Repair')], max_length=12, verbose_name='type')),
                ('problem', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='kind of problem')),
                ('batch', aftersales.store.fields.CodeField(blank=True, max_length=40, verbose_name='batch')),
                ('level', models.CharField(choices=[('alarm', 'Rising'), ('look', 'Worth a look')], max_length=5, verbose_name='level')),
                ('week', models.DateField(verbose_name='week')),
                ('last_week', models.DateField(verbose_name='last week')),
                ('weeks', models.PositiveSmallIntegerField(verbose_name='weeks')),
                ('count', models.PositiveIntegerField(verbose_name='tickets')),
                ('usual', models.FloatField(verbose_name='usual count')),
                ('chance', models.FloatField(verbose_name='chance')),
                ('counts', models.JSONField(default=list, verbose_name='counts by week')),
                ('low', models.FloatField(verbose_name='usual range from')),
                ('high', models.FloatField(verbose_name='usual range up to')),
                ('state', models.CharField(choices=[('new', 'To be judged'), ('seen', 'Being looked at'), ('investigated', 'Investigated'), ('dismissed', 'Dismissed')], default='new', max_length=12, verbose_name='status')),
                ('reason', models.CharField(blank=True, max_length=500, verbose_name='reason')),
                ('judged_at', models.DateTimeField(blank=True, null=True, verbose_name='Judged at')),
                ('found_at', models.DateTimeField(verbose_name='found at')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='Back to normal')),
                ('version', models.PositiveIntegerField(default=1)),
                ('investigation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='quality.investigation', verbose_name='Investigation')),
                ('judged_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='Judged by')),
                ('product', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='customers.product', verbose_name='product')),
                ('region', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='staff.region', verbose_name='region')),
            ],
            options={
                'verbose_name': 'Signal of the radar',
                'ordering': ('-found_at', '-pk'),
                'indexes': [models.Index(fields=['-found_at', '-id'], name='signal_found'), models.Index(fields=['level', '-found_at', '-id'], name='signal_level'), models.Index(fields=['-ended_at'], name='signal_ended')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('key',), name='one_signal_at_a_time')],
            },
        ),
    ]
