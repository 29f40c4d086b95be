"""An agency that an officer confirmed is found in its city also where its list names it no more."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("directory", "0006_take_back_agencies")]
    operations = [
        migrations.RemoveIndex(model_name="agency", name="agencies_of_a_city"),
        migrations.AddIndex(model_name="agency", index=models.Index(fields=["state", "city_key"], name="agencies_of_a_city")),
    ]
