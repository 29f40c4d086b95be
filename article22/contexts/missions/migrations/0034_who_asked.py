"""A change says who asked for it: the wall hides a mission's people from whoever decides."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("missions", "0033_list_draft_wall")]
    operations = [migrations.AddField("waychange", "asked_name", models.CharField(default="", max_length=120), preserve_default=False)]
