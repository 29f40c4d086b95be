import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0002_wall'),
        ('missions', '0034_who_asked'),
    ]

    operations = [
        migrations.CreateModel(
            name='PoliceDesk',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=200)),
                ('email', models.CharField(max_length=254)),
                ('raw', models.CharField(max_length=40)),
                ('e164', models.CharField(max_length=16)),
                ('agency', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.agency')),
            ],
        ),
        migrations.CreateModel(
            name='PriorityForm',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('sent_at', models.DateTimeField()),
                ('sent_by', models.UUIDField(null=True)),
                ('until', models.DateTimeField()),
                ('fault', models.CharField(max_length=40)),
                ('desk', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='forms', to='missions.policedesk')),
            ],
        ),
        migrations.CreateModel(
            name='PoliceArea',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('city', models.CharField(max_length=80)),
                ('city_key', models.CharField(max_length=80)),
                ('region', models.CharField(max_length=3)),
                ('desk', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='areas', to='missions.policedesk')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('region', 'city_key'), name='one_desk_a_city')],
            },
        ),
        migrations.CreateModel(
            name='Registration',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('flag', models.CharField(max_length=12)),
                ('told', models.JSONField()),
                ('sent_at', models.DateTimeField(null=True)),
                ('word', models.CharField(max_length=12)),
                ('said', models.CharField(max_length=300)),
                ('answered_by', models.CharField(max_length=120)),
                ('answered_at', models.DateTimeField(null=True)),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('reminded_at', models.DateTimeField(null=True)),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('desk', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='registrations', to='missions.policedesk')),
                ('form', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='registrations', to='missions.priorityform')),
                ('premises', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='registrations', to='missions.premises')),
            ],
            options={
                'indexes': [models.Index(fields=['form'], name='registrations_of_a_form')],
                'constraints': [models.CheckConstraint(condition=models.Q(('flag__in', ['sent', 'confirmed', 'returned', 'withdrawn'])), name='registration_of_a_known_flag'), models.CheckConstraint(condition=models.Q(models.Q(('flag', 'confirmed'), _negated=True), models.Q(('confirmed_at__isnull', False), models.Q(('answered_by', ''), _negated=True)), _connector='OR'), name='confirmed_by_somebody'), models.CheckConstraint(condition=models.Q(models.Q(('flag', 'withdrawn'), ('withdrawn_at__isnull', False)), models.Q(models.Q(('flag', 'withdrawn'), _negated=True), ('withdrawn_at__isnull', True)), _connector='OR'), name='withdrawn_when_it_says_so'), models.CheckConstraint(condition=models.Q(models.Q(('flag', 'sent'), _negated=True), models.Q(('form__isnull', False), ('sent_at__isnull', False)), _connector='OR'), name='sent_with_a_form'), models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('premises',), name='one_registration_at_a_time')],
            },
        ),
    ]
