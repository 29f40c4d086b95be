"""The environment: every problem at once."""

from pathlib import Path

import pytest

from article22 import keys
from article22.env import BadEnvironment, read_environment


def test_nothing_need_be_set() -> None:
    environment = read_environment({})
    assert (environment.port, environment.kind, environment.host, environment.is_embedded) == (8022, "demo", "127.0.0.1", True)
    assert environment.public_url == "http://localhost:8022"
    assert environment.state.name == ".state"


def test_every_problem_is_reported_at_once() -> None:
    with pytest.raises(BadEnvironment) as refusal:
        read_environment({"A22_PORT": "80a", "A22_KIND": "toy", "DATABASE_URL": "mysql://x", "A22_PROT": "1", "A22_PUBLIC_URL": "ftp://x/y",
                          "A22_WEB_WORKERS": "0", "A22_SMTP_URL": "smtp://relay:x", "A22_MAIL_FROM": "desk", "A22_MAIL_PORT": "-1",
                          "A22_SMS_URL": "http://gateway.example/sms", "A22_VOICE_URL": "sip:x"})
    for name in ("A22_SMTP_URL", "A22_MAIL_FROM", "A22_MAIL_PORT", "A22_SMS_URL", "A22_VOICE_URL",
                 "A22_PORT", "A22_KIND", "DATABASE_URL", "A22_PROT is no variable", "A22_PUBLIC_URL", "A22_WEB_WORKERS"):
        assert name in str(refusal.value)


@pytest.mark.parametrize(("given", "origin"), [
    ("https://Article22.Example:443/", "https://article22.example"), ("http://localhost:8022", "http://localhost:8022"),
    ("http://localhost:80", "http://localhost"), ("https://[::1]:8443", "https://[::1]:8443"),
])
def test_the_public_address_is_kept_as_browsers_write_an_origin(given: str, origin: str) -> None:
    assert read_environment({"A22_PUBLIC_URL": given}).public_url == origin


@pytest.mark.parametrize("given", ["https://me:word@a.example", "https://a.example?x=1", "https://a.example#x", "https://a.example:99999", "https://a.example/x"])
def test_a_public_address_is_nothing_else(given: str) -> None:
    with pytest.raises(BadEnvironment, match="A22_PUBLIC_URL"):
        read_environment({"A22_PUBLIC_URL": given})


def test_an_owner_without_a_database_is_a_mistake() -> None:
    with pytest.raises(BadEnvironment, match="DATABASE_OWNER_URL is set without DATABASE_URL"):
        read_environment({"DATABASE_OWNER_URL": "postgresql://x/y"})


@pytest.mark.parametrize("url", ["smtp://127.0.0.1:25", "smtps://user:pass%40word@mail.example", "smtp://[::1]:2525/"])
def test_a_mail_server_is_given_with_who_writes(url: str) -> None:
    environment = read_environment({"A22_SMTP_URL": url, "A22_MAIL_FROM": "desk@liaison.example"})
    assert (environment.smtp_url, environment.mail_port) == (url, 8025)
    with pytest.raises(BadEnvironment, match="belong together"):
        read_environment({"A22_SMTP_URL": url})


def test_mail_comes_in_beside_the_web() -> None:
    assert read_environment({"A22_PORT": "9000"}).mail_port == 9003
    assert read_environment({"A22_PORT": "65535"}).mail_port == 65532
    assert read_environment({"A22_PORT": "9000"}).exchange_port == 9004
    with pytest.raises(BadEnvironment, match="four ports"):
        read_environment({"A22_PORT": "9000", "A22_EXCHANGE_PORT": "9003"})


def test_a_gateway_is_beyond_this_machine_only_with_tls() -> None:
    given = {"A22_SMS_URL": "http://127.0.0.1:9000/sms", "A22_VOICE_URL": "https://gateway.example/voice"}
    environment = read_environment(given)
    assert {"A22_SMS_URL": environment.sms_url, "A22_VOICE_URL": environment.voice_url} == given
    with pytest.raises(BadEnvironment, match="A22_SMS_URL is no gateway"):
        read_environment({"A22_SMS_URL": "https://gateway..example/sms"})


def test_keys_are_made_once_for_this_user_only_and_can_be_rotated(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    assert keys.ensure_keys(folder) == list(keys.NAMES)
    assert keys.ensure_keys(folder) == []
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
    assert folder.stat().st_mode & 0o777 == 0o700
    before = keys.signing_key(folder, "seal").public_key().public_bytes_raw()
    keys.rotate_key(folder, "seal")
    assert next(iter(keys.public_keys(folder, "seal"))).public_bytes_raw() == before
    assert keys.signing_key(folder, "seal").public_key().public_bytes_raw() != before
    assert len(keys.secret_texts(folder, "session")) == 1


def test_a_missing_key_is_named(tmp_path: Path) -> None:
    with pytest.raises(keys.NoKey, match="There is no seal key"):
        keys.signing_key(tmp_path, "seal")


AGENCY = 'name = "DSS"\norganisation = "Diplomatic Security Service"\nissuer = "{issuer}"\nclient_id = "a22"\nclient_secret = "x"\n'


@pytest.mark.parametrize(("words", "kind", "match"), [
    ("[dss]\n" + AGENCY.format(issuer="http://login.example"), "live", "no https address"),
    ("[dss]\n" + AGENCY.format(issuer="https://login.example"), "demo", "nothing leaves it"),
    ("[DSS]\n" + AGENCY.format(issuer="https://login.example"), "live", "short name in small letters"),
    ("[dss]\nname = 1\n", "live", "each a text"), ("dss = 1\n", "live", "each a text"),
    ("[dss]\nissuer = 1\n", "live", "each a text"), ("[dss\n", "live", "cannot be read"),
])
def test_an_agency_is_named_whole_by_https_and_in_a_demo_on_this_machine(words: str, kind: str, match: str, tmp_path: Path) -> None:
    path = tmp_path / "oidc.toml"
    path.write_text(words, "utf-8")
    path.chmod(0o600)
    with pytest.raises(BadEnvironment, match=match):
        read_environment({"A22_OIDC": f"{path}", "A22_KIND": kind})


def test_what_holds_an_agencys_secret_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "oidc.toml"
    path.write_text("[dss]\n" + AGENCY.format(issuer="https://login.example"), "utf-8")
    path.chmod(0o600)
    assert read_environment({"A22_OIDC": f"{path}", "A22_KIND": "live"}).agencies[0].organisation == "Diplomatic Security Service"
    path.chmod(0o640)
    with pytest.raises(BadEnvironment, match="chmod 600"):
        read_environment({"A22_OIDC": f"{path}", "A22_KIND": "live"})
    with pytest.raises(BadEnvironment, match="cannot be read"):
        read_environment({"A22_OIDC": f"{tmp_path / 'none'}"})
