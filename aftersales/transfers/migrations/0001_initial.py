import django.db.models.deletion
import simple_history.models
from django.conf import settings
from aftersales.store.first_migration import FirstMigration
from django.db import migrations, models


class Migration(FirstMigration):

    dependencies = [
        ('office', '0001_initial'),
        ('staff', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='HistoricalExportRequest',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('page', models.CharField(max_length=40, verbose_name='list')),
                ('file_format', models.CharField(choices=[('csv', 'CSV'), ('xlsx', 'XLSX')], max_length=4, verbose_name='format')),
                ('is_whole', models.BooleanField(default=False, verbose_name='unmasked')),
                ('count', models.PositiveIntegerField(verbose_name='record count')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='reason')),
                ('state', models.CharField(choices=[('waiting', 'Awaiting approval'), ('consented', 'Ready to download'), ('refused', 'Declined'), ('taken', 'Downloaded'), ('lapsed', 'Expired')], max_length=10, verbose_name='status')),
                ('created_at', models.DateTimeField(verbose_name='requested')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='decided at')),
                ('answer', models.CharField(blank=True, max_length=300, verbose_name='answer')),
                ('taken_at', models.DateTimeField(blank=True, null=True, verbose_name='downloaded at')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('asked_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='requested by')),
                ('decided_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='decided by')),
                ('decided_for', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='on behalf of')),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical Export',
                'verbose_name_plural': 'historical Exports',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='ImportRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20, verbose_name='Import type')),
                ('state', models.CharField(choices=[('draft', 'Columns to check'), ('waiting', 'Waiting'), ('running', 'Running'), ('checked', 'Checked, nothing imported yet'), ('done', 'Done'), ('failed', 'Failed'), ('paused', 'Paused'), ('stopped', 'Stopped')], default='draft', max_length=8, verbose_name='Status')),
                ('file_name', models.CharField(max_length=150, verbose_name='file name')),
                ('headings', models.JSONField(default=list)),
                ('headings_key', models.CharField(blank=True, max_length=64)),
                ('names', models.JSONField(default=dict)),
                ('is_trial', models.BooleanField(default=True)),
                ('is_whole', models.BooleanField(default=False, verbose_name='All rows or none')),
                ('existing', models.CharField(choices=[('keep', 'Leave unchanged'), ('fill', 'Fill empty fields'), ('update', 'Update with the values of the file')], default='keep', max_length=6, verbose_name='Rows that exist already')),
                ('heading_line', models.PositiveIntegerField(default=1, verbose_name='Line')),
                ('sheet', models.CharField(blank=True, max_length=60)),
                ('coding', models.CharField(blank=True, max_length=20)),
                ('sample', models.JSONField(default=list, verbose_name='First rows of the file')),
                ('total', models.PositiveIntegerField(null=True)),
                ('position', models.PositiveIntegerField(default=0, verbose_name='Sort order')),
                ('added', models.PositiveIntegerField(default=0)),
                ('known', models.PositiveIntegerField(default=0)),
                ('updated', models.PositiveIntegerField(default=0)),
                ('differing', models.PositiveIntegerField(default=0)),
                ('failed', models.PositiveIntegerField(default=0)),
                ('created_at', models.DateTimeField(verbose_name='Created')),
                ('started_at', models.DateTimeField(null=True, verbose_name='Started')),
                ('finished_at', models.DateTimeField(null=True, verbose_name='Finished')),
                ('lease', models.CharField(blank=True, max_length=32)),
                ('leased_until', models.DateTimeField(null=True)),
                ('problem', models.TextField(blank=True)),
                ('params', models.JSONField(default=dict, verbose_name='Details')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='Created by')),
                ('file', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='office.storedfile', verbose_name='File')),
            ],
            options={
                'verbose_name': 'Import',
                'ordering': ('-created_at', '-pk'),
                'indexes': [models.Index(fields=['kind', 'headings_key', '-created_at'], name='import_headings'), models.Index(condition=models.Q(('state__in', ('waiting', 'running'))), fields=['created_at'], name='import_due'), models.Index(condition=models.Q(('file__isnull', False)), fields=['created_at'], name='import_with_file')],
            },
        ),
        migrations.CreateModel(
            name='ImportFault',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('line', models.PositiveIntegerField(verbose_name='Line')),
                ('field', models.CharField(blank=True, max_length=40)),
                ('reasons', models.JSONField(default=dict, verbose_name='Basis')),
                ('is_difference', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField(verbose_name='Created')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='faults', to='transfers.importrun')),
            ],
            options={
                'verbose_name': 'Import row with errors',
                'ordering': ('line',),
                'constraints': [models.UniqueConstraint(fields=('run', 'line'), name='one_fault_per_line')],
            },
        ),
        migrations.CreateModel(
            name='ExportRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('page', models.CharField(max_length=40, verbose_name='list')),
                ('query', models.TextField(blank=True, verbose_name='filters')),
                ('file_format', models.CharField(choices=[('csv', 'CSV'), ('xlsx', 'XLSX')], max_length=4, verbose_name='format')),
                ('is_whole', models.BooleanField(default=False, verbose_name='unmasked')),
                ('count', models.PositiveIntegerField(verbose_name='record count')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='reason')),
                ('state', models.CharField(choices=[('waiting', 'Awaiting approval'), ('consented', 'Ready to download'), ('refused', 'Declined'), ('taken', 'Downloaded'), ('lapsed', 'Expired')], max_length=10, verbose_name='status')),
                ('created_at', models.DateTimeField(verbose_name='requested')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='decided at')),
                ('answer', models.CharField(blank=True, max_length=300, verbose_name='answer')),
                ('taken_at', models.DateTimeField(blank=True, null=True, verbose_name='downloaded at')),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='exports', to=settings.AUTH_USER_MODEL, verbose_name='requested by')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='decided by')),
                ('decided_for', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='on behalf of')),
            ],
            options={
                'verbose_name': 'Export',
                'ordering': ('-pk',),
                'indexes': [models.Index(fields=['asked_by', 'taken_at'], name='exports_of_person'), models.Index(condition=models.Q(('state', 'waiting')), fields=['state'], name='export_waiting')],
                'constraints': [models.CheckConstraint(condition=models.Q(('decided_by', None), models.Q(('decided_by', models.F('asked_by')), _negated=True), _connector='OR'), name='export_decided_by_another')],
            },
        ),
    ]
