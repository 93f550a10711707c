"""The exports, read by programs that know their formats: sessions, transfers and digests are the same everywhere.

Each reader makes the same of a format: a :class:`Found`. ``FTPSCOPE_CAPTURES`` names folders of more captures, separated as in
``PATH``. The key log of a capture is ``keys.log`` beside it, or has its name and lies in a folder ``keys``.
"""

import functools
import importlib
import json
import os
import subprocess
import sys
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

import ftpscope
from ftpscope import _native

from conftest import ROOT

HASHES = "md5,sha1,sha256"
DIGESTS = HASHES.split(",")
SUFFIXES = {".pcap", ".pcapng", ".cap", ".snoop", ".erf"}
FOLDERS = [ROOT / "samples", ROOT / "tests" / "captures"]
MORE = [Path(folder) for folder in os.environ.get("FTPSCOPE_CAPTURES", "").split(os.pathsep) if folder]


def reader(name):
    """A package that reads formats; tests do without it, unless all of them are asked for."""
    if os.environ.get("FTPSCOPE_REQUIRE_READERS"):
        return importlib.import_module(name)
    return pytest.importorskip(name)


@functools.cache
def database():
    """One for all tests: to open one takes as long as to read a table."""
    opened = reader("duckdb").connect()
    opened.execute("SET TimeZone = 'UTC'")
    return opened


def captures():
    files = [path for folder in FOLDERS for path in folder.iterdir()]
    files += [path for folder in MORE for path in folder.rglob("*")]
    return sorted(path for path in files if path.is_file() and SUFFIXES & set(path.suffixes))


def key_logs(path):
    name = path.name.split(".pcap")[0]
    folders = (path.parent / "keys", path.parent.parent / "keys")
    places = [path.parent / "keys.log", *(folder / f"{name}.keys.log" for folder in folders)]
    return [place for place in places if place.is_file()]


class Case:
    """A capture, what Python makes of it, and how the program is asked for the same."""

    def __init__(self, path: Path) -> None:
        self._keys = key_logs(path)
        self._path = path
        self.capture = ftpscope.open(path, hash=HASHES, key_log=self._keys, strict=False)

    def _words(self, *words) -> list[str]:
        keys = [word for key in self._keys for word in ("--key-log", key)]
        return [str(word) for word in (*words, "--quiet", "--hash", HASHES, *keys, self._path)]

    def export(self, form, *words) -> None:
        status = _native.main(["ftpscope", *self._words("export", "--format", form, *words)])
        assert status == 0 or self.capture.files[0].error

    def printed(self, *words) -> bytes:
        command = [sys.executable, "-m", "ftpscope", *self._words(*words)]
        return subprocess.run(command, stdout=subprocess.PIPE, check=not self.capture.files[0].error).stdout


@pytest.fixture(scope="module", params=captures(), ids=lambda path: "-".join(path.parts[-2:]))
def case(request):
    return Case(request.param)


@dataclass(frozen=True)
class Found:
    """What a format tells; nothing where it has no place for that."""

    #: The uids of the sessions.
    sessions: list | None
    #: The uids of all transfers.
    transfers: list | None
    #: Of those that have a data connection, or have bytes: uid, bytes, digests. Either what the connection
    #: carried, or the file, which is something else where a transfer mode wraps it.
    files: list
    commands: int | None = None
    findings: int | None = None


def files_of(transfers):
    """Of dictionaries that are transfers."""
    found = [t for t in transfers if t["connection"] is not None]
    return sorted((t["uid"], t["bytes"], *(t[name] for name in DIGESTS)) for t in found)


def unwrapped(transfer):
    """The file of a transfer, as formats have it that know no transfer modes."""
    if transfer.decoded_bytes is not None:
        digests = (getattr(transfer, f"decoded_{name}") for name in DIGESTS)
        return (transfer.uid, transfer.decoded_bytes, *digests)
    # what wraps it could not be taken off
    is_wrapped = transfer.transfer_mode in ("block", "compressed", "deflate")
    digests = (None if is_wrapped else getattr(transfer, name) for name in DIGESTS)
    return (transfer.uid, transfer.bytes, *digests)


def unwrapped_files(case):
    return sorted(unwrapped(t) for t in case.capture.transfers if t.connection is not None)


# Python, and what data frames make of its tables


def records(case, folder) -> Iterator[tuple[str, Found]]:
    capture = case.capture
    transfers = [
        {"uid": t.uid, "bytes": t.bytes, "connection": t.connection, "md5": t.md5, "sha1": t.sha1, "sha256": t.sha256}
        for t in capture.transfers
    ]
    sessions = [session.uid for session in capture.sessions]
    uids = [transfer.uid for transfer in capture.transfers]
    yield "records", Found(
        sorted(sessions), sorted(uids), files_of(transfers), len(capture.commands), len(capture.findings)
    )


