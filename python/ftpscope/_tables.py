"""Lists of records that can become data frames.

The columns of each table and their types are the same whatever a capture holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta, timezone
from enum import Enum
from html import escape
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

from ._records import Command, Connection, Endpoint, Finding, Offer, Session, Transfer

if TYPE_CHECKING:
    import pandas
    import polars

Record = TypeVar("Record")

# names of columns, and their types: str, int, float, bool, time (nanoseconds UTC), or a list of int or str
SESSION = {
    "id": "int", "uid": "str", "community_id": "str",
    "client_ip": "str", "client_port": "int", "server_ip": "str", "server_port": "int",
    "start": "time", "end": "time", "duration": "float", "first_frame": "int", "last_frame": "int",
    "banner": "str", "user": "str", "login": "str", "mode": "str", "tls": "str",
    "commands": "int", "transfers": "int", "findings": "int",
}  # fmt: skip
TRANSFER = {
    "id": "int", "uid": "str", "session": "int", "command": "str", "argument": "str", "path": "str",
    "direction": "str", "mode": "str", "method": "str", "offset": "int", "bytes": "int", "lost_bytes": "int",
    "complete": "bool", "reasons": "strs", "sha256": "str", "sha1": "str", "md5": "str", "blake3": "str",
    "mime_type": "str", "expected_bytes": "int", "reply_code": "int", "refused": "bool", "stage": "str",
    "outcome": "str", "encrypted": "bool", "decrypted": "bool", "start": "time", "end": "time",
    "bytes_per_second": "int", "frame": "int", "connection": "int", "offer": "int", "fxp_session": "int",
    "user": "str", "client_ip": "str", "client_port": "int", "server_ip": "str", "server_port": "int",
    "transfer_mode": "str", "decoded_bytes": "int", "decoded_sha256": "str", "decoded_sha1": "str",
    "decoded_md5": "str", "decoded_blake3": "str",
}  # fmt: skip
COMMAND = {
    "session": "int", "frame": "int", "time": "time", "verb": "str", "argument": "str",
    "replies": "int", "reply_code": "int", "reply_text": "str",
}  # fmt: skip
CONNECTION = {
    "session": "int", "id": "int", "uid": "str", "community_id": "str", "role": "str",
    "opener_ip": "str", "opener_port": "int", "listener_ip": "str", "listener_port": "int",
    "start": "time", "end": "time", "duration": "float", "first_frame": "int", "last_frame": "int",
    "frames": "int", "bytes": "int", "lost_bytes": "int", "opener_bytes": "int", "listener_bytes": "int",
    "retransmissions": "int", "handshake": "str", "close": "str", "history": "str", "conn_state": "str",
    "vlan": "ints", "tunnel": "strs",
}  # fmt: skip
OFFER = {
    "session": "int", "id": "int", "method": "str", "mode": "str", "ip": "str", "port": "int", "frame": "int",
    "accepted": "bool", "outcome": "str", "connection": "int", "matched_by": "str",
}  # fmt: skip
FINDING = {
    "session": "int", "id": "str", "severity": "str", "frame": "int", "frames": "ints", "message": "str",
}  # fmt: skip


def _plain(value: Any) -> Any:
    """Text that every data frame takes: odd bytes are written as ``\\xNN``."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, str):
        return value.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return value


#: Rows that a notebook shows.
SHOWN = 20


def _cell(record: Any, name: str, kind: str) -> Any:
    if kind == "time":
        return getattr(record, f"{name}_ns")
    end, _, part = name.rpartition("_")
    if part in ("ip", "port") and end:
        endpoint: Endpoint = getattr(record, end)
        return getattr(endpoint, part)
    value = getattr(record, name)
    if kind == "int" and isinstance(value, (list, tuple)):
        return len(value)
    return _plain(value)


def _time_text(nanoseconds: int) -> str:
    seconds, rest = divmod(nanoseconds, 1_000_000_000)
    moment = datetime.fromtimestamp(0, timezone.utc) + timedelta(seconds=seconds)
    return f"{moment:%Y-%m-%d %H:%M:%S}.{rest // 1000:06}"


