"""What an analysis finds, as typed objects.

They are made of the JSON document, whose fields are explained in ``docs/output.md``. Names are those of the document, values
are those of Python: times are ``datetime`` in UTC (microseconds; ``start_ns`` and its kin have all digits), words are
enumerations that are strings, and text from the wire that is no UTF-8 has its odd bytes as surrogates, as ``os.fsdecode``
has them: ``text.encode("utf-8", "surrogateescape")`` gives the bytes back.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass, field, fields
from datetime import datetime, timezone
from enum import Enum
from typing import Any


class _Word(str, Enum):
    def __str__(self) -> str:
        return self.value

    @classmethod
    def _missing_(cls, value: object) -> "_Word":
        # a word of a newer program than this package knows
        word = str.__new__(cls, value)
        word._name_ = str(value).upper()
        word._value_ = value
        return word


class Mode(_Word):
    """Who opens data connections."""

    ACTIVE = "active"
    PASSIVE = "passive"
    MIXED = "mixed"
    NONE = "none"
    UNKNOWN = "unknown"


class Login(_Word):
    """What became of a login."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    NONE = "none"
    UNKNOWN = "unknown"


class Direction(_Word):
    """Which way the bytes of a transfer went."""

    DOWNLOAD = "download"
    UPLOAD = "upload"
    LISTING = "listing"


class TransferOutcome(_Word):
    """How a transfer ended."""

    COMPLETED = "completed"
    ABORTED = "aborted"
    FAILED = "failed"
    UNFINISHED = "unfinished"


class Severity(_Word):
    """How much a finding matters."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


def _text(value: Any) -> Any:
    """Text from the wire."""
    if isinstance(value, dict):
        return base64.b64decode(value["bytes"]).decode("utf-8", "surrogateescape")
    return value


def _nanoseconds(value: str | None) -> int | None:
    """A time of the document as nanoseconds since 1970."""
    if value is None:
        return None
    whole, _, fraction = value.rstrip("Z").partition(".")
    second = datetime.fromisoformat(whole).replace(tzinfo=timezone.utc)
    epoch = datetime(1970, 1, 1, tzinfo=timezone.utc)
    passed = second - epoch
    return (passed.days * 86_400 + passed.seconds) * 1_000_000_000 + int(fraction.ljust(9, "0") or 0)


def _time(value: str | None) -> datetime | None:
    if value is None:
        return None
    whole, _, fraction = value.rstrip("Z").partition(".")
    second = datetime.fromisoformat(whole).replace(tzinfo=timezone.utc)
    return second.replace(microsecond=int(fraction[:6].ljust(6, "0") or 0))


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An IP address and a port."""

    ip: str
    port: int

    def __str__(self) -> str:
        return f"[{self.ip}]:{self.port}" if ":" in self.ip else f"{self.ip}:{self.port}"


def _endpoint(value: dict[str, Any]) -> Endpoint:
    return Endpoint(value["ip"], value["port"])


@dataclass(frozen=True, slots=True)
class CaptureFile:
    """A file of a capture."""

    path: str
    format: str | None
    frames: int
    bytes: int
    first_time: datetime | None
    last_time: datetime | None
    truncated: bool
    error: str | None
    sensor: str | None
    sha256: str | None
    skipped: dict[str, int] = field(default_factory=dict)
    #: What became of the entries of key logs: how many there are, were used, were malformed.
    key_log: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply of the server; the lines of its text are joined by ``\\n``."""

    frame: int
    time: datetime
    code: int
    text: str


@dataclass(frozen=True, slots=True)
class Command:
    """A command of the client, with its replies."""

    frame: int
    time: datetime
    verb: str
    argument: str | None
    replies: list[Reply]
    session: int
    time_ns: int

    @property
    def reply(self) -> Reply | None:
        """The last reply, which decided it."""
        return self.replies[-1] if self.replies else None

    @property
    def reply_code(self) -> int | None:
        """The code of that."""
        return self.reply and self.reply.code

    @property
    def reply_text(self) -> str | None:
        """The text of that."""
        return self.reply and self.reply.text


@dataclass(frozen=True, slots=True)
class Offer:
    """An announced data endpoint."""

    id: int
    method: str
    mode: Mode
    ip: str | None
    port: int
    frame: int
    accepted: bool | None
    outcome: str
    connection: int | None
    matched_by: str | None
    session: int


@dataclass(frozen=True, slots=True)
class Connection:
    """A TCP connection of a session."""

    id: int
    uid: str
    community_id: str
    role: str
    opener: Endpoint
    listener: Endpoint
    first_frame: int
    last_frame: int
    frames: int
    bytes: int
    lost_bytes: int
    retransmissions: int
    handshake: str
    close: str
    start: datetime
    end: datetime
    duration: float
    opener_bytes: int
    listener_bytes: int
    history: str
    conn_state: str
    vlan: list[int]
    tunnel: list[str]
    tls: dict[str, Any] | None
    session: int
    start_ns: int
    end_ns: int

    def __hash__(self) -> int:
        return hash(self.uid)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a reader should know."""

    id: str
    severity: Severity
    frame: int
    frames: list[int]
    message: str
    session: int | None


