"""What a mission adds is unread until an officer opens the case, or the one that goes on for it, which the mission itself may not see."""

from django.db import migrations, models

FORWARD = """
CREATE FUNCTION a22_leave_unread(which uuid, at timestamptz) RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE stands text;
BEGIN
  UPDATE cases_case SET unread_at = at
   WHERE id = (SELECT coalesce(own.merged_into_id, own.id) FROM cases_case own
                WHERE own.id = which AND a22_reach() = 'mission' AND own.organisation_id = a22_organisation())
  RETURNING status INTO stands;
  RETURN stands;
END $$;
REVOKE EXECUTE ON FUNCTION a22_leave_unread(uuid, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION a22_leave_unread(uuid, timestamptz) TO article22_web, article22_worker;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0011_purged_again")]
    operations = [
        migrations.AddField("case", "unread_at", models.DateTimeField(null=True)),
        migrations.AddIndex("case", models.Index(name="cases_unread", fields=["unread_at"], condition=models.Q(("unread_at__isnull", False)))),
        migrations.RunSQL(FORWARD, "DROP FUNCTION a22_leave_unread(uuid, timestamptz)"),
    ]
