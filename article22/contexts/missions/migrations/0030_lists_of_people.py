import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('missions', '0017_drills_wall'),
    ]

    operations = [
        migrations.CreateModel(
            name='PersonListing',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('source', models.CharField(max_length=80)),
                ('external', models.CharField(max_length=120)),
                ('content', models.JSONField()),
                ('gone_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name='import',
            name='kind',
            field=models.CharField(default='premises', max_length=16),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name='importchange',
            name='what',
            field=models.CharField(max_length=16),
        ),
        migrations.AddConstraint(
            model_name='import',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['premises', 'representatives'])), name='import_of_a_known_kind'),
        ),
        migrations.AddField(
            model_name='personlisting',
            name='representative',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='listings', to='missions.representative'),
        ),
        migrations.AddConstraint(
            model_name='personlisting',
            constraint=models.UniqueConstraint(fields=('source', 'external'), name='one_person_listing_a_row'),
        ),
    ]
