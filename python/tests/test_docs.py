"""The recipes of the pages, where the tools for them are here."""

import re
import shutil
import unittest

import pytest

import ftpscope
from ftpscope import _native

from conftest import ROOT


def blocks(page, heading, language):
    """The code below a heading of a page."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    section = re.split(rf"^#+ {re.escape(heading)}$", text, flags=re.M)[1]
    section = re.split(r"^#+ ", section, flags=re.M)[0]
    return re.findall(rf"^```{language}\n(.*?)^```", section, flags=re.M | re.S)


def export(form, folder, sample):
    assert _native.main(["ftpscope", "export", "--quiet", "--format", form, "-d", str(folder), str(sample)]) == 0


def test_duckdb(tmp_path, samples, monkeypatch):
    duckdb = pytest.importorskip("duckdb")
    monkeypatch.chdir(tmp_path)
    export("zeek-json", tmp_path / "logs", samples / "resume.pcap")
    [query] = blocks("export.md", "DuckDB", "sql")
    rows = duckdb.sql(query).fetchall()
    expected = {t.sha256 for t in ftpscope.open(samples / "resume.pcap").transfers if t.bytes}
    assert {row[-1] for row in rows} >= expected and rows


def test_elastic_and_splunk_find_the_logs(tmp_path, samples):
    export("zeek-json", tmp_path / "logs", samples / "active.pcap")
    [modules] = blocks("export.md", "Elastic", "yaml")
    named = set(re.findall(r"/([a-z]+\.log)", modules))
    assert named == {path.name for path in (tmp_path / "logs").iterdir()}
    [monitor] = blocks("export.md", "Splunk", "ini")
    assert "/var/log/zeek/ftp/*.log" in monitor and "/var/log/zeek/ftp/ftp.log" in modules


def test_unittest(tmp_path, samples, monkeypatch):
    shutil.copy(samples / "ftps-explicit.pcapng", tmp_path / "nightly.pcap")
    monkeypatch.chdir(tmp_path)
    [example] = blocks("python.md", "unittest", "python")
    names = {}
    exec(example, names)
    result = unittest.TestResult()
    unittest.defaultTestLoader.loadTestsFromTestCase(names["Nightly"]).run(result)
    assert result.testsRun == 1 and result.wasSuccessful(), result.errors + result.failures


def test_pytest(pytester, samples):
    [example] = blocks("python.md", "pytest", "python")
    pytester.makepyfile(f"def upload(name): pass\n{example}")
    # it is collected with its fixture and its marker; what it records is tested with the plugin
    result = pytester.runpytest("--collect-only", "-q", "--strict-markers")
    result.stdout.fnmatch_lines(["*test_nightly_upload*"])
    assert result.ret == 0
