import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('missions', '0005_take_back'),
    ]

    operations = [
        migrations.CreateModel(
            name='Representative',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('human', models.UUIDField()),
                ('name', models.CharField(max_length=120)),
                ('position', models.CharField(max_length=120)),
                ('languages', models.JSONField()),
                ('is_first', models.BooleanField()),
                ('arrives_on', models.DateField(null=True)),
                ('departs_on', models.DateField(null=True)),
                ('consented_at', models.DateTimeField(null=True)),
                ('stand', models.CharField(max_length=16)),
                ('nominated_how', models.CharField(max_length=16)),
                ('nominated_from', models.CharField(max_length=254)),
                ('nominated_by', models.UUIDField(null=True)),
                ('nominated_at', models.DateTimeField()),
                ('held_why', models.CharField(max_length=40)),
                ('verified_at', models.DateTimeField(null=True)),
                ('verified_by', models.UUIDField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('mission', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='representatives', to='missions.mission')),
            ],
        ),
        migrations.CreateModel(
            name='Way',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=8)),
                ('raw', models.CharField(max_length=254)),
                ('address', models.CharField(max_length=254)),
                ('is_out_of_hours', models.BooleanField()),
                ('proved_at', models.DateTimeField(null=True)),
                ('failed_at', models.DateTimeField(null=True)),
                ('fault', models.CharField(max_length=40)),
                ('ended_at', models.DateTimeField(null=True)),
                ('representative', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ways', to='missions.representative')),
            ],
        ),
        migrations.AddConstraint(
            model_name='representative',
            constraint=models.CheckConstraint(condition=models.Q(('stand__in', ['nominated', 'active', 'suspended', 'ended'])), name='representative_of_a_known_stand'),
        ),
        migrations.AddConstraint(
            model_name='representative',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('stand', 'active'), _negated=True), models.Q(('held_why', ''), ('verified_at__isnull', False)), _connector='OR'), name='nobody_is_active_unverified'),
        ),
        migrations.AddConstraint(
            model_name='representative',
            constraint=models.UniqueConstraint(condition=models.Q(('stand', 'ended'), _negated=True), fields=('mission', 'human'), name='one_person_once_at_a_mission'),
        ),
        migrations.AddIndex(
            model_name='way',
            index=models.Index(fields=['address'], name='ways_by_address'),
        ),
        migrations.AddConstraint(
            model_name='way',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['mail', 'mobile', 'office'])), name='way_of_a_known_kind'),
        ),
        migrations.AddConstraint(
            model_name='way',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('representative', 'address'), name='one_way_once'),
        ),
    ]