def frames(case, folder) -> Iterator[tuple[str, Found]]:
    tables = case.capture.sessions, case.capture.transfers
    pandas, polars, pyarrow = reader("pandas"), reader("polars"), reader("pyarrow")
    as_pandas = [dictionaries(pandas, table.to_pandas()) for table in tables]
    by_arrow = [dictionaries(pandas, pandas.DataFrame.from_arrow(table)) for table in tables]
    for name, (sessions, transfers) in {
        "pandas": as_pandas,
        "polars": [table.to_polars().to_dicts() for table in tables],
        "arrow": [pyarrow.table(table).to_pylist() for table in tables],
        "polars by arrow": [polars.DataFrame(table).to_dicts() for table in tables],
        "pandas by arrow": by_arrow,
    }.items():
        found = sorted(row["uid"] for row in sessions), sorted(row["uid"] for row in transfers)
        commands = sum(row["commands"] for row in sessions)
        yield name, Found(*found, files_of(transfers), commands)


def dictionaries(pandas, frame):
    """The rows of a data frame; what is missing is ``None``, whatever a type has for it."""
    rows = frame.astype(object).to_dict("records")
    missing = {name: frame[name].isna().tolist() for name in frame.columns}
    return [{k: None if missing[k][place] else v for k, v in row.items()} for place, row in enumerate(rows)]


# the program's own JSON


def document(case, folder) -> Iterator[tuple[str, Found]]:
    value = json.loads(case.printed("sessions", "--format", "json"))
    transfers = [transfer for session in value["sessions"] for transfer in session["transfers"]]
    findings = value["findings"] + [finding for session in value["sessions"] for finding in session["findings"]]
    yield "json", Found(
        sorted(session["uid"] for session in value["sessions"]),
        sorted(transfer["uid"] for transfer in transfers),
        files_of(transfers),
        sum(len(session["commands"]) for session in value["sessions"]),
        len(findings),
    )


#: The columns and types of the views of the first capture, which are those of every other.
VIEWS = {}


def ndjson(case, folder) -> Iterator[tuple[str, Found]]:
    for command in ("sessions", "transfers"):
        (folder / f"{command}.ndjson").write_bytes(case.printed(command, "--format", "ndjson"))
    tables = (ROOT / "docs" / "schema" / "duckdb.sql").read_text(encoding="utf-8")
    for command in ("sessions", "transfers"):
        tables = tables.replace(f"'{command}.ndjson'", f"'{folder / command}.ndjson'")
    database().execute(tables)
    for view in ("sessions", "transfers"):
        kinds = database().execute(f"SELECT column_name, column_type FROM (DESCRIBE {view})").fetchall()
        assert kinds == VIEWS.setdefault(view, kinds)
        assert not any("JSON" in kind for name, kind in kinds if name != "connections")
        # every value has its type
        database().execute(f"SELECT * FROM {view}").fetchall()
    transfers = database().execute(f"SELECT uid, bytes, connection, {HASHES}, path, path_raw FROM transfers").fetchall()
    names = ["uid", "bytes", "connection", *DIGESTS]
    transfers = [dict(zip(names, row)) | {"path": row[-2:]} for row in transfers]
    known = {t.uid: t.path for t in case.capture.transfers}
    for transfer in transfers:
        text, raw = transfer["path"]
        path = known[transfer["uid"]]
        assert raw == (None if path is None else path.encode("utf-8", "surrogateescape"))
        assert text == path or (path and raw.decode("utf-8", "replace") != path)
    [(commands, findings)] = database().execute(
        "SELECT coalesce(sum(len(commands)), 0), coalesce(sum(len(findings)), 0) FROM sessions"
    ).fetchall()
    assert findings == sum(len(session.findings) for session in case.capture.sessions)
    sessions = database().execute("SELECT uid FROM sessions").fetchall()
    yield "ndjson", Found(
        sorted(uid for (uid,) in sessions), sorted(t["uid"] for t in transfers), files_of(transfers), commands
    )


# Zeek


def zeek(case, folder) -> Iterator[tuple[str, Found]]:
    reader("zlogging")
    from zlogging.loader import parse_ascii

    case.export("zeek", "-d", folder / "zeek")
    logs = {}
    with warnings.catch_warnings():
        # it knows no notices but those of Zeek itself
        warnings.simplefilter("ignore")
        for path in sorted((folder / "zeek").glob("*.log")):
            logs[path.stem] = [row.asdict() for row in parse_ascii(str(path)).data]
    assert set(logs) == {"conn", "files", "ftp", "notice", "ssl"}

    def plain(row):
        values = {name: getattr(value, "value", value) for name, value in row.items()}
        return {name: v.decode() if isinstance(v, bytes) else v for name, v in values.items()}

    yield "zeek", logs_found({name: [plain(row) for row in rows] for name, rows in logs.items()})


