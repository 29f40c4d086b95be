from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0002_wall'),
    ]

    operations = [
        migrations.CreateModel(
            name='AgencyImport',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('source', models.CharField(max_length=80)),
                ('counts', models.JSONField()),
                ('before', models.JSONField()),
                ('applied_by', models.UUIDField(null=True)),
                ('applied_at', models.DateTimeField()),
                ('undone_by', models.UUIDField(null=True)),
                ('undone_at', models.DateTimeField(null=True)),
            ],
        ),
    ]
