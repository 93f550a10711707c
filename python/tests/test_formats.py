"""The exports, read by programs that know their formats: sessions, transfers and digests are the same everywhere."""

import importlib
import json
import os
import subprocess
import sys
import warnings
from pathlib import Path

import pytest

import ftpscope
from ftpscope import _native

from conftest import ROOT

HASHES = "md5,sha1,sha256"
SUFFIXES = (".pcap", ".pcapng", ".cap", ".snoop", ".erf")


def reader(name):
    """A package that reads formats; tests do without it, unless all of them are asked for."""
    if os.environ.get("FTPSCOPE_REQUIRE_READERS"):
        return importlib.import_module(name)
    return pytest.importorskip(name)


def captures():
    folders = [ROOT / "samples", ROOT / "tests" / "captures"]
    return sorted(path for folder in folders for path in folder.iterdir() if path.suffix in SUFFIXES)


@pytest.fixture(scope="module", params=captures(), ids=lambda path: path.name)
def capture(request):
    return ftpscope.open(request.param, hash=HASHES, strict=False)


def export(capture, form, *words):
    status = _native.main(
        ["ftpscope", "export", "--quiet", "--format", form, "--hash", HASHES, *words, capture.files[0].path]
    )
    assert status == 0 or capture.files[0].error


# the columns of the tables of the first capture, which are those of every other
COLUMNS = {}


def files_of(capture):
    """Of each transfer with a data connection: uid, bytes and digests."""
    found = [t for t in capture.transfers if t.connection is not None]
    return sorted((t.uid, t.bytes, t.md5, t.sha1, t.sha256) for t in found)


def test_zlogging_reads_the_logs(capture, tmp_path):
    reader("zlogging")
    from zlogging.loader import parse_ascii

    export(capture, "zeek", "-d", str(tmp_path / "logs"))
    logs = {}
    with warnings.catch_warnings():
        # it knows no notices but those of Zeek itself
        warnings.simplefilter("ignore")
        for path in sorted((tmp_path / "logs").glob("*.log")):
            logs[path.stem] = [row.asdict() for row in parse_ascii(str(path)).data]
    assert set(logs) == {"conn", "files", "ftp", "notice", "ssl"}

    def text(value):
        return value if value is None else value.decode()

    def number(value):
        return getattr(value, "value", value)

    rows = logs["files"]
    digests = ("md5", "sha1", "sha256")
    found = [(text(r["fuid"]), number(r["seen_bytes"]), *(text(r[name]) for name in digests)) for r in rows]
    assert sorted(found) == files_of(capture)
    services = [text(row["service"]).split(",")[0] for row in logs["conn"]]
    assert services.count("ftp") == len(capture.sessions)
    assert len(logs["notice"]) == len(capture.findings)


def test_duckdb_reads_zeek_json(capture, tmp_path):
    duckdb = reader("duckdb")
    export(capture, "zeek-json", "-d", str(tmp_path / "logs"))
    if (tmp_path / "logs" / "files.log").stat().st_size == 0:
        assert not files_of(capture)
        return
    rows = duckdb.sql(
        f"""SELECT fuid, seen_bytes, md5, sha1, sha256
            FROM read_json('{tmp_path}/logs/files.log', format = 'newline_delimited', columns = {{
                fuid: 'VARCHAR', seen_bytes: 'BIGINT', md5: 'VARCHAR', sha1: 'VARCHAR', sha256: 'VARCHAR'}})"""
    )
    assert sorted(rows.fetchall()) == files_of(capture)


def test_duckdb_reads_eve(capture, tmp_path):
    duckdb = reader("duckdb")
    path = tmp_path / "eve.json"
    export(capture, "eve", "--alerts", "-o", str(path))
    if not capture.sessions:
        return
    columns = "columns = {event_type: 'VARCHAR', app_proto: 'VARCHAR', fileinfo: 'JSON', ftpscope: 'JSON'}"
    events = f"read_json('{path}', format = 'newline_delimited', {columns})"
    rows = duckdb.sql(
        f"""SELECT ftpscope->>'uid', (fileinfo->>'size')::BIGINT, fileinfo->>'md5', fileinfo->>'sha1',
                   fileinfo->>'sha256'
            FROM {events} WHERE event_type = 'fileinfo'"""
    )
    assert sorted(rows.fetchall()) == files_of(capture)
    [(flows,)] = duckdb.sql(f"SELECT count(*) FROM {events} WHERE event_type = 'flow' AND app_proto = 'ftp'").fetchall()
    [(alerts,)] = duckdb.sql(f"SELECT count(*) FROM {events} WHERE event_type = 'alert'").fetchall()
    assert (flows, alerts) == (len(capture.sessions), len(capture.findings))


