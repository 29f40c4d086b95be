
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('missions', '0031_lists_of_people_wall'),
    ]

    operations = [
        migrations.CreateModel(
            name='ListDraft',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=16)),
                ('source', models.CharField(max_length=80)),
                ('name', models.CharField(max_length=120)),
                ('content', models.BinaryField()),
                ('consent', models.CharField(max_length=300)),
                ('on', models.DateField(null=True)),
                ('decided', models.JSONField()),
                ('brought_by', models.UUIDField()),
                ('brought_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['premises', 'representatives'])), name='draft_of_a_known_kind')],
            },
        ),
    ]