def zeek_json(case, folder) -> Iterator[tuple[str, Found]]:
    case.export("zeek-json", "-d", folder / "zeek-json")
    columns = {
        "conn": "uid: 'VARCHAR', service: 'VARCHAR'",
        "files": "fuid: 'VARCHAR', seen_bytes: 'BIGINT', md5: 'VARCHAR', sha1: 'VARCHAR', sha256: 'VARCHAR'",
        "notice": "note: 'VARCHAR', ts: 'DOUBLE'",
    }
    logs = {}
    for name, kinds in columns.items():
        path = folder / "zeek-json" / f"{name}.log"
        if path.stat().st_size == 0:
            logs[name] = []
            continue
        rows = database().sql(f"FROM read_json('{path}', format = 'newline_delimited', columns = {{{kinds}}})")
        logs[name] = [dict(zip(rows.columns, row)) for row in rows.fetchall()]
    yield "zeek-json", logs_found(logs)


def logs_found(logs) -> Found:
    files = [(row["fuid"], row["seen_bytes"], *(row[name] for name in DIGESTS)) for row in logs["files"]]
    sessions = [row["uid"] for row in logs["conn"] if row["service"].split(",")[0] == "ftp"]
    return Found(sorted(sessions), None, sorted(files), findings=len(logs["notice"]))


# events


def events(case, form, folder, *words):
    path = folder / form
    case.export(form, "-o", path, *words)
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def eve(case, folder) -> Iterator[tuple[str, Found]]:
    found = events(case, "eve", folder, "--alerts")
    files = [event for event in found if event["event_type"] == "fileinfo"]
    flows = [event for event in found if event["event_type"] == "flow" and event["app_proto"] == "ftp"]
    alerts = [event for event in found if event["event_type"] == "alert"]
    commands = [event for event in found if event["event_type"] == "ftp" and "command" in event["ftp"]]
    files = [(e["ftpscope"]["uid"], e["fileinfo"]["size"], *(e["fileinfo"].get(d) for d in DIGESTS)) for e in files]
    sessions = [event["ftpscope"]["uid"] for event in flows]
    yield "eve", Found(sorted(sessions), None, sorted(files), len(commands), len(alerts))


def timesketch(case, folder) -> Iterator[tuple[str, Found]]:
    found = events(case, "timesketch", folder)
    assert all({"message", "datetime", "timestamp_desc"} <= event.keys() for event in found)
    kinds = [event["data_type"] for event in found]
    ends = [event for event in found if event["timestamp_desc"] == "FTP transfer end"]
    begins = [event for event in found if event["timestamp_desc"] == "FTP transfer start"]
    assert sorted(e["transfer_uid"] for e in begins) == sorted(e["transfer_uid"] for e in ends)
    with_data = {transfer.uid for transfer in case.capture.transfers if transfer.connection is not None}
    files = [e for e in ends if e["transfer_uid"] in with_data]
    yield "timesketch", Found(
        None,
        sorted(event["transfer_uid"] for event in ends),
        sorted((e["transfer_uid"], e["bytes"], *(e.get(name) for name in DIGESTS)) for e in files),
        kinds.count("ftp:command"),
        kinds.count("ftp:finding"),
    )


#: The numbers that OCSF has for digests.
OCSF_HASHES = {"md5": 1, "sha1": 2, "sha256": 3}


def ocsf(case, folder) -> Iterator[tuple[str, Found]]:
    found = events(case, "ocsf", folder)
    of_transfers = [event for event in found if "transfer_uid" in event["unmapped"]]
    # an event is a command, and a file has a name: a transfer without one of these is left out
    named = {t.uid: t for t in case.capture.transfers if t.frame is not None and t.name}
    with_data = {t.uid for t in case.capture.transfers if t.connection is not None}
    files = [file for file in unwrapped_files(case) if file[0] not in named]
    for event in of_transfers:
        uid = event["unmapped"]["transfer_uid"]
        assert ("file" in event) == (uid in named)
        if uid in named and uid in with_data:
            file = event["file"]
            digests = {digest["algorithm_id"]: digest["value"] for digest in file.get("hashes", [])}
            files.append((uid, file["size"], *(digests.get(OCSF_HASHES[name]) for name in DIGESTS)))
    yield "ocsf", Found(None, None, sorted(files), len(found))


# Parquet

#: The columns of the tables of the first capture, which are those of every other.
COLUMNS = {}
TABLES = ("captures", "commands", "connections", "findings", "offers", "sessions", "transfers")


