"""Analyses archives of packet captures on a Spark cluster, with the program ftpscope on every node.

    spark-submit spark/ftpscope_spark.py --captures /archive --work /var/lib/ftpscope --out /tables

Below the folder of captures stands a folder for each sensor, and in it (or below it) its capture files. All files of a
sensor are one capture. For each sensor: every file is indexed, the indexes are planned as tasks, every task is analysed,
and the results are merged. Indexes and results come back to the driver through Spark, so that nodes share nothing but
the captures; the driver keeps both in its working folder by the digest of what they were made of. A run that is started
again goes on where the one before stopped, and a run over an archive with a new day indexes that day alone and analyses
the tasks that it has something to do with.

A node that is lost is Spark's business: its tasks are run elsewhere. A file or a task at which the program fails is
not: the rest goes on, and it is told at the end with its files (failures.json, exit status 2).

With --indexes, indexes stay as Parquet where all nodes and Spark see them, and the plan is made by joins of these tables
(ftpscope_plan.py): for archives with more connections than the driver holds.

Captures that lie in an object store are copied to a cache on the node that reads them, by a command that knows the store
(--fetch, by default `hadoop fs -get`); where the same file is wanted again there, it is there.
"""

import argparse
import csv
import glob
import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from urllib.parse import urlparse

import ftpscope_plan
from py4j.protocol import Py4JJavaError
from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from pyspark.sql.types import StringType, StructField, StructType

ENDINGS = (".pcap", ".pcapng", ".cap", ".snoop", ".erf", ".gz", ".zst", ".lz4", ".xz", ".bz2")
# columns of the tables that are numbers; all others are text, as in the CSV
NUMBERS = {
    "sessions": {"id", "first_frame", "last_frame", "transfers", "bytes", "lost_bytes", "errors", "warnings"},
    "transfers": {"session", "id", "bytes", "lost_bytes", "offset", "bytes_per_second", "reply_code", "duration"},
    "findings": {"session", "frame"},
}


def arguments(words):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--captures", required=True, help="the folder, or URI, with a folder for each sensor")
    parser.add_argument("--work", required=True, type=Path, help="the driver's folder for indexes, tasks and results")
    parser.add_argument("--out", required=True, help="the folder, or URI, for the tables")
    parser.add_argument("--ftpscope", default="ftpscope", help="the program, on every node")
    parser.add_argument("--cache", default="/tmp/ftpscope-cache", help="where nodes keep what they fetched")
    parser.add_argument("--fetch", default="hadoop fs -get {uri} {path}", help="the command that fetches a file")
    parser.add_argument("--indexes", help="the folder, or URI, where indexes stay as Parquet; the plan is a join then")
    parser.add_argument("--store", default="hadoop fs -put -f {path} {uri}", help="the command that stores a file there")
    parser.add_argument("--task-size", default="256MiB", help="bytes that a task reads")
    parser.add_argument("--control-port", action="append", default=[], help="more control ports")
    parser.add_argument("--key-log", action="append", default=[], help="key logs, at the same place on every node")
    return parser.parse_args(words)


