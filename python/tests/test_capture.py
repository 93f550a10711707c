"""What an analysis is in Python."""

import json
import subprocess
import sys
from datetime import timezone

import pytest

import ftpscope

from conftest import ROOT


@pytest.fixture
def active(samples):
    return ftpscope.open(samples / "active.pcap")


def test_records_are_typed(active):
    [session] = active.sessions
    assert session.mode is ftpscope.Mode.ACTIVE and session.mode == "active" and str(session.mode) == "active"
    assert session.login is ftpscope.Login.ACCEPTED
    assert str(session.client) == "127.0.0.1:50258"
    assert session.start.tzinfo is timezone.utc
    assert session.end_ns - session.start_ns == 19_276_092_000
    [transfer] = session.transfers
    assert (transfer.command, transfer.name, transfer.bytes, transfer.complete) == ("RETR", "hehe.txt", 5, True)
    assert transfer.direction is ftpscope.Direction.DOWNLOAD
    assert transfer.mime_type == "text/plain"
    assert {finding.severity for finding in active.findings} <= set(ftpscope.Severity)
    assert session.connections[1].history == "ShADaFf"
    with pytest.raises(AttributeError):
        transfer.bytes = 6


def test_bytes_are_a_capture_too(samples, active):
    data = (samples / "active.pcap").read_bytes()
    capture = ftpscope.from_bytes(data, name="upload.pcap")
    assert capture.sessions == active.sessions
    assert capture.files[0].path == "upload.pcap"


def test_the_document_is_that_of_the_program(samples, active):
    words = [sys.executable, "-m", "ftpscope", "sessions", "--format", "json", str(samples / "active.pcap")]
    printed = json.loads(subprocess.run(words, check=True, capture_output=True).stdout)
    assert printed == active.document


def test_several_digests(samples):
    capture = ftpscope.open(samples / "active.pcap", hash="md5,sha1", sensor="dmz", hash_captures=True)
    transfer = capture.transfers[0]
    assert transfer.sha1 == "a651500d7c05284186f940100604ea82ab8f40d8" and transfer.sha256 is None
    assert capture.files[0].sensor == "dmz" and len(capture.files[0].sha256) == 64
    with pytest.raises(ValueError, match="hash"):
        ftpscope.open(samples / "active.pcap", hash="crc32")


def test_tls_is_opened_by_the_secrets_of_the_capture(samples):
    opened = ftpscope.open(samples / "ftps-explicit.pcapng")
    assert opened.transfers[0].decrypted
    sealed = ftpscope.open(samples / "ftps-explicit.pcapng", embedded_keys=False)
    assert not sealed.transfers[0].decrypted


def test_a_transfer_is_found_by_name_path_and_pattern(samples):
    capture = ftpscope.open(samples / "resume.pcap")
    assert capture.transfer("two-days.csv").offset == 4344
    assert capture.transfer("/two-days.csv") == capture.transfer("*.csv")
    with pytest.raises(KeyError, match="two-days.csv"):
        capture.transfer("other")
    assert capture.session(1).id == 1
    with pytest.raises(KeyError):
        capture.session(2)


def test_frames_come_one_by_one(samples, active):
    rows = list(active.frames(session=1))
    port = next(row for row in rows if row.number == 112)
    assert port.info == "Request: PORT 127,0,0,1,249,156" and port.protocol == "FTP"
    assert "announces 127.0.0.1:63900" in port.note and port.sessions == [1]
    for words in (active.frames, active.explain, active.transcript, active.report):
        with pytest.raises(KeyError, match="no session 7"):
            words(session=7)
    # one that nobody goes on with ends by itself
    assert next(iter(active.frames())).number == rows[0].number
    fxp = ftpscope.open(samples / "fxp.pcap")
    assert any(row.sessions == [1, 2] for row in fxp.frames())


def test_expectations(active):
    outcomes = active.check("mode == active", "transfer.complete == true", forbid=["cleartext-credentials"])
    assert [outcome.name for outcome in outcomes if not outcome.passed] == ["no cleartext-credentials"]
    assert len(outcomes) == 3
    with pytest.raises(ftpscope.ExpectationError, match="cleartext-credentials") as caught:
        active.expect(forbid=["cleartext-credentials"])
    assert caught.value.capture is active and len(caught.value.outcomes) == 1
    active.expect("mode == active")
    with pytest.raises(ValueError, match="did you mean"):
        active.check("moed == active")


def test_expectations_of_a_file(tmp_path, active):
    file = tmp_path / "expect.toml"
    file.write_text('[[session]]\nmode = "passive"\n')
    with pytest.raises(ftpscope.ExpectationError):
        active.expect(files=[file])