def parquet(case, folder) -> Iterator[tuple[str, Found]]:
    pyarrow = reader("pyarrow.parquet")
    case.export("parquet", "-d", folder / "tables", "--sensor", "dmz/1")
    paths = {path.stem: path for path in (folder / "tables").glob("*.parquet")}
    assert tuple(sorted(paths)) == TABLES
    schemas = {name: [(f.name, str(f.type)) for f in pyarrow.read_schema(path)] for name, path in paths.items()}
    assert schemas == COLUMNS.setdefault("whole", schemas)
    tables = {name: pyarrow.read_table(path).to_pylist() for name, path in paths.items()}
    check_tables(case, tables)
    yield "parquet by PyArrow", tables_found(tables)
    tables = {name: duckdb_rows(f"'{path}'") for name, path in paths.items()}
    yield "parquet by DuckDB", tables_found(tables)


def partitions(case, folder) -> Iterator[tuple[str, Found]]:
    pyarrow = reader("pyarrow.parquet")
    case.export("parquet", "-d", folder / "lake", "--sensor", "dmz/1", "--partition")
    by_pyarrow, by_duckdb = {}, {}
    for name in TABLES:
        by_pyarrow[name] = by_duckdb[name] = []
        table = folder / "lake" / name
        # no row, no file
        if table.exists():
            found = pyarrow.read_table(table)
            kinds = [(field.name, str(field.type)) for field in found.schema if field.name not in ("sensor", "date")]
            assert kinds == COLUMNS.setdefault(name, kinds)
            by_pyarrow[name] = found.to_pylist()
            files = f"read_parquet('{table}/*/*/*.parquet', hive_partitioning = true, hive_types_autocast = false)"
            by_duckdb[name] = duckdb_rows(files)
    for rows in (by_pyarrow, by_duckdb):
        check_tables(case, rows)
        days = [(row["date"], f"{row['start']:%Y-%m-%d}") for row in rows["transfers"]]
        assert all(date == day for date, day in days), days
        assert {row["sensor"] for found in rows.values() for row in found} <= {"dmz/1"}
    yield "partitions by PyArrow", tables_found(by_pyarrow)
    yield "partitions by DuckDB", tables_found(by_duckdb)


def duckdb_rows(files):
    rows = database().sql(f"FROM {files}")
    return [dict(zip(rows.columns, row)) for row in rows.fetchall()]


def check_tables(case, tables) -> None:
    """What the tables have beside what all formats have."""
    sessions = case.capture.sessions
    assert len(tables["captures"]) == len(case.capture.files)
    assert len(tables["connections"]) == len(case.capture.connections)
    assert len(tables["offers"]) == len(case.capture.offers)
    starts = {row["uid"]: row["start"] for row in tables["sessions"]}
    assert starts == {session.uid: session.start for session in sessions}
    reasons = {row["uid"]: row["reasons"] for row in tables["transfers"]}
    assert reasons == {transfer.uid: transfer.reasons for transfer in case.capture.transfers}


def tables_found(tables) -> Found:
    transfers = [{**row, "connection": row["connection_uid"]} for row in tables["transfers"]]
    return Found(
        sorted(row["uid"] for row in tables["sessions"]),
        sorted(row["uid"] for row in transfers),
        files_of(transfers),
        len(tables["commands"]),
        len(tables["findings"]),
    )


FORMATS = [frames, document, ndjson, zeek, zeek_json, eve, timesketch, ocsf, parquet, partitions]
#: Those in which a file is never what wraps it.
OF_FILES = (zeek, zeek_json, eve, timesketch, ocsf)


def test_every_format_has_the_same_sessions_transfers_and_digests(case, tmp_path):
    [(_, of_connections)] = records(case, tmp_path)
    of_files = replace(of_connections, files=unwrapped_files(case))
    for form in FORMATS:
        expected = of_files if form in OF_FILES else of_connections
        for name, found in form(case, tmp_path):
            for what in ("sessions", "transfers", "files", "commands", "findings"):
                told = getattr(found, what)
                assert told is None or told == getattr(expected, what), f"{what} of {name}"


def test_a_lake_takes_many_captures_and_each_once(tmp_path):
    samples = [ROOT / "samples" / name for name in ("active.pcap", "passive.pcap", "resume.pcap")]
    for sample in samples:
        Case(sample).export("parquet", "-d", tmp_path, "--partition")
    [(files, rows)] = database().sql(
        f"SELECT count(DISTINCT file), count(*) FROM read_parquet('{tmp_path}/transfers/*/*/*.parquet')"
    ).fetchall()
    assert files == 3 and rows == sum(len(ftpscope.open(sample).transfers) for sample in samples)
    # a sensor without a name is no sensor
    [(sensor,)] = database().sql(
        f"SELECT DISTINCT sensor FROM read_parquet('{tmp_path}/sessions/*/*/*.parquet', hive_partitioning = true)"
    ).fetchall()
    assert sensor is None
    with pytest.raises(AssertionError):
        Case(samples[0]).export("parquet", "-d", tmp_path, "--partition")
    Case(samples[0]).export("parquet", "-d", tmp_path, "--partition", "--force")
