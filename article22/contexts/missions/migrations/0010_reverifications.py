import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('missions', '0009_tasks_wall'),
    ]

    operations = [
        migrations.CreateModel(
            name='Reverification',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('why', models.CharField(max_length=16)),
                ('asked_at', models.DateTimeField()),
                ('until', models.DateTimeField()),
                ('reminders', models.SmallIntegerField(default=0)),
                ('answer', models.CharField(max_length=8)),
                ('answered_at', models.DateTimeField(null=True)),
                ('renewed_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('representative', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reverifications', to='missions.representative')),
            ],
        ),
        migrations.CreateModel(
            name='Code',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('sent_at', models.DateTimeField()),
                ('tries', models.SmallIntegerField(default=0)),
                ('entered_at', models.DateTimeField(null=True)),
                ('reverification', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='codes', to='missions.reverification')),
                ('way', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='missions.way')),
            ],
        ),
        migrations.CreateModel(
            name='WayChange',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=8)),
                ('raw', models.CharField(max_length=254)),
                ('address', models.CharField(max_length=254)),
                ('is_out_of_hours', models.BooleanField()),
                ('asked_by', models.UUIDField(null=True)),
                ('asked_at', models.DateTimeField()),
                ('until', models.DateTimeField()),
                ('message', models.UUIDField(null=True)),
                ('tries', models.SmallIntegerField(default=0)),
                ('state', models.CharField(max_length=12)),
                ('decided_by', models.UUIDField(null=True)),
                ('decided_at', models.DateTimeField(null=True)),
                ('asks', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='missions.way')),
                ('representative', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='missions.representative')),
                ('way', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='missions.way')),
            ],
        ),
        migrations.AddConstraint('waychange', models.CheckConstraint(
            name='change_to_a_known_kind_of_way', condition=models.Q(('kind__in', ['mail', 'mobile', 'office'])))),
        migrations.AddConstraint('waychange', models.CheckConstraint(
            name='way_change_in_a_known_state', condition=models.Q(('state__in', ['waiting', 'confirmed', 'refused', 'withdrawn'])))),
        migrations.AddConstraint('waychange', models.CheckConstraint(name='change_waits_or_was_decided', condition=models.Q(
            models.Q(('decided_at__isnull', True), ('state', 'waiting')),
            models.Q(models.Q(('state', 'waiting'), _negated=True), ('decided_at__isnull', False)), _connector='OR'))),
        migrations.AddConstraint('waychange', models.UniqueConstraint(
            name='one_change_to_an_address', fields=['representative', 'address'], condition=models.Q(('state', 'waiting')))),
        migrations.AddConstraint('reverification', models.CheckConstraint(
            name='reverification_for_a_known_reason', condition=models.Q(('why__in', ['due', 'failed', 'changed', 'asked'])))),
        migrations.AddConstraint('reverification', models.CheckConstraint(name='reverification_answered_or_not', condition=models.Q(
            models.Q(('answer', ''), ('answered_at__isnull', True)), models.Q(('answer__in', ['here', 'gone']), ('answered_at__isnull', False)),
            _connector='OR'))),
        migrations.AddConstraint('reverification', models.UniqueConstraint(
            name='one_open_reverification', fields=['representative'], condition=models.Q(('ended_at__isnull', True)))),
    ]
