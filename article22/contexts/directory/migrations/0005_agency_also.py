"""Other lists that tell of an agency, with their ids for it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("directory", "0004_agency_import_wall")]
    operations = [migrations.AddField(model_name="agency", name="also", field=models.JSONField(default=dict))]
