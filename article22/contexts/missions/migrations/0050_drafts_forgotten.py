"""Lists that wait are kept as they were read, no longer as they came: those of before are forgotten, as each is after a day."""

from django.db import migrations

FORGET = "DELETE FROM missions_listdraft;"


class Migration(migrations.Migration):
    dependencies = [("missions", "0049_tasks_are_taken_back")]
    operations = [migrations.RunSQL(FORGET, FORGET)]
