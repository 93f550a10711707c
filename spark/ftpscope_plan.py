"""The plan of a capture as joins in Spark, for archives with more connections than one machine holds.

The indexes of a capture are tables of Parquet where Spark reads them. Few of their connections have to do with FTP; these
are found in three steps, and the driver sees no others:

    dialogues  the connections of which an index keeps frames, with all else that the indexes say; the program reads the
               dialogues in them and tells what connections the sessions may reach (`ftpscope plan --reach`)
    join       the connections that meet one of these conditions, and all others between the same endpoints
    plan       dialogues and found connections are an index again, of which `ftpscope plan` makes the tasks

A plan never looks at a connection that meets no condition, so that the tasks are those of a plan of everything, by name.
The driver holds a row for each 1,024 frames, the dialogues, and the connections that were found.
"""

import base64
import itertools
import json

from pyspark.sql.types import LongType, StringType, StructField, StructType

KEY = "a_ip, a_port, b_ip, b_port"
REACH = StructType(
    [StructField(name, StringType()) for name in ("kind", "path", "ip", "other", "a_ip", "b_ip")]
    + [StructField(name, LongType()) for name in ("port", "a_port", "b_port", "first", "last", "shift")]
)

SAME = " and ".join(f"rows.{column} = other.{column}" for column in KEY.split(", "))

KEPT = f"select distinct {KEY} from rows where kept_first is not null"

DIALOGUES = f"""
    select * from rows where kind <> 'connection'
    union all
    select * from rows left semi join ({KEPT}) as other on {SAME}
"""

# Frames have their numbers in the capture by `shift`; where several files take turns, those of the whole file are an
# answer that is never too narrow.
SPANS = """
    select rows.a_ip, rows.a_port, rows.b_ip, rows.b_port,
        regexp_replace(rows.a_ip, '^::ffff:([0-9.]+)$', '$1') as a_host,
        regexp_replace(rows.b_ip, '^::ffff:([0-9.]+)$', '$1') as b_host,
        coalesce(rows.first_frame + reach.shift, reach.first) as first,
        coalesce(rows.last_frame + reach.shift, reach.last) as last
    from rows join reach on rows.kind = 'connection' and reach.kind = 'file' and rows.path = reach.path
"""

ENDS = f"""
    select struct({KEY}) as key, a_host as ip, a_port as port, b_host as other, first, last from spans
    union all
    select struct({KEY}) as key, b_host as ip, b_port as port, a_host as other, first, last from spans
"""

# What a connection has in common with a condition of each kind; conditions with a time hold for frames within it.
TIMED = {
    "endpoint": "reach.ip = ends.ip and reach.port = ends.port",
    "from": "reach.port = ends.port and reach.other = ends.other",
    "client": "reach.ip = ends.ip and reach.port = ends.port and reach.other = ends.other",
    "hosts": "reach.ip = ends.ip and reach.other = ends.other",
}

FOUND = " union ".join(
    [f"select {KEY} from reach where kind = 'connection'"]
    + ["select ends.key.* from ends join reach on reach.kind = 'port' and reach.port = ends.port"]
    + [
        f"select ends.key.* from ends join reach on reach.kind = '{kind}' and {same}"
        " and reach.first <= ends.last and ends.first <= reach.last"
        for kind, same in TIMED.items()
    ]
)

# Those that are a part of the dialogues are there already.
OTHERS = f"""
    select * from rows
        left semi join found as other on {SAME}
        left anti join ({KEPT}) as other on {SAME}
"""


def reduce(spark, indexes, folder, reach):
    """Writes, into a folder, indexes that hold what a plan looks at.

    `indexes`: where the tables are, by the name of the capture. `reach(folder, file)`: runs `ftpscope plan --reach`.
    """
    names = {path: f"{number:08}.ndjson" for number, path in enumerate(sorted(indexes))}
    spark.read.parquet(*indexes.values()).createOrReplaceTempView("rows")
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    for path, lines in by_capture(spark.sql(DIALOGUES)):
        (folder / names[path]).write_text("".join(lines))
    conditions = folder.with_suffix(".reach")
    reach(folder, conditions)
    with conditions.open() as lines:
        table = spark.createDataFrame([condition(json.loads(line)) for line in lines], REACH)
    table.cache().createOrReplaceTempView("reach")
    for view, query in (("spans", SPANS), ("ends", ENDS), ("found", FOUND)):
        spark.sql(query).createOrReplaceTempView(view)
    for path, lines in by_capture(spark.sql(OTHERS)):
        index = folder / names[path]
        # the last line stays the last one
        index.write_text("".join(itertools.chain(lines, [index.read_text()])))
    table.unpersist()


def by_capture(rows):
    """The lines of each capture, in their order."""
    lines = rows.orderBy("path", "line").rdd.map(as_line).toLocalIterator()
    for path, found in itertools.groupby(lines, lambda line: line[0]):
        yield path, [line for _, line in found]


def condition(line):
    """A line of `plan --reach` as a row."""
    row = {name: line.get(name) for name in REACH.fieldNames()}
    if line["kind"] == "connection":
        for end in ("a", "b"):
            ip, port = line[end].rsplit(":", 1)
            row[f"{end}_ip"], row[f"{end}_port"] = ip.strip("[]"), int(port)
    return tuple(row.values())


def as_line(row):
    """A row of an index as (name of the capture, line of an index)."""
    line = {"connection": connection, "block": block, "secrets": secrets, "file": file}[row["kind"]](row)
    return row["path"], json.dumps({"kind": row["kind"], **line}, separators=(",", ":")) + "\n"


def connection(row):
    line = {
        "a": endpoint(row["a_ip"], row["a_port"]),
        "b": endpoint(row["b_ip"], row["b_port"]),
        "first": [row["first_frame"], row["first_time"]],
        "last": [row["last_frame"], row["last_time"]],
        "frames": row["frames"],
        "bytes": row["bytes"],
        "flags": row["flags"],
        "blocks": list(zip(row["blocks"][::2], row["blocks"][1::2])),
    }
    if row["opener"] is not None:
        line["opener"] = row["opener"]
    if row["kept_first"] is not None:
        line["kept"] = [row["kept_first"], row["kept_last"]]
    return line


def block(row):
    line = {
        "offset": row["offset"],
        "first": row["first_frame"],
        "frames": row["frames"][0],
        "time": row["first_time"],
        "latest": row["last_time"],
        "unit": row["unit"],
        "times": packed(row["times"]),
        "special": row["special"],
    }
    if row["kept"] is not None:
        line["kept"] = packed(row["kept"])
    return line


def secrets(row):
    return {"text": row["text"]}


def file(row):
    return json.loads(row["file"])


def endpoint(ip, port):
    return f"[{ip}]:{port}" if ":" in ip else f"{ip}:{port}"


def packed(content):
    return base64.b64encode(content).rstrip(b"=").decode()