def test_what_is_made_for_people(active):
    assert "PORT 127,0,0,1,249,156" in active.transcript()
    assert active.explain() != active.explain(lang="vi")
    assert len(active.explain(level="short")) < len(active.explain())
    assert active.diagram("svg").startswith("<svg")
    assert "sequenceDiagram" in active.diagram("mermaid", 1)
    assert active.report().startswith("<!DOCTYPE html>")
    shown = active._repr_html_()
    assert "<table>" in shown and "<svg" in shown
    assert "1 session, 1 transfer" in repr(active)
    with pytest.raises(ValueError, match="lang"):
        active.explain(lang="xx")
    with pytest.raises(ValueError, match="format"):
        active.diagram("png")


def test_passwords_are_masked(samples):
    hidden = ftpscope.open(samples / "refused-login.pcap")
    shown = ftpscope.open(samples / "refused-login.pcap", show_passwords=True)
    assert hidden.sessions[0].password == "********" != shown.sessions[0].password
    assert shown.sessions[0].password not in hidden.transcript()


def test_a_broken_file_raises_and_keeps_what_was_read(tmp_path, samples):
    data = (samples / "passive.pcap").read_bytes()
    broken = tmp_path / "broken.pcap"
    broken.write_bytes(data[:5000] + b"\xff" * 64 + data[5064:])
    with pytest.raises(ftpscope.CaptureError, match="broken.pcap") as caught:
        ftpscope.open(broken)
    partial = ftpscope.open(broken, strict=False)
    assert caught.value.capture.document == partial.document
    assert partial.files[0].error and partial.files[0].frames > 0
    cut = ftpscope.from_bytes(data[:5001])
    assert cut.files[0].truncated
    with pytest.raises(ftpscope.CaptureError):
        ftpscope.open(tmp_path / "missing.pcap")
    with pytest.raises(ValueError):
        ftpscope.open()


def test_text_that_is_no_utf8_keeps_its_bytes():
    from ftpscope import _records

    assert _records._text({"bytes": "Y2Fm6Q=="}).encode("utf-8", "surrogateescape") == b"caf\xe9"


def test_progress_is_told_and_what_it_raises_is_raised(samples):
    told = []
    ftpscope.open(samples / "passive.pcap", progress=lambda done, total: told.append((done, total)))
    assert all(0 <= done <= total for done, total in told)
    # a small capture has its end at least
    assert told[-1][0] == told[-1][1] == (samples / "passive.pcap").stat().st_size

    def stop(done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ftpscope.open(samples / "passive.pcap", progress=stop)


def test_several_files_are_named_one_by_one_or_in_a_list(samples):
    files = [samples / "active.pcap", str(samples / "passive.pcap")]
    assert ftpscope.open(*files).document == ftpscope.open(files).document
    with pytest.raises(ValueError, match="no capture"):
        ftpscope.open([])


def test_ports_are_ports(samples):
    for port in (0, 70_000):
        with pytest.raises(ValueError, match=f"{port} is no port"):
            ftpscope.open(samples / "active.pcap", control_port=port)


def test_a_key_log_that_is_none_shows_in_the_file(samples):
    [file] = ftpscope.open(samples / "active.pcap", key_log=ROOT / "README.md").files
    assert file.key_log["entries"] == 0 and file.key_log["malformed"] > 0
    [file] = ftpscope.open(samples / "ftps-explicit.pcapng").files
    assert file.key_log["used"] > 0 and file.key_log["in_capture"]


def test_records_are_keys(active):
    by_transfer = {transfer: transfer.path for transfer in active.transfers}
    assert by_transfer[active.transfers[0]] == "/hehe.txt"
    assert len({*active.sessions, *active.connections}) == 3


def test_commands_connections_and_offers_know_their_session(active):
    assert [command.verb for command in active.commands] == [c.verb for c in active.sessions[0].commands]
    last = active.commands[-1]
    assert (last.session, last.verb, last.reply_code, last.reply_text) == (1, "QUIT", 221, "Goodbye.")
    assert [offer.port for offer in active.offers] == [63900]
    transfer = active.transfers[0]
    assert (transfer.user, transfer.client.port, transfer.server.port) == ("anonymous", 50258, 21)
    assert {connection.session for connection in active.connections} == {1}
    assert ftpscope.__version__.count(".") == 2


def test_a_word_that_is_not_known_yet_is_kept():
    assert ftpscope.Mode("quantum") == "quantum"