def test_pyarrow_and_duckdb_read_parquet(capture, tmp_path):
    duckdb, parquet = reader("duckdb"), reader("pyarrow.parquet")
    folder = tmp_path / "tables"
    export(capture, "parquet", "-d", str(folder))
    tables = {path.stem: path for path in folder.glob("*.parquet")}
    columns = {name: [(field.name, str(field.type)) for field in parquet.read_schema(path)] for name, path in tables.items()}
    assert columns == COLUMNS.setdefault("all", columns) and len(tables) == 7
    rows = duckdb.sql(
        f"SELECT uid, bytes, md5, sha1, sha256 FROM '{tables['transfers']}' WHERE connection_uid IS NOT NULL"
    )
    assert sorted(rows.fetchall()) == files_of(capture)
    sessions = capture.sessions
    expected = {
        "captures": len(capture.files),
        "sessions": len(sessions),
        "commands": sum(len(session.commands) for session in sessions),
        "transfers": len(capture.transfers),
        "connections": sum(len(session.connections) for session in sessions),
        "offers": sum(len(session.offers) for session in sessions),
        "findings": len(capture.findings),
    }
    counts = {name: parquet.read_metadata(path).num_rows for name, path in tables.items()}
    assert counts == expected
    starts = duckdb.sql(f"SELECT epoch_us(start) * 1000 FROM '{tables['sessions']}' ORDER BY id").fetchall()
    assert [start for (start,) in starts] == [session.start_ns // 1000 * 1000 for session in sessions]
    reasons = duckdb.sql(f"SELECT reasons FROM '{tables['transfers']}' ORDER BY id").fetchall()
    assert [found for (found,) in reasons] == [list(transfer.reasons) for transfer in capture.transfers]


def test_events_of_timelines_and_ocsf(capture, tmp_path):
    commands = sum(len(session.commands) for session in capture.sessions)
    for form, expected in (("timesketch", None), ("ocsf", commands)):
        path = tmp_path / form
        export(capture, form, "-o", str(path))
        events = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        assert expected is None or len(events) == expected
        if form == "timesketch":
            kinds = [event["data_type"] for event in events]
            assert kinds.count("ftp:command") == commands
            assert kinds.count("ftp:transfer") == 2 * len(capture.transfers)
            assert all({"message", "datetime", "timestamp_desc"} <= event.keys() for event in events)


def test_duckdb_has_the_same_tables_whatever_there_is(capture, tmp_path, monkeypatch):
    duckdb = reader("duckdb")
    monkeypatch.chdir(tmp_path)
    for command in ("sessions", "transfers"):
        words = ["-m", "ftpscope", command, "--quiet", "--format", "ndjson", "--hash", HASHES, capture.files[0].path]
        printed = subprocess.run([sys.executable, *words], capture_output=True, check=not capture.files[0].error)
        Path(f"{command}.ndjson").write_bytes(printed.stdout)
    database = duckdb.connect()
    database.execute((ROOT / "docs" / "schema" / "duckdb.sql").read_text(encoding="utf-8"))
    kinds = database.execute("SELECT column_name, column_type FROM (DESCRIBE transfers)").fetchall()
    assert ("path", "VARCHAR") in kinds and ("path_raw", "BLOB") in kinds and ("md5", "VARCHAR") in kinds
    rows = database.execute("SELECT uid, bytes, md5, sha1, sha256 FROM transfers WHERE connection IS NOT NULL")
    assert sorted(rows.fetchall()) == files_of(capture)
    [(sessions, commands)] = database.execute(
        "SELECT count(*), coalesce(sum(len(commands)), 0) FROM sessions"
    ).fetchall()
    assert (sessions, commands) == (len(capture.sessions), sum(len(s.commands) for s in capture.sessions))
    named = [transfer for transfer in capture.transfers if transfer.path is not None]
    raw = database.execute("SELECT path_raw FROM transfers WHERE path_raw IS NOT NULL ORDER BY id").fetchall()
    assert [path for (path,) in raw] == [t.path.encode("utf-8", "surrogateescape") for t in named]
