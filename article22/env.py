"""The environment, read once into a frozen value; every problem is reported at once."""

import hashlib
import os
import re
import tempfile
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from urllib.parse import urlsplit

from article22.kernel.refusal import Refusal
from article22.kernel.text import Text

CHECKOUT = Path(__file__).parents[1]
LONGEST_SOCKET = 107  # bytes of a path that the kernel takes for a socket
AGENCY = re.compile(r"[a-z][a-z0-9-]{0,31}")
STANDARD_PORTS = {"http": 80, "https": 443}
MAIL_ADDRESS = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,250}")
LAST_PORT = 65535
LOOPBACK = ("localhost", "127.0.0.1", "::1")
LIVE_BESIDE = 1  # 8023 beside 8022
MAIL_BESIDE = 3  # 8025 beside 8022: two installations on one machine do not take each other's mail
EXCHANGE_BESIDE = 4  # 8026 beside 8022
PROCESSES = ("web", "live", "worker", "console", "owner")


class BadEnvironment(Refusal):
    """Configuration that cannot be used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agency:
    """The identity provider of an agency: `organisation` is its name here, `issuer` what signs its tokens."""

    id: str
    name: str
    organisation: str
    issuer: str
    client_id: str
    client_secret: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """What this process was told. `kind` counts at the birth of an installation only; `process` is set by the command itself."""

    state: Path
    database_url: str
    owner_url: str
    kind: str
    host: str
    port: int
    public_url: str
    web_workers: int
    web_threads: int
    keys: Path
    process: str
    smtp_url: str
    mail_from: str
    mail_port: int
    sms_url: str
    voice_url: str
    exchange_port: int
    live_port: int
    agencies: tuple[Agency, ...] = ()

    @property
    def is_embedded(self) -> bool:
        """Whether the database is the one that `article22 run` starts here."""
        return not self.database_url

    @property
    def live_url(self) -> str:
        """Where browsers find the live stream: behind the proxy at the same address as everything else, else at a port of its own."""
        parts = urlsplit(self.public_url)
        return self.public_url if parts.scheme == "https" else f"http://{parts.hostname}:{self.live_port}"

    @property
    def sockets(self) -> Path:
        """The folder of the embedded database's socket: a short path of this user's own, the same for every command."""
        mark = hashlib.sha256(f"{self.state}".encode()).hexdigest()[:10]
        return Path(tempfile.gettempdir()) / f"a22-{os.getuid()}-{mark}"


def read_environment(given: Mapping[str, str] = os.environ) -> Environment:
    """Read the environment. Raises BadEnvironment with every problem, each with what to do."""
    reader = _Reader(given)
    state = Path(reader.text("A22_STATE", _default_state())).expanduser().absolute()
    port = reader.number("A22_PORT", "8022", 1, LAST_PORT)
    environment = Environment(
        state=state, database_url=reader.address("DATABASE_URL"), owner_url=reader.address("DATABASE_OWNER_URL"),
        kind=reader.choice("A22_KIND", "demo", ("demo", "live")), host=reader.text("A22_HOST", "127.0.0.1"), port=port,
        public_url=reader.web_address("A22_PUBLIC_URL", f"http://localhost:{port}"),
        web_workers=reader.number("A22_WEB_WORKERS", "2", 1, 64), web_threads=reader.number("A22_WEB_THREADS", "4", 1, 256),
        keys=Path(reader.text("A22_KEYS", f"{state / 'keys'}")).expanduser().absolute(), process=reader.choice("A22_PROCESS", "console", PROCESSES),
        smtp_url=reader.relay("A22_SMTP_URL"), mail_from=reader.mail_address("A22_MAIL_FROM"),
        mail_port=reader.port("A22_MAIL_PORT", port, MAIL_BESIDE), sms_url=reader.gateway("A22_SMS_URL"), voice_url=reader.gateway("A22_VOICE_URL"),
        exchange_port=reader.port("A22_EXCHANGE_PORT", port, EXCHANGE_BESIDE), live_port=reader.port("A22_LIVE_PORT", port, LIVE_BESIDE))
    environment = replace(environment, agencies=reader.agencies("A22_OIDC", is_demo=environment.kind == "demo"))
    if len({port, environment.mail_port, environment.exchange_port, environment.live_port}) < 4:  # noqa: PLR2004  web, mail, exchange, live
        reader.problems.append("A22_PORT, A22_MAIL_PORT, A22_EXCHANGE_PORT and A22_LIVE_PORT are four ports: two of them are the same.")
    if bool(environment.smtp_url) != bool(environment.mail_from):
        reader.problems.append("A22_SMTP_URL and A22_MAIL_FROM belong together: set both, or neither where no mail is to leave.")
    reader.check_nothing_else()
    if environment.owner_url and environment.is_embedded:
        reader.problems.append("DATABASE_OWNER_URL is set without DATABASE_URL: set both, or neither for the embedded database.")
    if environment.is_embedded and len(f"{environment.sockets}/.s.PGSQL.5432".encode()) > LONGEST_SOCKET:
        reader.problems.append(f"The folder for temporary files, {tempfile.gettempdir()}, has too long a name for a socket: "
                               "set TMPDIR to a shorter one.")
    if reader.problems:
        raise BadEnvironment(Text("environment", "The environment cannot be used. {problems}", problems=" ".join(reader.problems)))
    return environment


def _default_state() -> str:
    if (CHECKOUT / "pyproject.toml").is_file():
        return f"{CHECKOUT / '.state'}"
    return f"{Path(os.environ.get('XDG_STATE_HOME', '~/.local/state')) / 'article22'}"


class _Reader:
    """Reads one variable after another and collects what is wrong with them."""

    def __init__(self, given: Mapping[str, str]) -> None:
        self.given, self.problems, self.known = given, list[str](), {"A22_REQUIRE", "A22_SHARED"}

    def text(self, name: str, default: str) -> str:
        self.known.add(name)
        return self.given.get(name) or default

    def choice(self, name: str, default: str, choices: tuple[str, ...]) -> str:
        value = self.text(name, default)
        if value not in choices:
            self.problems.append(f"{name} is “{value}”: choose one of {', '.join(choices)}.")
        return value

    def number(self, name: str, default: str, least: int, most: int) -> int:
        value = self.text(name, default)
        if not value.isdecimal() or not least <= int(value) <= most:
            self.problems.append(f"{name} is “{value}”: give a whole number from {least} to {most}.")
            return int(default)
        return int(value)

    def port(self, name: str, beside: int, by: int) -> int:
        return self.number(name, f"{beside + by if beside + by <= LAST_PORT else beside - by}", 1, LAST_PORT)

    def address(self, name: str) -> str:
        value = self.text(name, "")
        if value and urlsplit(value).scheme not in ("postgresql", "postgres"):
            self.problems.append(f"{name} is no PostgreSQL address: write it as postgresql://role:password@host:5432/article22.")
        return value

    def web_address(self, name: str, default: str) -> str:
        value = self.text(name, default).rstrip("/")
        parts = urlsplit(value)
        try:
            port = parts.port
        except ValueError:
            port = 0
        if parts.scheme not in STANDARD_PORTS or not parts.hostname or port == 0 or set(parts.path + parts.netloc) & set("/@") or parts.query or parts.fragment:
            self.problems.append(f"{name} is “{value}”: write the address people use, without a path, as https://article22.example.")
            return value
        host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
        return f"{parts.scheme}://{host}" + (f":{port}" if port not in (None, STANDARD_PORTS[parts.scheme]) else "")  # as a browser writes its origin

    def relay(self, name: str) -> str:
        value = self.text(name, "")
        parts = urlsplit(value)
        try:
            is_one = parts.scheme in ("smtp", "smtps") and bool(parts.hostname) and parts.port != 0 and parts.path in ("", "/") and not parts.query
        except ValueError:
            is_one = False
        if value and not is_one:
            self.problems.append(f"{name} is no mail server's address: write it as smtps://user:password@mail.example:465, or smtp://mail.example:587.")
        return value

    def gateway(self, name: str) -> str:
        value = self.text(name, "")
        try:
            parts = urlsplit(value)
            is_one = bool(parts.hostname) and parts.port != 0 and not parts.username and not parts.fragment and (
                parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK))
            (parts.hostname or "").encode("idna")  # a name that no resolver could ask for
        except ValueError:
            is_one = False
        if value and not is_one:
            self.problems.append(f"{name} is no gateway's address: write it as https://gateway.example/sms, or http://127.0.0.1:9000/sms on this machine.")
        return value

    def mail_address(self, name: str) -> str:
        value = self.text(name, "")
        if value and not MAIL_ADDRESS.fullmatch(value):
            self.problems.append(f"{name} is “{value}”: write the mail address from which messages come, as desk@liaison.example.")
        return value

    def agencies(self, name: str, *, is_demo: bool) -> tuple[Agency, ...]:
        """The identity providers of a TOML file, one table each; only its owner may read it, for it holds secrets."""
        value = self.text(name, "")
        if not value:
            return ()
        path, wanted = Path(value).expanduser(), {field.name for field in fields(Agency)} - {"id"}
        try:
            if path.stat().st_mode & 0o077:
                self.problems.append(f"{name}: {path} can be read by others than its owner, and holds secrets: chmod 600 it.")
            tables = tomllib.loads(path.read_text("utf-8"))
        except (OSError, ValueError) as fault:
            self.problems.append(f"{name}: {path} cannot be read ({fault}). Give a file of TOML with a table for each agency.")
            return ()
        found = []
        for id, table in tables.items():
            is_whole = isinstance(table, dict) and set(table) == wanted and all(isinstance(one, str) and one for one in table.values())
            parts = urlsplit(table["issuer"]) if is_whole else urlsplit("")
            is_here = parts.hostname in ("localhost", "127.0.0.1", "::1")
            if not AGENCY.fullmatch(id) or not is_whole:
                self.problems.append(f"{name}: [{id}] needs a short name in small letters, and {', '.join(sorted(wanted))}, each a text.")
            elif parts.scheme != "https" and not (parts.scheme == "http" and is_here):
                self.problems.append(f"{name}: the issuer of [{id}] is no https address. Only one on this machine may be http.")
            elif is_demo and not is_here:
                self.problems.append(f"{name}: the issuer of [{id}] is not on this machine, and from a demo nothing leaves it.")
            else:
                found.append(Agency(id=id, **table))
        return tuple(found)

    def check_nothing_else(self) -> None:
        for name in sorted(set(self.given) - self.known):
            if name.startswith("A22_"):
                self.problems.append(f"{name} is no variable of this program. Known: {', '.join(sorted(self.known))}.")
