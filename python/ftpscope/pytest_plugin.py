"""FTP in tests: the traffic of a test is recorded, analysed, and told where the test fails.

The fixture ``ftp_capture`` records what a test does::

    def test_upload(ftp_capture):
        with ftp_capture(port=2121) as recording:
            upload("report.csv")
        assert recording.capture.transfer("report.csv").complete

Where nothing may be recorded, the test is skipped, with the reason. A test that fails shows the dialogue and the findings of
what it recorded; with ``--ftp-keep DIR`` its capture and the page of ``report`` stay there. The marker
``ftp_expect("expect.toml")`` holds everything that a test recorded against a file of expectations.
"""

from __future__ import annotations

import os
import queue
import re
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest

import ftpscope

#: Seconds in which a recorder must have begun, and in which it must have ended.
PATIENCE = 10.0
#: Lines of a dialogue that a failure shows.
LINES = 60
RECORDINGS = pytest.StashKey[list["Recording"]]()


class Recording:
    """What is recorded in a ``with``; afterwards :attr:`capture` is the analysis of it."""

    def __init__(self, folder: Path, number: int, interface: str, settle: float, options: dict[str, Any]) -> None:
        #: The capture file.
        self.path = folder / f"{number}.pcap"
        self._interface = interface
        self._settle = settle
        self._options = options
        self._process: subprocess.Popen[str] | None = None
        self._capture: ftpscope.Capture | None = None

    @property
    def capture(self) -> ftpscope.Capture:
        """The capture, once recording has ended."""
        if self._capture is None:
            raise RuntimeError("recording goes on: the capture is there after the `with`")
        return self._capture

    @property
    def has_ended(self) -> bool:
        """The capture is there."""
        return self._capture is not None

    def __enter__(self) -> Recording:
        reasons = []
        for words in _recorders(self._interface, self.path):
            reason = self._begin(words)
            if reason is None:
                return self
            reasons.append(f"{words[0]}: {reason}")
        pytest.skip("FTP cannot be recorded here: " + ("; ".join(reasons) or "there is no dumpcap and no tcpdump"))

    def __exit__(self, *_: object) -> None:
        # what is on its way to the recorder has this long
        time.sleep(self._settle)
        self.stop()
        self._capture = ftpscope.open(self.path, strict=False, **self._options)

    def stop(self) -> None:
        """Ends the recorder; nothing where there is none."""
        process, self._process = self._process, None
        if process is None:
            return
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stderr:
            process.stderr.close()

    def _begin(self, words: list[str]) -> str | None:
        """Starts a recorder; gives the reason where it does not begin."""
        process = subprocess.Popen(
            words,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
        )
        self._process = process
        said: queue.Queue[str | None] = queue.Queue()
        threading.Thread(target=_listen, args=(process, said), daemon=True).start()
        lines, end = [], time.monotonic() + PATIENCE
        while True:
            try:
                line = said.get(timeout=max(0.0, end - time.monotonic()))
            except queue.Empty:
                self.stop()
                return f"did not begin within {PATIENCE:.0f} seconds"
            if line is None:
                self.stop()
                return " ".join(lines) or f"ended with status {process.returncode}"
            lines.append(line.strip())
            if re.search(r"^File: |listening on ", line):
                return None


def _listen(process: subprocess.Popen[str], said: queue.Queue[str | None]) -> None:
    """Hands on what a recorder says, so that it never waits for a reader."""
    try:
        for line in process.stderr or ():
            said.put(line)
    except ValueError:
        pass
    said.put(None)


def _recorders(interface: str, path: Path) -> Iterator[list[str]]:
    """What records, the better one first."""
    if dumpcap := shutil.which("dumpcap"):
        yield [dumpcap, "-P", "-i", interface, "-f", "tcp", "-w", str(path)]
    if tcpdump := shutil.which("tcpdump"):
        yield [tcpdump, "-i", interface, "--immediate-mode", "-U", "-w", str(path), "tcp"]


