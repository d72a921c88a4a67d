"""Settings: the only reader of the environment. A missing or unsafe value fails loudly, once, at start.

Every name is `MEND_…`; `.env` in the working directory fills what the environment leaves out
(`mend up` writes one with fresh secrets on the first run). `docs/operate.md` lists them all; a test compares.
"""

import hmac
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import available_timezones

# Carries a shared secret between our processes: front → assistant → action server.
SECRET_HEADER = "x-mend-secret"  # noqa: S105


CHOICES = {
    "track_and_manage": ("here", "elsewhere"),
    "asks_smo": ("mend", "ticket"),
    "trouble_ticket_version": ("v4", "v5"),
    "service_problem_version": ("v4", "v5"),
}


class BadSettings(Exception):
    """The settings cannot be used; the message says which name and what to do."""


@dataclass(frozen=True)
class Settings:
    """All of Mend's settings. Times are seconds unless the name says otherwise."""

    # The record book and Rasa's tracker. On SQLite the tracker has a file of its own: one writer fewer.
    database_url: str = "sqlite:///var/mend.db"
    tracker_url: str = "sqlite:///var/tracker.db"

    # Secrets, at least 32 characters each: session tokens, front → assistant, assistant → actions.
    secret: str = field(default="", repr=False)
    inner_secret: str = field(default="", repr=False)
    action_secret: str = field(default="", repr=False)

    # Addresses. Only the chat face may be reached from the world.
    chat_host: str = "127.0.0.1"
    chat_port: int = 8001
    desk_host: str = "127.0.0.1"
    desk_port: int = 8002
    assistant_port: int = 5005
    actions_port: int = 5055
    sandbox_port: int = 8000

    # The page origins that may embed the chat window, separated by spaces.
    chat_origins: str = ""
    # The stand-in provider and the demo page. `off` in a real deployment.
    sandbox: bool = True
    # Who signs the customers' identity tokens. The sandbox's own key is trusted only while `sandbox` is on.
    identity_issuer: str = ""
    identity_jwks_url: str = ""

    # The provider's systems: base address of each API. Empty means the sandbox, while that is on.
    trouble_ticket_url: str = ""
    service_problem_url: str = ""
    product_inventory_url: str = ""
    service_test_url: str = ""
    activation_url: str = ""
    party_interaction_url: str = ""
    product_catalog_url: str = ""
    product_order_url: str = ""
    qualification_url: str = ""
    appointment_url: str = ""
    usage_url: str = ""
    customer_bill_url: str = ""
    # The versions that the two APIs with a v5 are spoken in.
    trouble_ticket_version: str = "v4"
    service_problem_version: str = "v4"
    systems_token: str = field(default="", repr=False)

    # Who keeps the problem reports: `here`, or the operator's own ticket system, to which they are mirrored.
    track_and_manage: str = "here"
    # Who asks SM&O to act: `mend` posts the service problem; with `ticket` the ticket system does,
    # on seeing the report.
    asks_smo: str = "mend"
    # Where the provider's systems reach our listeners; empty means the desk's listener.
    listener_url: str = ""
    # The hosts (host or host:port) that may be sent our events, separated by spaces.
    event_hosts: str = ""

    # Where the customers are: the time zone (IANA name) of the times that are shown to them.
    time_zone: str = "Europe/London"

    # Time budgets: provider read < action < turn < client resend.
    read_timeout: float = 2.0
    action_timeout: float = 5.0
    turn_timeout: float = 15.0
    # After this long without a word, the customer who opens the window is offered to go on where they were.
    away_after: float = 1800.0
    session_hours: float = 24.0
    # A report waits for its customer (pending) after this long without a word.
    pending_after: float = 1800.0
    # Track & Manage's jobs, in days; 0 leaves them to its own systems: cancel what waits for a customer for so long,
    # close what has been resolved for so long.
    cancel_after_days: float = 0.0
    close_after_days: float = 0.0
    # An unknown outcome of a delivery waits this long before it is looked up and repeated.
    settle_time: float = 60.0
    # Other settle times of single systems: `service_problem=60 activation=20`.
    settle_times: str = ""
    # Whether the post room subscribes to the events of the provider's systems.
    subscribe: bool = True

    model_dir: str = "models"

    def __post_init__(self) -> None:
        for name in ("secret", "inner_secret", "action_secret"):
            if len(getattr(self, name)) < 32:
                raise BadSettings(
                    f"MEND_{name.upper()} must be a random text of at least 32 characters; "
                    "`mend up` writes one to .env on the first run."
                )
        if not self.read_timeout < self.action_timeout < self.turn_timeout < 20:
            raise BadSettings(
                "The time budgets must nest: "
                "MEND_READ_TIMEOUT < MEND_ACTION_TIMEOUT < MEND_TURN_TIMEOUT < 20."
            )
        if self.time_zone not in available_timezones():
            raise BadSettings(
                f"MEND_TIME_ZONE is {self.time_zone!r}; use an IANA name such as Europe/London."
            )
        for name, choices in CHOICES.items():
            if getattr(self, name) not in choices:
                raise BadSettings(f"MEND_{name.upper()} must be {' or '.join(choices)}.")
        for name in self.system_names():
            if not self.sandbox and not getattr(self, name):
                raise BadSettings(f"MEND_{name.upper()} is needed while MEND_SANDBOX is off.")
        self._settle_times()

    @classmethod
    def system_names(cls) -> list[str]:
        """The settings that hold a provider system's address."""
        return [
            "trouble_ticket_url",
            "service_problem_url",
            "product_inventory_url",
            "service_test_url",
            "activation_url",
            "party_interaction_url",
            "product_catalog_url",
            "product_order_url",
            "qualification_url",
            "appointment_url",
            "usage_url",
            "customer_bill_url",
        ]

    @property
    def sandbox_url(self) -> str:
        """The sandbox's origin, also that of the demo page."""
        return f"http://127.0.0.1:{self.sandbox_port}"

    @property
    def chat_url(self) -> str:
        """The chat face's origin as the browser reaches it on this machine."""
        return f"http://{self.chat_host}:{self.chat_port}"

    @property
    def desk_url(self) -> str:
        """The desk's origin."""
        return f"http://{self.desk_host}:{self.desk_port}"

    @property
    def listeners(self) -> str:
        """Where the provider's systems reach our listeners, without a trailing slash."""
        return (self.listener_url or self.desk_url).rstrip("/")

    @property
    def sandbox_event_token(self) -> str:
        """What the sandbox shows when it posts an event; trusted only while the sandbox is on."""
        return hmac.new(self.secret.encode(), b"sandbox events", "sha256").hexdigest()

    def allowed_event_hosts(self) -> frozenset[str]:
        """The hosts, with or without a port, that our events may be sent to."""
        here = ["127.0.0.1", "localhost"] if self.sandbox else []
        return frozenset([*self.event_hosts.lower().split(), *here])

    def settle_of(self, name: str) -> float:
        """The settle time of the system `name`, in seconds."""
        return self._settle_times().get(name, self.settle_time)

    def _settle_times(self) -> dict[str, float]:
        known = {name.removesuffix("_url") for name in self.system_names()}
        times: dict[str, float] = {}
        for pair in self.settle_times.split():
            name, _, text = pair.partition("=")
            if name not in known:
                raise BadSettings(f"MEND_SETTLE_TIMES names {name!r}, which is no system.")
            if not text.isdecimal():
                raise BadSettings(f"MEND_SETTLE_TIMES has {pair!r}; write {name}=60, in seconds.")
            times[name] = float(text)
        return times

    def system_url(self, name: str) -> str:
        """The base address of the API `name` (such as `service_problem`), without a trailing slash."""
        return (getattr(self, f"{name}_url") or self.sandbox_url).rstrip("/")

    def allowed_origins(self) -> list[str]:
        """The origins that may call the chat face: exact scheme, host and port."""
        origins = self.chat_origins.split()
        if self.sandbox:
            origins += [self.sandbox_url, self.sandbox_url.replace("127.0.0.1", "localhost")]
        for origin in origins:
            parts = urlsplit(origin)
            if not parts.scheme or not parts.netloc or parts.path:
                raise BadSettings(
                    f"MEND_CHAT_ORIGINS has {origin!r}; write it as https://www.example.com"
                )
        return origins


