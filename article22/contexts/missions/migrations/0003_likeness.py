"""Names that are alike are told by their trigrams."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("missions", "0002_wall")]
    operations = [migrations.RunSQL("CREATE EXTENSION IF NOT EXISTS pg_trgm", migrations.RunSQL.noop)]