class Node:
    """What runs on a node: it is sent there as it is."""

    def __init__(self, args):
        self.ftpscope = args.ftpscope
        self.cache = args.cache
        self.fetch = args.fetch
        self.indexes = args.indexes
        self.store = args.store
        self.ports = [word for port in args.control_port for word in ("--control-port", port)]
        self.keys = [word for file in args.key_log for word in ("--key-log", file)]

    def local(self, uri, path):
        """Makes sure that the file is there, where every node has it: the name is a part of what is compared."""
        if not is_remote(uri) or os.path.exists(path):
            return
        os.makedirs(os.path.dirname(path), exist_ok=True)
        unfinished = f"{path}.{os.getpid()}.part"
        command = [word.format(uri=uri, path=unfinished) for word in shlex.split(self.fetch)]
        subprocess.run(command, check=True, capture_output=True)
        os.replace(unfinished, path)

    def index(self, job):
        """One file: its index as (name, bytes), or why there is none."""
        uri, path, place = job
        form = "parquet" if place else "ndjson"
        begun = time.time()
        with tempfile.TemporaryDirectory() as folder:
            try:
                self.local(uri, path)
                run = self.run(["index", "--quiet", "-o", folder, "--format", form, *self.ports, path])
                made = os.listdir(folder)
                if not made:
                    return {"files": [uri], "error": run.stderr.decode(errors="replace").strip()}
                index = Path(folder, made[0])
                content = self.keep(index, place) if place else index.read_bytes()
            except (OSError, subprocess.CalledProcessError) as error:
                return {"files": [uri], "error": str(error)}
        # a capture that is damaged has an index of what could be read
        warning = run.stderr.decode(errors="replace").strip()
        return {"files": [uri], "name": made[0], "bytes": content, "warning": warning, "seconds": time.time() - begun}

    def keep(self, index, place):
        """Puts an index where indexes stay; nothing of it is sent to the driver."""
        uri = f"{place}/{index.name}"
        if is_remote(uri):
            command = [word.format(uri=uri, path=index) for word in shlex.split(self.store)]
            subprocess.run(command, check=True, capture_output=True)
        else:
            os.makedirs(place, exist_ok=True)
            unfinished = f"{place}/.{index.name}.{os.getpid()}"
            shutil.copyfile(index, unfinished)
            os.replace(unfinished, uri)
        return b""

    def analyse(self, job):
        """One task: its result as bytes, or why there is none."""
        name, task, list_name, files, sources = job
        begun = time.time()
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, name).write_bytes(task)
            Path(folder, list_name).write_bytes(files)
            try:
                for uri, path in sources:
                    self.local(uri, path)
                words = ["sessions", "--quiet", "--connections", str(Path(folder, name)), "--format", "part"]
                run = self.run([*words, *self.keys])
            except (OSError, subprocess.CalledProcessError) as error:
                return {"task": name, "files": [uri for uri, _ in sources], "error": str(error)}
        if not run.stdout.startswith(b"ftpscope-part/"):
            error = run.stderr.decode(errors="replace").strip()
            return {"task": name, "files": [uri for uri, _ in sources], "error": error}
        return {"task": name, "bytes": run.stdout, "seconds": time.time() - begun}

    def run(self, words):
        return subprocess.run([self.ftpscope, *words], capture_output=True, check=False, stdin=subprocess.DEVNULL)


def is_remote(uri):
    return urlparse(uri).scheme not in ("", "file")


def find(spark, root):
    """The captures of each sensor: (uri, path on a node) by sensor, in the order of their names."""
    sensors = {}
    for uri, size, changed in listed(spark, root):
        below = uri[len(root.rstrip("/")) + 1 :]
        if "/" in below and below.endswith(ENDINGS):
            sensors.setdefault(below.split("/")[0], []).append((uri, below, size, changed))
    return {sensor: sorted(files) for sensor, files in sorted(sensors.items())}


def listed(spark, root):
    if not is_remote(root):
        for path in glob.iglob(os.path.join(root, "**", "*"), recursive=True):
            if os.path.isfile(path):
                known = os.stat(path)
                yield path, known.st_size, known.st_mtime_ns
        return
    hadoop = spark.sparkContext._jvm.org.apache.hadoop.fs
    place = hadoop.Path(root)
    system = place.getFileSystem(spark.sparkContext._jsc.hadoopConfiguration())
    if not system.exists(place):
        return
    files = system.listFiles(place, True)
    while files.hasNext():
        status = files.next()
        yield status.getPath().toString(), status.getLen(), status.getModificationTime()


