"""Who somebody is at an agency's identity provider: asked before anybody is known. An account may await an administrator."""

from django.db import migrations, models
from django.db.models import Q

FORWARD = """
SELECT a22_open('socialaccount_socialaccount', 'SELECT, INSERT, UPDATE');
SELECT a22_open('socialaccount_socialapp', 'SELECT');
SELECT a22_open('socialaccount_socialtoken', 'SELECT');
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO article22_web, article22_worker;
"""
NAME = "person_active_unless_suspended"


class Migration(migrations.Migration):
    dependencies = [("accounts", "0011_glass_wall"), ("socialaccount", "0006_alter_socialaccount_extra_data")]
    operations = [
        migrations.RunSQL(FORWARD, migrations.RunSQL.noop),
        migrations.RemoveConstraint("person", NAME),
        migrations.AddConstraint("person", models.CheckConstraint(
            name=NAME, condition=Q(is_active=True, suspended_at__isnull=True, suspended_why="")
            | Q(is_active=False, suspended_at__isnull=False, suspended_why__in=["unused", "decided", "awaiting"]))),
    ]
