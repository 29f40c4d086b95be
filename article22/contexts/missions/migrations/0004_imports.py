import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('missions', '0003_likeness'),
    ]

    operations = [
        migrations.CreateModel(
            name='Import',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('source', models.CharField(max_length=80)),
                ('counts', models.JSONField()),
                ('on', models.DateField()),
                ('applied_by', models.UUIDField(null=True)),
                ('applied_at', models.DateTimeField()),
                ('undone_by', models.UUIDField(null=True)),
                ('undone_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='ImportChange',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('place', models.IntegerField()),
                ('step', models.IntegerField()),
                ('what', models.CharField(max_length=12)),
                ('subject', models.UUIDField()),
                ('before', models.JSONField(null=True)),
                ('after', models.JSONField()),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='missions.import')),
            ],
            options={
                'indexes': [models.Index(fields=['subject'], name='changes_of_a_subject')],
                'constraints': [models.UniqueConstraint(fields=('run', 'place'), name='one_change_at_a_place')],
            },
        ),
    ]