class Recorder:
    """Makes recordings: call it."""

    def __init__(self, folder: Path, interface: str, recordings: list[Recording]) -> None:
        self._folder = folder
        self._interface = interface
        self._recordings = recordings

    def __call__(
        self,
        interface: str | None = None,
        *,
        port: int | list[int] | None = None,
        key_log: str | os.PathLike[str] | None = None,
        settle: float = 0.5,
        **options: Any,
    ) -> Recording:
        """Records TCP of an interface in a ``with``.

        ``port`` is a control port beside 21 and 990, ``settle`` how many seconds the recorder goes on behind the last
        statement; ``key_log`` and further options are those of :func:`ftpscope.open`.
        """
        options = {**options, "control_port": port, "key_log": key_log}
        number = len(self._recordings) + 1
        recording = Recording(self._folder, number, interface or self._interface, settle, options)
        self._recordings.append(recording)
        return recording


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("ftpscope")
    group.addoption("--ftp-keep", metavar="DIR", help="keep capture and page of tests that fail in DIR")
    group.addoption("--ftp-interface", metavar="NAME", default=None, help="record this interface [default: lo]")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers",
        "ftp_expect(file, ...): holds everything that `ftp_capture` recorded against files of expectations",
    )


@pytest.fixture
def ftp_capture(request: pytest.FixtureRequest) -> Iterator[Recorder]:
    """Records FTP: ``with ftp_capture(port=2121) as recording: ...``, then ``recording.capture``."""
    recordings: list[Recording] = []
    request.node.stash[RECORDINGS] = recordings
    interface = request.config.getoption("--ftp-interface") or "lo"
    with tempfile.TemporaryDirectory(prefix="ftpscope-") as folder:
        yield Recorder(Path(folder), interface, recordings)
        for recording in recordings:
            recording.stop()


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> Generator[None, object, object]:
    result = yield
    files = [file for marker in pyfuncitem.iter_markers("ftp_expect") for file in marker.args]
    folder = pyfuncitem.path.parent
    for recording in pyfuncitem.stash.get(RECORDINGS, []) if files else []:
        if recording.has_ended:
            recording.capture.expect(files=[folder / file for file in files])
    return result


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, Any, Any]:
    report = yield
    if report.when == "call" and report.failed:
        recordings = [r for r in item.stash.get(RECORDINGS, []) if r.has_ended]
        for number, recording in enumerate(recordings, 1):
            report.sections.append((f"FTP recording {number}", _told(recording.capture)))
        keep = item.config.getoption("--ftp-keep")
        if keep and recordings:
            kept = _keep(Path(keep), item.nodeid, recordings)
            report.sections.append(("FTP recordings kept", "\n".join(kept)))
    return report


def _told(capture: ftpscope.Capture) -> str:
    """The verdict, the dialogue and the findings, with their frames."""
    parts = []
    if not capture.sessions:
        parts.append("no FTP session was recorded")
    for transfer in capture.transfers:
        state = "complete" if transfer.complete else ", ".join(transfer.reasons) or "not complete"
        parts.append(f"{transfer.command} {transfer.path or transfer.argument}: {transfer.bytes} bytes, {state}")
    for finding in capture.findings:
        frames = ", ".join(str(frame) for frame in finding.frames[:8])
        parts.append(f"{finding.severity}: {finding.message} (frames {frames})")
    dialogue = capture.transcript().splitlines()
    if len(dialogue) > LINES:
        left_out = len(dialogue) - LINES
        dialogue = [*dialogue[: LINES // 2], f"… {left_out} lines are left out …", *dialogue[-LINES // 2 :]]
    return "\n".join([*parts, "", *dialogue])


def _keep(folder: Path, nodeid: str, recordings: list[Recording]) -> list[str]:
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", nodeid).strip("-")
    folder.mkdir(parents=True, exist_ok=True)
    kept = []
    for number, recording in enumerate(recordings, 1):
        capture, page = folder / f"{name}-{number}.pcap", folder / f"{name}-{number}.html"
        shutil.copyfile(recording.path, capture)
        page.write_text(recording.capture.report(), encoding="utf-8")
        kept += [str(capture), str(page)]
    return kept
