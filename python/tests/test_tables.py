"""Tables as data frames: the same columns and types whatever there is in them."""

import pytest

import ftpscope

TABLES = ("sessions", "transfers", "commands", "connections", "offers", "findings")


@pytest.fixture
def capture(samples):
    return ftpscope.open(samples / "mixed.pcapng", samples / "firewall-active.pcap")


@pytest.fixture
def empty(tmp_path, samples):
    data = (samples / "active.pcap").read_bytes()
    return ftpscope.from_bytes(data[:24], strict=False)


def test_pandas(capture, empty):
    pytest.importorskip("pandas")
    frame = capture.transfers.to_pandas()
    assert list(frame["bytes"]) == [transfer.bytes for transfer in capture.transfers]
    assert frame["complete"].sum() == sum(transfer.complete for transfer in capture.transfers)
    assert str(frame["start"].dtype) == "datetime64[ns, UTC]"
    for table in TABLES:
        some, none = getattr(capture, table).to_pandas(), getattr(empty, table).to_pandas()
        assert list(some.dtypes) == list(none.dtypes) and len(none) == 0


def test_polars(capture, empty):
    pytest.importorskip("polars")
    frame = capture.sessions.to_polars()
    assert frame["client_ip"].to_list() == [session.client.ip for session in capture.sessions]
    for table in TABLES:
        some, none = getattr(capture, table).to_polars(), getattr(empty, table).to_polars()
        assert some.schema == none.schema and none.height == 0


def test_arrow(capture, empty):
    pyarrow = pytest.importorskip("pyarrow")
    for table in TABLES:
        some, none = pyarrow.table(getattr(capture, table)), pyarrow.table(getattr(empty, table))
        assert some.schema == none.schema and none.num_rows == 0
        assert some.num_rows == len(getattr(capture, table))


def test_duckdb_takes_the_stream(capture):
    duckdb = pytest.importorskip("duckdb")
    pytest.importorskip("pyarrow")
    transfers = capture.transfers
    [(count, total)] = duckdb.sql("SELECT count(*), sum(bytes) FROM transfers").fetchall()
    assert (count, total) == (len(capture.transfers), sum(t.bytes for t in capture.transfers))


def test_a_table_is_a_sequence(capture):
    table = capture.transfers
    assert table[0] in table and len(table[:1]) == 1 and table[-1] == list(table)[-1]
    failed = table.where(lambda transfer: not transfer.complete)
    assert len(failed) < len(table)
    assert failed.to_dicts()[0]["complete"] is False


def test_others_ask_a_table_for_its_stream(capture):
    pytest.importorskip("pyarrow")
    polars, pandas = pytest.importorskip("polars"), pytest.importorskip("pandas")
    for name in TABLES:
        table = getattr(capture, name)
        assert polars.DataFrame(table).schema == table.to_polars().schema
        assert list(pandas.DataFrame.from_arrow(table).columns) == list(table.to_pandas().columns)


def test_a_frame_is_joined_with_another(capture):
    pytest.importorskip("pandas")
    transfers, sessions = capture.transfers.to_pandas(), capture.sessions.to_pandas()
    joined = transfers.merge(sessions, left_on="session", right_on="id", suffixes=("", "_of_session"))
    assert list(joined["client_ip"]) == list(joined["client_ip_of_session"]) and len(joined) == len(transfers)
    commands = capture.commands.to_pandas()
    assert list(commands[commands["verb"] == "STOR"]["reply_code"]) == [226]


def test_a_notebook_shows_the_first_rows(capture, samples):
    shown = capture.transfers._repr_html_()
    assert "<th>path</th>" in shown and "<td>/today.csv</td>" in shown and "<th>blake3</th>" not in shown
    assert "2026-03-14 09:26:53.005091" in shown
    many = ftpscope.open(samples / name for name in ("active.pcap", "passive.pcap", "resume.pcap", "fxp.pcap")).commands
    assert len(many) > 20 and f"and {len(many) - 20} more" in many._repr_html_()
    assert f"and {len(many) - 3} more" in repr(many)
