"""The tables of sign-in that other packages make, and the one in which rate limits are counted."""

from django.db import migrations

FORWARD = """
CREATE TABLE web_cache (cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL);
CREATE INDEX web_cache_expires ON web_cache (expires);
SELECT a22_open('web_cache', 'SELECT, INSERT, UPDATE, DELETE');
SELECT a22_open('django_session', 'SELECT, INSERT, UPDATE, DELETE');
SELECT a22_open('usersessions_usersession', 'SELECT, INSERT, UPDATE, DELETE');
SELECT a22_open('mfa_authenticator', 'SELECT, INSERT, UPDATE, DELETE');
SELECT a22_open('account_emailaddress', 'SELECT, INSERT, UPDATE, DELETE');
SELECT a22_open('account_emailconfirmation', 'SELECT');
SELECT a22_open('django_migrations', 'SELECT');
SELECT a22_open('django_content_type', 'SELECT');
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO article22_web, article22_worker;
"""
BACKWARD = "DROP TABLE web_cache;"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_wall"), ("sessions", "0001_initial"), ("contenttypes", "0002_remove_content_type_name"),
        ("account", "0009_emailaddress_unique_primary_email"), ("mfa", "0003_authenticator_type_uniq"), ("usersessions", "0001_initial"),
    ]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
