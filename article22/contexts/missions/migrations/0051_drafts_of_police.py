"""Lists of police agencies can be brought on pages as well."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("missions", "0050_drafts_forgotten")]
    operations = [
        migrations.RemoveConstraint(model_name="listdraft", name="draft_of_a_known_kind"),
        migrations.AddConstraint(model_name="listdraft", constraint=models.CheckConstraint(
            condition=models.Q(("kind__in", ["premises", "representatives", "agencies"])), name="draft_of_a_known_kind")),
    ]