@dataclass(frozen=True, slots=True)
class Transfer:
    """A command that asks for a data connection, and what came of it."""

    id: int
    uid: str
    session: int
    command: str | None
    argument: str | None
    path: str | None
    direction: Direction | None
    mode: Mode
    method: str | None
    offset: int
    bytes: int
    lost_bytes: int
    complete: bool
    reasons: list[str]
    sha256: str | None
    sha1: str | None
    md5: str | None
    blake3: str | None
    transfer_mode: str
    decoded_bytes: int | None
    decoded_sha256: str | None
    decoded_sha1: str | None
    decoded_md5: str | None
    decoded_blake3: str | None
    mime_type: str | None
    expected_bytes: int | None
    reply_code: int | None
    refused: bool
    stage: str
    outcome: TransferOutcome
    encrypted: bool
    decrypted: bool
    start: datetime
    end: datetime
    start_ns: int
    end_ns: int
    bytes_per_second: int | None
    frame: int | None
    connection: int | None
    offer: int | None
    fxp_session: int | None
    user: str | None
    client: Endpoint
    server: Endpoint

    def __hash__(self) -> int:
        return hash(self.uid)

    @property
    def name(self) -> str | None:
        """The last part of its path."""
        path = self.path or self.argument
        return path and path.replace("\\", "/").rstrip("/").rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class Session:
    """A control session."""

    id: int
    uid: str
    community_id: str
    client: Endpoint
    server: Endpoint
    start: datetime
    end: datetime
    start_ns: int
    end_ns: int
    duration: float
    first_frame: int
    last_frame: int
    banner: str | None
    user: str | None
    password: str | None
    login: Login
    mode: Mode
    tls: str | None
    commands: list[Command] = field(repr=False)
    offers: list[Offer] = field(repr=False)
    connections: list[Connection] = field(repr=False)
    transfers: list[Transfer] = field(repr=False)
    findings: list[Finding] = field(repr=False)
    filter: str | None

    def __hash__(self) -> int:
        return hash(self.uid)


@dataclass(frozen=True, slots=True)
class Row:
    """A frame of a session, as the timeline has it."""

    number: int
    time: float
    source: str
    destination: str
    protocol: str
    length: int
    info: str
    sessions: list[int]
    note: str


def _own(kind: type, value: dict[str, Any]) -> dict[str, Any]:
    """Those members of an object that a record has under the same name."""
    return {f.name: value[f.name] for f in fields(kind) if f.name in value}


def _file(value: dict[str, Any]) -> CaptureFile:
    return CaptureFile(
        **{
            **_own(CaptureFile, value),
            "first_time": _time(value["first_time"]),
            "last_time": _time(value["last_time"]),
        }
    )


def _reply(value: dict[str, Any]) -> Reply:
    return Reply(value["frame"], _time(value["time"]), value["code"], _text(value["text"]))


def _command(value: dict[str, Any], session: int) -> Command:
    return Command(
        value["frame"],
        _time(value["time"]),
        _text(value["verb"]),
        _text(value["argument"]),
        [_reply(reply) for reply in value["replies"]],
        session,
        _nanoseconds(value["time"]),
    )


def _offer(value: dict[str, Any], session: int) -> Offer:
    return Offer(**{**_own(Offer, value), "mode": Mode(value["mode"]), "session": session})


def _connection(value: dict[str, Any], session: int) -> Connection:
    return Connection(
        **{
            **_own(Connection, value),
            "session": session,
            "start_ns": _nanoseconds(value["start"]),
            "end_ns": _nanoseconds(value["end"]),
            "opener": _endpoint(value["opener"]),
            "listener": _endpoint(value["listener"]),
            "start": _time(value["start"]),
            "end": _time(value["end"]),
        }
    )


def _finding(value: dict[str, Any], session: int | None) -> Finding:
    return Finding(
        value["id"],
        Severity(value["severity"]),
        value["frame"],
        value["frames"],
        value["message"],
        session,
    )


def _transfer(value: dict[str, Any], session: dict[str, Any]) -> Transfer:
    return Transfer(
        **{
            **_own(Transfer, value),
            "session": session["id"],
            "user": _text(value["user"]),
            "client": _endpoint(session["client"]),
            "server": _endpoint(session["server"]),
            "argument": _text(value["argument"]),
            "path": _text(value["path"]),
            "direction": value["direction"] and Direction(value["direction"]),
            "mode": Mode(value["mode"]),
            "outcome": TransferOutcome(value["outcome"]),
            "start": _time(value["start"]),
            "end": _time(value["end"]),
            "start_ns": _nanoseconds(value["start"]),
            "end_ns": _nanoseconds(value["end"]),
        }
    )


def _session(value: dict[str, Any]) -> Session:
    number = value["id"]
    return Session(
        **{
            **_own(Session, value),
            "client": _endpoint(value["client"]),
            "server": _endpoint(value["server"]),
            "start": _time(value["start"]),
            "end": _time(value["end"]),
            "start_ns": _nanoseconds(value["start"]),
            "end_ns": _nanoseconds(value["end"]),
            "banner": _text(value["banner"]),
            "user": _text(value["user"]),
            "password": _text(value["password"]),
            "login": Login(value["login"]),
            "mode": Mode(value["mode"]),
            "tls": value["control"]["tls"],
            "commands": [_command(command, number) for command in value["commands"]],
            "offers": [_offer(offer, number) for offer in value["offers"]],
            "connections": [_connection(connection, number) for connection in value["connections"]],
            "transfers": [_transfer(transfer, value) for transfer in value["transfers"]],
            "findings": [_finding(finding, number) for finding in value["findings"]],
        }
    )
