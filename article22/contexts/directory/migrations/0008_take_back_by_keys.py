"""A long list is taken back by its keys: the plan of a statement is made for the table as it is, not kept from when it had a few rows."""

from django.db import migrations

FORWARD = "ALTER FUNCTION a22_take_back_agencies(uuid) SET plan_cache_mode = force_custom_plan"
BACKWARD = "ALTER FUNCTION a22_take_back_agencies(uuid) RESET plan_cache_mode"


class Migration(migrations.Migration):
    dependencies = [("directory", "0007_agencies_of_a_city")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
