"""A capture that was analysed."""

from __future__ import annotations

import fnmatch
import html
import json
import os
import pathlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from . import _native, _records, _tables
from ._errors import CaptureError, ExpectationError
from ._records import CaptureFile, Command, Connection, Finding, Offer, Row, Session, Transfer
from ._tables import Table

Path = str | os.PathLike[str]
Progress = Callable[[int, int], object]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an expectation."""

    key: str
    subject: str
    session: int | None
    name: str | None
    expected: str
    found: str
    frames: list[int]
    passed: bool

    def __str__(self) -> str:
        word = "holds" if self.passed else "does not hold"
        what = f" ({self.name})" if self.name else ""
        return f"{self.subject}: {self.key}{what} {word}: expected {self.expected}, found {self.found}"


class Capture:
    """The sessions of one capture, and what can be made of them. :func:`open` and :func:`from_bytes` make one."""

    def __init__(self, native: _native.Capture) -> None:
        self._native = native
        document = json.loads(native.document())
        #: The JSON document of ``ftpscope sessions --format json``.
        self.document: dict[str, Any] = document
        #: The files that were read.
        self.files: list[CaptureFile] = [_records._file(file) for file in document["captures"]]
        #: The FTP sessions, in the order of their first frames.
        self.sessions: Table[Session] = _tables.sessions([_records._session(s) for s in document["sessions"]])
        #: All transfers of them.
        self.transfers: Table[Transfer] = _tables.transfers(
            [transfer for session in self.sessions for transfer in session.transfers]
        )
        #: All commands, announced data endpoints and connections of them, each with the number of its session.
        self.commands: Table[Command] = _tables.commands(
            [command for session in self.sessions for command in session.commands]
        )
        self.offers: Table[Offer] = _tables.offers([offer for session in self.sessions for offer in session.offers])
        self.connections: Table[Connection] = _tables.connections(
            [connection for session in self.sessions for connection in session.connections]
        )
        #: What a reader should know: of the capture as a whole, then of each session.
        self.findings: Table[Finding] = _tables.findings(
            [_records._finding(finding, None) for finding in document["findings"]]
            + [finding for session in self.sessions for finding in session.findings]
        )

    def session(self, number: int) -> Session:
        """The session of a number, as they are counted from 1."""
        for session in self.sessions:
            if session.id == number:
                return session
        raise KeyError(f"there is no session {number}; {_numbered(len(self.sessions))}")

    def _known(self, number: int | None) -> int | None:
        """The number of a session that there is, or none."""
        return number if number is None else self.session(number).id

    def transfer(self, name: str) -> Transfer:
        """The one transfer of a file: its path, its name, or a pattern of either. Of several the last counts."""
        found = [
            transfer
            for transfer in self.transfers
            for known in (transfer.path, transfer.name, transfer.argument)
            if known is not None and (known == name or fnmatch.fnmatchcase(known, name))
        ]
        if not found:
            names = ", ".join(sorted({transfer.name or "?" for transfer in self.transfers})) or "none"
            raise KeyError(f"there is no transfer of {name!r}; there are transfers of: {names}")
        return found[-1]

    def frames(self, session: int | None = None) -> Iterator[Row]:
        """The frames of the sessions, or of one, in capture order: read while they are asked for."""
        return map(_row, self._native.frames(self._known(session)))

    def check(
        self,
        *require: str,
        forbid: Iterable[str] = (),
        files: Iterable[Path] = (),
        allow_no_ftp: bool = False,
    ) -> list[Outcome]:
        """Holds the capture against expectations, in the language of ``docs/check.md``.

        ``require`` are expressions such as ``"mode == passive"``, ``forbid`` what must not be, ``files`` files of
        expectations. What makes no sense raises :class:`ValueError`.
        """
        texts = []
        for file in files:
            texts.append((os.fspath(file), pathlib.Path(file).read_text(encoding="utf-8")))
        outcomes = self._native.judge(list(require), list(forbid), texts, allow_no_ftp)
        return [Outcome(*outcome) for outcome in outcomes]

    def expect(
        self,
        *require: str,
        forbid: Iterable[str] = (),
        files: Iterable[Path] = (),
        allow_no_ftp: bool = False,
    ) -> None:
        """The same, and raises :class:`ExpectationError` where one of them does not hold."""
        outcomes = self.check(*require, forbid=forbid, files=files, allow_no_ftp=allow_no_ftp)
        failed = [outcome for outcome in outcomes if not outcome.passed]
        if failed:
            message = "\n".join(str(outcome) for outcome in failed)
            raise ExpectationError(message, self, failed)

    def explain(self, session: int | None = None, *, lang: str = "en", level: str = "full") -> str:
        """What happened, step by step, in words: ``en`` or ``vi``; with the reasons (``full``) or without (``short``)."""
        return self._native.explain(self._known(session), lang, level)

    def transcript(self, session: int | None = None, *, lang: str = "en") -> str:
        """Commands and replies as a person saw them."""
        return self._native.transcript(self._known(session), lang)

    def diagram(
        self,
        format: str = "text",
        session: int | None = None,
        *,
        lang: str = "en",
        detail: str = "messages",
    ) -> str:
        """Who sent what to whom, as ``text``, ``mermaid`` or ``svg``; an arrow for ``frames``, ``messages`` or ``steps``."""
        return self._native.diagram(format, self._known(session), lang, detail)

    def report(self, session: int | None = None, *, lang: str = "en") -> str:
        """All of that as one page of HTML."""
        return self._native.report(self._known(session), lang)

    def __repr__(self) -> str:
        names = ", ".join(file.path for file in self.files)
        sessions = _counted(len(self.sessions), "session")
        transfers = _counted(len(self.transfers), "transfer")
        return f"<Capture {names}: {sessions}, {transfers}>"

    def _repr_html_(self) -> str:
        """For notebooks: a verdict for each session, and the diagram of the first."""
        head = "".join(f"<th>{name}</th>" for name in ("", "client", "server", "user", "mode", "transfers", "findings"))
        rows = "".join(_verdict(session) for session in self.sessions[:50])
        shown = f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
        if len(self.sessions) > 50:
            shown += f"<p>… and {len(self.sessions) - 50} more</p>"
        if self.sessions:
            shown += self.diagram("svg", self.sessions[0].id, detail="steps")
        return shown


def _counted(number: int, name: str) -> str:
    return f"{number} {name}" if number == 1 else f"{number} {name}s"


def _numbered(sessions: int) -> str:
    if sessions == 0:
        return "the capture has none"
    return "there is session 1" if sessions == 1 else f"there are sessions 1 to {sessions}"


def _row(line: str) -> Row:
    row = json.loads(line)
    return Row(
        number=int(row["No."]),
        time=float(row["Time"]),
        source=row["Source"],
        destination=row["Destination"],
        protocol=row["Protocol"],
        length=int(row["Length"]),
        info=row["Info"],
        sessions=row["Session"],
        note=row["Note"] or "",
    )


def _verdict(session: Session) -> str:
    done = sum(transfer.complete for transfer in session.transfers)
    errors = sum(finding.severity == "error" for finding in session.findings)
    cells = (
        session.id,
        session.client,
        session.server,
        session.user or "",
        session.mode,
        f"{done} of {len(session.transfers)} complete",
        f"{errors} errors, {len(session.findings) - errors} others",
    )
    return "<tr>" + "".join(f"<td>{html.escape(_tables._plain(str(cell)))}</td>" for cell in cells) + "</tr>"


def _analysed(
    paths: list[str],
    data: bytes | None,
    name: str,
    strict: bool,
    options: dict[str, Any],
) -> Capture:
    capture = Capture(_native.Capture(paths, data, name, **options))
    fatal = [f"{path}: {message}" for path, message, is_fatal in capture._native.faults() if is_fatal]
    if strict and fatal:
        raise CaptureError("\n".join(fatal), capture)
    return capture


def _files(path: Path | Iterable[Path]) -> list[str]:
    several = [path] if isinstance(path, (str, os.PathLike)) else path
    return [os.fspath(file) for file in several]


def _options(
    key_log: Path | Iterable[Path] | None,
    control_port: int | Iterable[int] | None,
    hash: str | Iterable[str],
    show_passwords: bool,
    embedded_keys: bool,
    verify_checksums: bool,
    sensor: str | None,
    hash_captures: bool,
    threads: int,
    progress: Progress | None,
) -> dict[str, Any]:
    key_logs = [key_log] if isinstance(key_log, (str, os.PathLike)) else list(key_log or ())
    ports = [control_port] if isinstance(control_port, int) else list(control_port or ())
    for port in ports:
        if not 0 < port < 1 << 16:
            raise ValueError(f"control_port: {port} is no port; expected 1 to 65535")
    hashes = hash.split(",") if isinstance(hash, str) else list(hash)
    return {
        "key_logs": [os.fspath(path) for path in key_logs],
        "control_ports": ports,
        "hashes": [name for name in hashes if name not in ("", "none")],
        "show_passwords": show_passwords,
        "embedded_keys": embedded_keys,
        "verify_checksums": verify_checksums,
        "sensor": sensor,
        "hash_captures": hash_captures,
        "threads": threads,
        "progress": progress,
    }


def open(
    *paths: Path | Iterable[Path],
    key_log: Path | Iterable[Path] | None = None,
    control_port: int | Iterable[int] | None = None,
    hash: str | Iterable[str] = "sha256",
    show_passwords: bool = False,
    embedded_keys: bool = True,
    verify_checksums: bool = False,
    sensor: str | None = None,
    hash_captures: bool = False,
    threads: int = 1,
    strict: bool = True,
    progress: Progress | None = None,
) -> Capture:
    """Analyses capture files; several are one capture, one by one or in a list.

    ``progress`` is called with the bytes that are read and those that there are. A file that cannot be read to its end raises
    :class:`CaptureError`, which has what was read; with ``strict=False`` that is returned. A last packet that is cut is no
    error: :attr:`CaptureFile.truncated` tells it.
    """
    files = [file for path in paths for file in _files(path)]
    if not files:
        raise ValueError("no capture is named")
    options = _options(
        key_log, control_port, hash, show_passwords, embedded_keys, verify_checksums, sensor, hash_captures, threads,
        progress,
    )  # fmt: skip
    return _analysed(files, None, "", strict, options)


def from_bytes(
    data: bytes,
    *,
    name: str = "memory",
    key_log: Path | Iterable[Path] | None = None,
    control_port: int | Iterable[int] | None = None,
    hash: str | Iterable[str] = "sha256",
    show_passwords: bool = False,
    embedded_keys: bool = True,
    verify_checksums: bool = False,
    sensor: str | None = None,
    hash_captures: bool = False,
    threads: int = 1,
    strict: bool = True,
    progress: Progress | None = None,
) -> Capture:
    """Analyses a capture in memory, as :func:`open` does a file."""
    options = _options(
        key_log, control_port, hash, show_passwords, embedded_keys, verify_checksums, sensor, hash_captures, threads,
        progress,
    )  # fmt: skip
    return _analysed([], bytes(data), name, strict, options)