def _cast(name: str, kind: type, text: str) -> object:
    try:
        if kind is bool:
            return {"on": True, "off": False}[text.strip().lower()]
        return kind(text)
    except (KeyError, ValueError):
        wanted = "on or off" if kind is bool else f"a {kind.__name__}"
        raise BadSettings(f"{name} is {text!r}; it must be {wanted}.") from None


def read_env_file(path: Path) -> dict[str, str]:
    """The `NAME=value` lines of an .env file; comments and blank lines are passed over."""
    if not path.exists():
        return {}
    pairs = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        name, equals, value = line.partition("=")
        if not equals:
            raise BadSettings(f"{path} line {number} is not NAME=value.")
        pairs[name.strip()] = value.strip().strip("'\"")
    return pairs


def load(environment: Mapping[str, str] | None = None, env_file: Path = Path(".env")) -> Settings:
    """Settings from the environment, then `.env`, then the defaults. Raises BadSettings."""
    values = {**read_env_file(env_file), **(os.environ if environment is None else environment)}
    known = {f"MEND_{f.name.upper()}": f for f in fields(Settings)}
    unknown = sorted(name for name in values if name.startswith("MEND_") and name not in known)
    if unknown:
        raise BadSettings(f"Unknown setting {', '.join(unknown)}; docs/operate.md lists the names.")
    given = {
        f.name: _cast(name, f.type, values[name])  # type: ignore[arg-type]
        for name, f in known.items()
        if name in values
    }
    return Settings(**given)  # type: ignore[arg-type]
