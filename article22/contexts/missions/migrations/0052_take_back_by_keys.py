"""Missions and people of a long list are taken back by their keys: the plan of a statement is not kept from when a table had a few rows."""

from django.db import migrations

FORWARD = "ALTER FUNCTION a22_take_back(uuid) SET plan_cache_mode = force_custom_plan"
BACKWARD = "ALTER FUNCTION a22_take_back(uuid) RESET plan_cache_mode"


class Migration(migrations.Migration):
    dependencies = [("missions", "0051_drafts_of_police")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