def write(path, content):
    """Whoever looks at the folder meanwhile, or after a crash, sees no half of a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    unfinished.write_bytes(content)
    os.replace(unfinished, path)


def everywhere(spark, work, jobs):
    """What `work` makes of each job, one job a Spark task, as they come: each is kept before the next one is waited for."""
    context = spark.sparkContext
    most = max(4, 2 * context.defaultParallelism)

    def one(job):
        try:
            return context.parallelize([job], 1).map(work).collect()[0]
        except Py4JJavaError as error:
            # nodes were lost while they had it, more often than Spark tries again
            return {"files": [str(word) for word in job if isinstance(word, str)], "error": str(error.java_exception)}

    with ThreadPoolExecutor(most) as pool:
        for done in as_completed([pool.submit(one, job) for job in jobs]):
            yield done.result()


class Sensor:
    """The captures of a sensor, and what was made of them."""

    def __init__(self, args, name, files):
        self.args, self.name, self.node = args, name, Node(args)
        self.folder = args.work / name
        self.sources = {self.path(uri, below): (uri, size, changed) for uri, below, size, changed in files}
        self.failures, self.figures = [], {}
        # where its indexes stay, if that is not the folder
        self.place = f"{args.indexes.rstrip('/')}/{name}" if args.indexes else None
        self.known = {}

    def path(self, uri, below):
        return os.path.join(self.args.cache, below) if is_remote(uri) else uri

    def index(self, spark):
        """Indexes what is new. What is known of a file holds as long as its size and time are the same."""
        known_file = self.folder / "known.json"
        known = json.loads(known_file.read_text()) if known_file.exists() else {}
        options = [self.args.control_port, bool(self.place)]
        new = {}
        there = self.indexes(spark)
        for path, (uri, size, changed) in self.sources.items():
            entry = known.get(path)
            as_before = entry and entry[:3] == [size, changed, options] and entry[3] in there
            if as_before:
                new[path] = entry
        jobs = [(uri, path, self.place) for path, (uri, _, _) in self.sources.items() if path not in new]
        paths = {uri: path for uri, path, _ in jobs}
        moved = 0
        for made in everywhere(spark, self.node.index, jobs):
            uri = made["files"][0]
            if "error" in made:
                self.failures.append(made)
                continue
            if made["warning"]:
                self.failures.append({"files": made["files"], "error": made["warning"], "read": "in part"})
            if not self.place:
                write(self.folder / "index" / made["name"], made["bytes"])
            moved += len(made["bytes"])
            path = paths[uri]
            _, size, changed = self.sources[path]
            new[path] = [size, changed, options, made["name"]]
            write(known_file, json.dumps(new).encode())
        wanted = {entry[3] for entry in new.values()}
        if not self.place:
            for left in (self.folder / "index").glob("*.ndjson"):
                if left.name not in wanted:
                    left.unlink()
        write(known_file, json.dumps(new).encode())
        self.known = new
        self.figures.update(indexed=len(jobs), index_bytes=moved)

    def indexes(self, spark):
        """The names of the indexes that are there."""
        place = self.place or str(self.folder / "index")
        return {uri.rsplit("/", 1)[-1] for uri, _, _ in listed(spark, place)}

    def plan(self, spark):
        index = self.folder / "index"
        if self.place:
            tables = {path: f"{self.place}/{entry[3]}" for path, entry in self.known.items()}
            index = self.folder / "reduced"
            ftpscope_plan.reduce(spark, tables, index, self.reach)
        self.planned("-o", self.folder / "tasks", "--task-size", self.args.task_size, index)

    def reach(self, index, file):
        self.planned("--reach", file, index)

    def planned(self, *words):
        keys = [word for file in self.args.key_log for word in ("--key-log", file)]
        command = [self.args.ftpscope, "plan", "--quiet", *keys, *map(str, words)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)

    def analyse(self, spark):
        """Analyses the tasks that have no result."""
        tasks = sorted((self.folder / "tasks").glob("task-*.ndjson"))
        (files,) = (self.folder / "tasks").glob("files-*.ndjson")
        content = files.read_bytes()
        parts = self.folder / "parts"
        jobs = []
        for task in tasks:
            if not (parts / f"{task.stem}.part").exists():
                text = task.read_bytes()
                lines = [json.loads(line) for line in text.splitlines()]
                reads = [line["path"] for line in lines if line["kind"] == "read"]
                sources = [(self.sources[path][0], path) for path in reads]
                jobs.append((task.name, text, files.name, content, sources))
        moved = 0
        for made in everywhere(spark, self.node.analyse, jobs):
            if "error" in made:
                self.failures.append(made)
                continue
            write(parts / f"{Path(made['task']).stem}.part", made["bytes"])
            moved += len(made["bytes"])
        wanted = {f"{task.stem}.part" for task in tasks}
        for old in parts.glob("*.part"):
            if old.name not in wanted:
                old.unlink()
        self.figures.update(tasks=len(tasks), analysed=len(jobs), part_bytes=moved)
        return sorted(parts.glob("*.part"))

    def merge(self, parts, of, form):
        words = ["merge", "--quiet", "--partial", "--tasks", str(self.folder / "tasks"), "--of", of, "--format", form]
        run = subprocess.run([self.args.ftpscope, *words, *map(str, parts)], capture_output=True, check=False)
        if run.returncode not in (0, 2) or not run.stdout:
            raise RuntimeError(run.stderr.decode(errors="replace"))
        return run.stdout

    def tables(self, spark, parts):
        """Writes what was found: the document of the whole, and the tables, by sensor and date."""
        write(self.folder / "sessions.json", self.merge(parts, "sessions", "json"))
        for table in ("sessions", "transfers"):
            text = self.merge(parts, table, "csv").decode()
            rows = list(csv.DictReader(text.splitlines(keepends=True)))
            self.table(spark, table, rows)
        document = json.loads((self.folder / "sessions.json").read_text())
        rows = [finding_row(None, finding, document) for finding in document["findings"]]
        for session in document["sessions"]:
            rows += [finding_row(session, finding, document) for finding in session["findings"]]
        self.table(spark, "findings", rows)

    def table(self, spark, name, rows):
        if not rows:
            return
        columns = list(rows[0])
        schema = StructType([StructField(column, StringType()) for column in columns])
        values = [[row[column] or None for column in columns] for row in rows]
        frame = spark.createDataFrame(values, schema)
        for column in NUMBERS[name] & set(columns):
            frame = frame.withColumn(column, F.expr(f"try_cast({column} as double)"))
        frame = frame.withColumn("sensor", F.lit(self.name)).withColumn("date", F.substring("start", 1, 10))
        # a partition that is written anew takes the place of the old one: the same run twice gives the same tables
        frame.coalesce(1).write.mode("overwrite").partitionBy("sensor", "date").parquet(f"{self.args.out}/{name}")


def finding_row(session, finding, document):
    first = min((c["first_time"] for c in document["captures"] if c["first_time"]), default=None)
    return {
        "session": str(session["id"]) if session else None,
        "uid": session["uid"] if session else None,
        "start": session["start"] if session else first,
        "id": finding["id"],
        "severity": finding["severity"],
        "frame": str(finding["frame"]),
        "message": finding["message"],
    }


def main(words):
    args = arguments(words)
    spark = SparkSession.builder.appName("ftpscope").getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    spark.sparkContext.addPyFile(ftpscope_plan.__file__)
    spark.conf.set("spark.sql.sources.partitionOverwriteMode", "dynamic")
    failures, figures = [], {}
    for name, files in find(spark, args.captures).items():
        sensor = Sensor(args, name, files)
        steps = {}
        for step, work in (("index", lambda: sensor.index(spark)), ("plan", lambda: sensor.plan(spark))):
            begun = time.time()
            work()
            steps[step] = round(time.time() - begun, 2)
        begun = time.time()
        parts = sensor.analyse(spark)
        steps["analyse"] = round(time.time() - begun, 2)
        begun = time.time()
        sensor.tables(spark, parts)
        steps["tables"] = round(time.time() - begun, 2)
        failures += [{"sensor": name, **failure} for failure in sensor.failures]
        figures[name] = {**sensor.figures, "seconds": steps}
    write(args.work / "failures.json", json.dumps(failures, indent=1).encode())
    print(json.dumps(figures, indent=1))
    for failure in failures:
        print(f"{failure['sensor']}: {', '.join(failure['files'])}: {failure['error']}", file=sys.stderr)
    spark.stop()
    return 2 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
