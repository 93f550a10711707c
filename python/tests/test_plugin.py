"""The pytest plugin, against a server of pyftpdlib on loopback."""

import textwrap

import pytest

pytest.importorskip("pyftpdlib")

SERVER = """
    import ftplib, io, threading
    import pytest
    from pyftpdlib.authorizers import DummyAuthorizer
    from pyftpdlib.handlers import FTPHandler
    from pyftpdlib.servers import ThreadedFTPServer

    @pytest.fixture
    def server(tmp_path):
        authorizer = DummyAuthorizer()
        authorizer.add_user("anna", "secret-word", str(tmp_path), perm="elradfmw")
        class Handler(FTPHandler):
            pass
        Handler.authorizer = authorizer
        server = ThreadedFTPServer(("127.0.0.1", 0), Handler)
        thread = threading.Thread(target=server.serve_forever, kwargs={"timeout": 0.1}, daemon=True)
        thread.start()
        yield server.address[1]
        server.close_all()

    def upload(port, name="report.csv", data=b"a,b\\n" * 5000):
        with ftplib.FTP() as ftp:
            ftp.connect("127.0.0.1", port, timeout=10)
            ftp.login("anna", "secret-word")
            ftp.storbinary(f"STOR {name}", io.BytesIO(data))
"""


def made(pytester, body):
    pytester.makepyfile(textwrap.dedent(SERVER) + textwrap.dedent(body))


def ran(pytester, *words):
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider", *words)
    if result.parseoutcomes().get("skipped"):
        pytest.skip("nothing may be recorded here")
    return result


def test_what_a_test_does_is_recorded(pytester):
    made(pytester, """
        def test_upload(server, ftp_capture):
            with ftp_capture(port=server) as recording:
                upload(server)
            transfer = recording.capture.transfer("report.csv")
            assert transfer.complete and transfer.bytes == 20000
            assert recording.capture.sessions[0].user == "anna"
    """)
    ran(pytester).assert_outcomes(passed=1)


def test_a_failure_shows_the_dialogue_and_keeps_the_capture(pytester):
    made(pytester, """
        def test_upload(server, ftp_capture):
            with ftp_capture(port=server) as recording:
                upload(server)
            assert recording.capture.transfer("report.csv").bytes == 1
    """)
    result = ran(pytester, "--ftp-keep", "kept")
    result.assert_outcomes(failed=1)
    text = result.stdout.str()
    assert "STOR report.csv" in text and "clear text" in text and "secret-word" not in text.split("FTP recording")[1]
    kept = sorted(path.suffix for path in (pytester.path / "kept").iterdir())
    assert kept == [".html", ".pcap"]


def test_a_marker_holds_recordings_against_expectations(pytester):
    (pytester.path / "expect.toml").write_text('[[session]]\nmode = "active"\n')
    made(pytester, """
        @pytest.mark.ftp_expect("expect.toml")
        def test_upload(server, ftp_capture):
            with ftp_capture(port=server):
                upload(server)
    """)
    result = ran(pytester)
    result.assert_outcomes(failed=1)
    assert "expected active, found passive" in result.stdout.str()


def test_where_nothing_can_be_recorded_the_reason_is_told(pytester):
    made(pytester, """
        def test_upload(ftp_capture):
            with ftp_capture("no-such-interface"):
                pass
    """)
    result = pytester.runpytest_subprocess("-rs", "-p", "no:cacheprovider")
    result.assert_outcomes(skipped=1)
    assert "cannot be recorded here" in result.stdout.str()