class Table(Generic[Record]):
    """A list of records: index it, loop over it, or make a data frame of it.

    It is no :class:`collections.abc.Sequence`: Polars takes one apart by itself, and does not ask for the stream of Arrow.
    """

    def __init__(self, records: Sequence[Record], columns: dict[str, str]) -> None:
        self._records = list(records)
        self._columns = columns

    @overload
    def __getitem__(self, index: int) -> Record: ...
    @overload
    def __getitem__(self, index: slice) -> Table[Record]: ...
    def __getitem__(self, index: int | slice) -> Record | Table[Record]:
        if isinstance(index, slice):
            return Table(self._records[index], self._columns)
        return self._records[index]

    def __len__(self) -> int:
        return len(self._records)

    def __iter__(self) -> Iterator[Record]:
        return iter(self._records)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Table):
            return self._records == other._records
        return self._records == other

    def __repr__(self) -> str:
        if len(self) <= SHOWN:
            return repr(self._records)
        shown = ",\n ".join(repr(record) for record in self._records[:3])
        return f"[{shown},\n … and {len(self) - 3} more]"

    def _repr_html_(self) -> str:
        """For notebooks: the first rows, without the columns that have nothing in them."""
        rows = self[:SHOWN].to_dicts()
        names = [name for name in self._columns if any(row[name] not in (None, "", []) for row in rows)]
        head = "".join(f"<th>{name}</th>" for name in names)
        body = "".join("<tr>" + "".join(self._shown(row, name) for name in names) + "</tr>" for row in rows)
        more = f"<p>… and {len(self) - len(rows)} more</p>" if len(self) > len(rows) else ""
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}"

    def _shown(self, row: dict[str, Any], name: str) -> str:
        value = row[name]
        if value is None:
            return "<td></td>"
        if self._columns[name] == "time":
            value = _time_text(value)
        elif isinstance(value, list):
            value = ", ".join(map(str, value))
        return f"<td>{escape(str(value))}</td>"

    def where(self, fits: Callable[[Record], bool]) -> Table[Record]:
        """Those that fit."""
        return Table([record for record in self._records if fits(record)], self._columns)

    def to_dicts(self) -> list[dict[str, Any]]:
        """A dictionary for each, with the columns of the data frames; times are nanoseconds since 1970."""
        columns = self._columns.items()
        return [{name: _cell(record, name, kind) for name, kind in columns} for record in self._records]

    def _column(self, name: str, kind: str) -> list[Any]:
        return [_cell(record, name, kind) for record in self._records]

    def to_arrow(self) -> Any:
        """A table of PyArrow."""
        import pyarrow

        types = {
            "str": pyarrow.string(),
            "int": pyarrow.int64(),
            "float": pyarrow.float64(),
            "bool": pyarrow.bool_(),
            "time": pyarrow.timestamp("ns", tz="UTC"),
            "strs": pyarrow.list_(pyarrow.string()),
            "ints": pyarrow.list_(pyarrow.int64()),
        }
        schema = pyarrow.schema([(name, types[kind]) for name, kind in self._columns.items()])
        columns = [
            pyarrow.array(self._column(name, kind), type=types[kind]) for name, kind in self._columns.items()
        ]
        return pyarrow.Table.from_arrays(columns, schema=schema)

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """The PyCapsule interface of Arrow, which pandas, Polars and DuckDB take; needs PyArrow."""
        return self.to_arrow().__arrow_c_stream__(requested_schema)

    def to_pandas(self) -> pandas.DataFrame:
        """A data frame of pandas; what may be missing has types that know that."""
        import pandas

        types = {"str": "string", "int": "Int64", "float": "Float64", "bool": "boolean"}
        series = {}
        for name, kind in self._columns.items():
            values = self._column(name, kind)
            if kind == "time":
                series[name] = pandas.to_datetime(pandas.Series(values, dtype="int64"), unit="ns", utc=True)
            else:
                series[name] = pandas.Series(values, dtype=types.get(kind, "object"))
        return pandas.DataFrame(series)

    def to_polars(self) -> polars.DataFrame:
        """A data frame of Polars."""
        import polars

        types = {
            "str": polars.String,
            "int": polars.Int64,
            "float": polars.Float64,
            "bool": polars.Boolean,
            "time": polars.Datetime("ns", "UTC"),
            "strs": polars.List(polars.String),
            "ints": polars.List(polars.Int64),
        }
        columns = [
            polars.Series(name, self._column(name, kind), dtype=polars.Int64 if kind == "time" else types[kind])
            .cast(types[kind])
            for name, kind in self._columns.items()
        ]
        return polars.DataFrame(columns)


def sessions(records: Sequence[Session]) -> Table[Session]:
    return Table(records, SESSION)


def transfers(records: Sequence[Transfer]) -> Table[Transfer]:
    return Table(records, TRANSFER)


def commands(records: Sequence[Command]) -> Table[Command]:
    return Table(records, COMMAND)


def connections(records: Sequence[Connection]) -> Table[Connection]:
    return Table(records, CONNECTION)


def offers(records: Sequence[Offer]) -> Table[Offer]:
    return Table(records, OFFER)


def findings(records: Sequence[Finding]) -> Table[Finding]:
    return Table(records, FINDING)
