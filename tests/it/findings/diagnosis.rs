//! What failed.

use ftpscope::model::Arg;
use ftpscope::model::Severity::{Error, Info, Warning};
use ftpscope::text::locale::{Catalogue, Language};

use super::Example;

/// One for each.
pub(super) const EXAMPLES: &[Example] = &[
    Example {
        id: "never-tried",
        severity: Error,
        triggers: "C PASV\nS 227 (10,0,0,1,117,49)\nC RETR a\nwait 60\nS 425 no connection",
        near_miss: "C PORT 10,0,0,2,156,64\nS 200 ok\nC RETR a\nS 550 no such file",
    },
    Example {
        id: "syn-unanswered",
        severity: Error,
        triggers: "C PORT 10,0,0,2,156,66\nS 200 ok\nC LIST\nsyn 10.0.0.1:20 10.0.0.2:40002\nwait 3
            syn 10.0.0.1:20 10.0.0.2:40002\nwait 60\nS 425 timed out",
        near_miss: "C PORT 10,0,0,2,156,66\nS 200 ok\nC LIST\nopen 10.0.0.1:20 10.0.0.2:40002\nS 150 ok
            send 10.0.0.1:20 10.0.0.2:40002 x\nfin 10.0.0.1:20 10.0.0.2:40002\nS 226 done",
    },
    Example {
        id: "syn-refused",
        severity: Error,
        triggers: "C PASV\nS 227 (10,0,0,1,117,49)\nrefused 10.0.0.2:40001 10.0.0.1:30001\nC LIST\nS 425 no",
        near_miss: "C PASV\nS 227 (10,0,0,1,117,49)\nopen 10.0.0.2:40001 10.0.0.1:30001\nrst 10.0.0.2:40001 10.0.0.1:30001\nC NOOP\nS 200 ok",
    },
    Example {
        id: "setup-refused",
        severity: Warning,
        triggers: "C EPSV\nS 550 Permission denied.\nC PASV\nS 550 Permission denied.\nC QUIT\nS 221 bye",
        near_miss: "!S 220 ready\nC PASV\nS 530 Please login with USER and PASS.\nC QUIT\nS 221 bye",
    },
    Example {
        id: "nat-address",
        severity: Warning,
        triggers: "!hosts 198.51.100.7:40000 203.0.113.9:21\nS 220 ready\nC PASV\nS 227 (192,168,1,5,117,49)
            syn 198.51.100.7:40001 192.168.1.5:30001\nwait 9\nC LIST\nS 425 no",
        near_miss: "!hosts 198.51.100.7:40000 203.0.113.9:21\nS 220 ready\nC PASV\nS 227 (203,0,113,9,117,49)
            syn 198.51.100.7:40001 203.0.113.9:30001\nwait 9\nC LIST\nS 425 no",
    },
    Example {
        id: "transfer-refused",
        severity: Warning,
        triggers: "C STOR a\nS 553 not allowed",
        near_miss: "C DELE a\nS 553 not allowed",
    },
    Example {
        id: "command-refused",
        severity: Warning,
        triggers: "C RNFR a\nS 350 ok\nC RNTO b\nS 553 b: File exists\nC QUIT\nS 221 bye",
        near_miss: "C MKD a\nS 550 a: File exists\nC DELE b\nS 550 no such file\nC STOR b\nS 226 ok\nC QUIT\nS 221 bye",
    },
    Example {
        id: "transfer-cut",
        severity: Error,
        triggers: "C TYPE I\nS 200 ok\nC SIZE a\nS 213 10\nC PASV\nS 227 (10,0,0,1,117,49)
            open 10.0.0.2:40001 10.0.0.1:30001\nC RETR a\nS 150 ok\nsend 10.0.0.1:30001 10.0.0.2:40001 hello
            fin 10.0.0.1:30001 10.0.0.2:40001\nS 226 done",
        near_miss: "C TYPE I\nS 200 ok\nC SIZE a\nS 213 10\nC REST 5\nS 350 ok\nC PASV\nS 227 (10,0,0,1,117,49)
            open 10.0.0.2:40001 10.0.0.1:30001\nC RETR a\nS 150 ok\nsend 10.0.0.1:30001 10.0.0.2:40001 hello
            fin 10.0.0.1:30001 10.0.0.2:40001\nS 226 done",
    },
    Example {
        id: "size-mismatch",
        severity: Warning,
        triggers: "C TYPE I\nS 200 ok\nC PASV\nS 227 (10,0,0,1,117,49)\nopen 10.0.0.2:40001 10.0.0.1:30001
            C RETR a\nS 150 Opening a (4 bytes).\nsend 10.0.0.1:30001 10.0.0.2:40001 hello
            fin 10.0.0.1:30001 10.0.0.2:40001\nS 226 done",
        near_miss: "C TYPE I\nS 200 ok\nC PASV\nS 227 (10,0,0,1,117,49)\nopen 10.0.0.2:40001 10.0.0.1:30001
            C RETR a\nS 150 Opening a (5 bytes).\nsend 10.0.0.1:30001 10.0.0.2:40001 hello
            fin 10.0.0.1:30001 10.0.0.2:40001\nS 226 done",
    },
    Example {
        id: "ascii-binary",
        severity: Warning,
        triggers: "C TYPE A\nS 200 ok\nC PASV\nS 227 (10,0,0,1,117,49)\nopen 10.0.0.2:40001 10.0.0.1:30001
            C RETR a.ZIP\nS 150 ok\nsend 10.0.0.1:30001 10.0.0.2:40001 PK\nclose 10.0.0.1:30001 10.0.0.2:40001\nS 226 ok",
        near_miss: "C TYPE A\nS 200 ok\nC TYPE I\nS 200 ok\nC PASV\nS 227 (10,0,0,1,117,49)\nopen 10.0.0.2:40001 10.0.0.1:30001
            C RETR a.ZIP\nS 150 ok\nsend 10.0.0.1:30001 10.0.0.2:40001 PK\nclose 10.0.0.1:30001 10.0.0.2:40001\nS 226 ok",
    },
    Example {
        id: "slow-reply",
        severity: Warning,
        triggers: "C PASV\nS 227 (10,0,0,1,117,49)\nopen 10.0.0.2:40001 10.0.0.1:30001\nC STOR a\nS 150 ok
            send 10.0.0.2:40001 10.0.0.1:30001 hello\nfin 10.0.0.2:40001 10.0.0.1:30001\nwait 15\nC SIZE a\nwait 5
            S 226 done\nS 213 5",
        near_miss: "C PASV\nS 227 (10,0,0,1,117,49)\nopen 10.0.0.2:40001 10.0.0.1:30001\nC STOR a\nS 150 ok
            wait 60\nsend 10.0.0.2:40001 10.0.0.1:30001 hello\nfin 10.0.0.2:40001 10.0.0.1:30001\nwait 4
            C SIZE a\nwait 5\nS 226 done\nS 213 5",
    },
    Example {
        id: "unanswered-command",
        severity: Warning,
        triggers: "C~ SIZE a\\n\nwait 60\nfin 10.0.0.2:40000 10.0.0.1:21",
        near_miss: "C SIZE a\nwait 4\nS 213 5\nC QUIT\nwait 60\nfin 10.0.0.2:40000 10.0.0.1:21",
    },
    Example {
        id: "tls-failed",
        severity: Error,
        triggers: "!S 220 ready\nC AUTH TLS\nS 234 go\ncontrol> hellos 0303 c02f\nC~ \\x15\\x03\\x03\\x00\\x02\\x02\\x30\nfin 10.0.0.2:40000 10.0.0.1:21",
        near_miss: "!S 220 ready\nC AUTH TLS\nS 234 go\ncontrol> hellos 0303 c02f\nS~ \\x15\\x03\\x03\\x00\\x02\\x01\\x70
            C~ \\x14\\x03\\x03\\x00\\x01\\x01\\x16\\x03\\x03\\x00\\x02\\xaa\\xaa\nS~ \\x14\\x03\\x03\\x00\\x01\\x01\\x16\\x03\\x03\\x00\\x02\\xaa\\xaa\nC~ \\x17\\x03\\x03\\x00\\x02hi\nfin 10.0.0.2:40000 10.0.0.1:21",
    },
    Example {
        id: "tls-mismatch",
        severity: Error,
        triggers: "!C~ \\x16\\x03\\x01\\x00\\x04\\x01\\x00\\x00\\x00\nS 220 ready",
        near_miss: "!S 220 ready\nC AUTH TLS\nC~ \\x16\\x03\\x01\\x00\\x04\\x01\\x00\\x00\\x00\nS 234 go\nS~ \\x16\\x03\\x03\\x00\\x04\\x02\\x00\\x00\\x00",
    },
    Example {
        id: "tls-not-resumed",
        severity: Warning,
        triggers: "!S 220 ready\nC AUTH TLS\nS 234 go\ncontrol> hellos 0303 c02f\nC~ \\x14\\x03\\x03\\x00\\x01\\x01\\x16\\x03\\x03\\x00\\x02\\xaa\\xaa\nS~ \\x14\\x03\\x03\\x00\\x01\\x01\\x16\\x03\\x03\\x00\\x02\\xaa\\xaa\nopen 10.0.0.2:40001 10.0.0.1:30001
            hellos 10.0.0.2:40001 10.0.0.1:30001 0303 c02f\nsend 10.0.0.1:30001 10.0.0.2:40001 \\x16\\x03\\x03\\x00\\x04\\x0b\\x00\\x00\\x00
            send 10.0.0.2:40001 10.0.0.1:30001 \\x14\\x03\\x03\\x00\\x01\\x01\\x16\\x03\\x03\\x00\\x02\\xaa\\xaa
            send 10.0.0.1:30001 10.0.0.2:40001 \\x14\\x03\\x03\\x00\\x01\\x01\\x16\\x03\\x03\\x00\\x02\\xaa\\xaa
            fin 10.0.0.1:30001 10.0.0.2:40001",
        near_miss: "!S 220 ready\nC AUTH TLS\nS 234 go\ncontrol> hellos 0303 c02f\nC~ \\x14\\x03\\x03\\x00\\x01\\x01\\x16\\x03\\x03\\x00\\x02\\xaa\\xaa\nS~ \\x14\\x03\\x03\\x00\\x01\\x01\\x16\\x03\\x03\\x00\\x02\\xaa\\xaa\nopen 10.0.0.2:40001 10.0.0.1:30001
            hellos 10.0.0.2:40001 10.0.0.1:30001 0303 c02f\nsend 10.0.0.1:30001 10.0.0.2:40001 \\x16\\x03\\x03\\x00\\x04\\x0b\\x00\\x00\\x00
            send 10.0.0.2:40001 10.0.0.1:30001 \\x14\\x03\\x03\\x00\\x01\\x01\\x16\\x03\\x03\\x00\\x02\\xaa\\xaa
            send 10.0.0.1:30001 10.0.0.2:40001 \\x14\\x03\\x03\\x00\\x01\\x01\\x16\\x03\\x03\\x00\\x02\\xaa\\xaa
            send 10.0.0.1:30001 10.0.0.2:40001 \\x17\\x03\\x03\\x00\\x02hi
            fin 10.0.0.1:30001 10.0.0.2:40001",
    },
    Example {
        id: "network-loss",
        severity: Warning,
        triggers: "C PASV\nS 227 (10,0,0,1,117,49)\nopen data 10.0.0.2:40001 10.0.0.1:30001
            C RETR a\nS 150 ok\ndata< send hello\nwait 1\ndata< vanished send missing\ndata< send world
            wait 1\ndata< again\nwait 60\nS 426 timed out",
        near_miss: "C PASV\nS 227 (10,0,0,1,117,49)\nopen data 10.0.0.2:40001 10.0.0.1:30001
            C RETR a\nS 150 ok\ndata< send hello\nwait 1\ndata< unseen send missing\ndata< send world
            wait 1\ndata< again\nwait 60\nS 426 timed out",
    },
    Example {
        id: "path-mtu",
        severity: Warning,
        triggers: "C PASV\nS 227 (10,0,0,1,117,49)\nopen data 10.0.0.2:40001 10.0.0.1:30001
            C LIST\nS 150 ok\ndata< lost repeat 72 -rw-r--r-- 1 a b 9\\r\\n\nwait 1\ndata< lost again\nwait 2
            data< lost again\nwait 4\ndata< lost again\nwait 60\nS 426 timed out",
        near_miss: "C PASV\nS 227 (10,0,0,1,117,49)\nopen data 10.0.0.2:40001 10.0.0.1:30001
            C LIST\nS 150 ok\ndata< lost send -rw-r--r-- 1 a b 9\\r\\n\nwait 1\ndata< lost again\nwait 2
            data< lost again\nwait 4\ndata< lost again\nwait 60\nS 426 timed out",
    },
    Example {
        id: "client-gone",
        severity: Warning,
        triggers: "C PASV\nS 227 (10,0,0,1,117,49)\nopen data 10.0.0.2:40001 10.0.0.1:30001
            C STOR a\nS 150 ok\ndata> send hello\ndata> fin\ncontrol> fin\nS 226 done",
        near_miss: "C PASV\nS 227 (10,0,0,1,117,49)\nopen data 10.0.0.2:40001 10.0.0.1:30001
            C STOR a\nS 150 ok\ndata> send hello\ndata> fin\nS 226 done\ncontrol> fin",
    },
    Example {
        id: "control-lost",
        severity: Warning,
        triggers: "wait 900\ncontrol> lost line NOOP\nwait 1\ncontrol> lost again\nwait 2\ncontrol> lost again\nwait 4
            control> lost again\nwait 8\ncontrol> rst",
        near_miss: "wait 900\nC NOOP\nS 200 ok\ncontrol> rst",
    },
    Example {
        id: "no-greeting",
        severity: Warning,
        triggers: "!control> handshake\ncontrol< fin",
        near_miss: "!control> handshake\ncontrol> fin",
    },
    Example {
        id: "proxy-protocol",
        severity: Info,
        triggers: "!C PROXY TCP4 192.0.2.10 198.51.100.21 51001 21\nS 220 ready\nC USER bob\nS 331 password",
        near_miss: "C PROXY TCP4 192.0.2.10 198.51.100.21 51001 21\nS 500 what",
    },
    Example {
        id: "tls-required",
        severity: Warning,
        triggers: "!S 220 ready\nC USER bob\nS 530 Non-anonymous sessions must use encryption.",
        near_miss: "!S 220 ready\nC AUTH TLS\nS 530 Please login with USER and PASS before TLS.",
    },
    Example {
        id: "login-refused",
        severity: Warning,
        triggers: "!S 220 ready\nC USER bob\nS 331 pw\nC PASS x\nS 530 Login incorrect.",
        near_miss: "!S 220 ready\nC LIST\nS 530 Please login.",
    },
    Example {
        id: "idle-timeout",
        severity: Warning,
        triggers: "wait 300\nS 421 Timeout.\nfin 10.0.0.1:21 10.0.0.2:40000",
        near_miss: "wait 300\nC QUIT\nS 221 bye\nwait 40\nfin 10.0.0.1:21 10.0.0.2:40000",
    },
    Example {
        id: "control-reset",
        severity: Warning,
        triggers: "C RETR a\nrst 10.0.0.2:40000 10.0.0.1:21",
        near_miss: "C QUIT\nS 221 bye\nrst 10.0.0.2:40000 10.0.0.1:21",
    },
    Example {
        id: "capture-incomplete",
        severity: Info,
        triggers: "skip 10.0.0.2:40000 10.0.0.1:21 5\nC NOOP\nS 200 ok",
        near_miss: "C NOOP\nS 200 ok",
    },
    Example {
        id: "control-unanswered",
        severity: Warning,
        triggers: "!syn 10.0.0.2:40000 10.0.0.1:21\nwait 3\nsyn 10.0.0.2:40000 10.0.0.1:21",
        near_miss: "!syn 10.0.0.2:40000 10.0.0.1:21",
    },
];

#[test]
fn an_offer_that_nobody_tried_tells_the_missing_answer() {
    let script = format!("{}C PASV\nS 227 (10,0,0,1,117,49)\nC RETR a", super::LOGIN);
    let found = super::findings(&script);
    assert!(
        found.iter().all(|f| f.id != "never-tried"),
        "the capture ends before it can be tried: {found:?}"
    );
    let found = super::findings(&format!("{script}\nwait 2\nC NOOP"));
    let tried = found
        .iter()
        .find(|f| f.id == "never-tried")
        .expect("the offer");
    let (_, code) = tried
        .message
        .args
        .iter()
        .find(|(name, _)| *name == "code")
        .expect("the answer");
    let Arg::Name(code) = code else {
        panic!("{code:?}")
    };
    let args = [
        ("by", "client".into()),
        ("endpoint", "-".into()),
        ("line", "RETR a".into()),
        ("code", code.as_str().into()),
    ];
    let words = Catalogue::new(Language::En).text("found-never-tried", &args);
    assert!(words.ends_with("got no answer"), "{words}");
}

#[test]
fn a_421_at_once_is_no_silence() {
    for (script, id) in [
        (
            "C AUTH TLS\nS 421 handshake failed",
            "found-idle-timeout-421-now",
        ),
        ("wait 300\nS 421 Timeout.", "found-idle-timeout-421"),
    ] {
        let found = super::findings(&format!("{}{script}", super::LOGIN));
        assert!(
            found.iter().any(|f| f.message.id == id),
            "{script}: {found:?}"
        );
    }
    let found = super::findings("S 421 too many users\nC QUIT\nfin 10.0.0.1:21 10.0.0.2:40000");
    let ids: Vec<_> = found.iter().map(|f| f.id).collect();
    assert!(
        ids.contains(&"login-refused") && !ids.contains(&"idle-timeout"),
        "{ids:?}"
    );
}

/// Every AUTH refused, and how the session goes on.
#[test]
fn a_server_without_tls_is_told_where_the_client_leaves() {
    let told = |goes_on: &str| {
        let script = format!("S 220 ready\nC AUTH TLS\nS 500 what?\n{goes_on}");
        let mut found = super::findings(&script).into_iter();
        found.find(|f| f.id == "tls-failed").map(|f| f.message.id)
    };
    let leaves = "fin 10.0.0.2:40000 10.0.0.1:21";
    assert_eq!(told(leaves), Some("found-tls-failed-refused"));
    assert_eq!(told(""), None, "the recording ends");
    // it has TLS, and nobody begins that
    let accepted = told(&format!("C AUTH SSL\nS 234 go\n{leaves}"));
    assert_eq!(accepted, Some("found-tls-failed-unbegun"));
    assert_eq!(told(&format!("C USER bob\nS 331 pw\n{leaves}")), None);
}

#[test]
fn a_receiver_that_closes_first_cuts_the_transfer() {
    // on one host: the address does not tell who closed
    let upload = |closing: &str| {
        format!(
            "hosts 127.0.0.1:40000 127.0.0.1:21\n{}C PASV\nS 227 (127,0,0,1,117,49)\nopen 127.0.0.1:40001 127.0.0.1:30001
             C STOR a\nS 150 ok\nsend 127.0.0.1:40001 127.0.0.1:30001 hello\n{closing}\nC NOOP\nS 200 ok",
            super::LOGIN
        )
    };
    let cut = |script: &str| {
        let found = super::findings(script);
        found
            .into_iter()
            .find(|f| f.id == "transfer-cut")
            .map(|f| f.message.id)
    };
    let server = upload("fin 127.0.0.1:30001 127.0.0.1:40001\nfin 127.0.0.1:40001 127.0.0.1:30001");
    assert_eq!(cut(&server), Some("found-transfer-cut-closed"));
    let client = upload("fin 127.0.0.1:40001 127.0.0.1:30001\nfin 127.0.0.1:30001 127.0.0.1:40001");
    assert_eq!(cut(&client), None);
}

/// A server that has written everything says 226, whatever becomes of it.
#[test]
fn a_226_does_not_mend_what_the_receiver_reset() {
    let fetched = |size: &str, closing: &str| {
        let script = format!(
            "{}C TYPE I\nS 200 ok\nC PASV\nS 227 (10,0,0,1,117,49)\nopen 10.0.0.2:40001 10.0.0.1:30001\nC RETR a
             S 150 ok{size}\nsend 10.0.0.1:30001 10.0.0.2:40001 hello\n{closing}\nC NOOP\nS 200 ok",
            super::LOGIN
        );
        let found = super::findings(&script)
            .into_iter()
            .find(|f| f.id == "transfer-cut");
        found.map(|f| (f.message.id, f.severity))
    };
    let (fin, rst) = (
        "fin 10.0.0.1:30001 10.0.0.2:40001",
        "rst 10.0.0.2:40001 10.0.0.1:30001",
    );
    let reset = Some(("found-transfer-cut-reset", Error));
    assert_eq!(fetched("", &format!("{rst}\nS 226 done")), reset);
    assert_eq!(
        fetched(" (5 bytes)", &format!("{rst}\nS 226 done")),
        None,
        "all had come"
    );
    assert_eq!(
        fetched("", &format!("{fin}\n{rst}\nS 226 done")),
        None,
        "the sender had closed"
    );
    // the end of a file, fetched by its range: curl aborts once it has it
    let abort = format!("C ABOR\n{rst}\nS 426 closed\nS 226 done");
    assert_eq!(
        fetched(" (5 bytes)", &abort),
        Some(("found-transfer-cut-abort", Info))
    );
    assert_eq!(
        fetched(" (6 bytes)", &abort),
        Some(("found-transfer-cut-abort", Error))
    );
}

/// The kernel closes the connections of a server that is killed as if all had been sent.
#[test]
fn a_server_that_dies_cuts_its_transfers() {
    let fetched = |size: &str, closing: &str| {
        let script = format!(
            "{}C TYPE I\nS 200 ok\nC PASV\nS 227 (10,0,0,1,117,49)\nopen 10.0.0.2:40001 10.0.0.1:30001\nC RETR a
             S 150 ok{size}\nsend 10.0.0.1:30001 10.0.0.2:40001 hello\nfin 10.0.0.1:30001 10.0.0.2:40001\n{closing}",
            super::LOGIN
        );
        super::findings(&script)
            .into_iter()
            .find(|f| f.id == "transfer-cut")
            .map(|f| f.message.id)
    };
    let (server, client) = (
        "fin 10.0.0.1:21 10.0.0.2:40000",
        "fin 10.0.0.2:40000 10.0.0.1:21",
    );
    assert_eq!(fetched("", server), Some("found-transfer-cut-silent"));
    assert_eq!(
        fetched(" (6 bytes)", server),
        Some("found-transfer-cut-silent")
    );
    assert_eq!(
        fetched(" (5 bytes)", server),
        Some("found-transfer-cut-silent-at-end"),
        "all had come"
    );
    assert_eq!(
        fetched("", client),
        None,
        "the client did not wait for the reply"
    );
    assert_eq!(fetched("", ""), None, "the capture ends");
}

/// A REST may be among the lines that are missing: then five bytes of ten are the rest of the file.
#[test]
fn no_bytes_are_missing_where_a_rest_may_be() {
    let cut = |between: &str| {
        let script = format!(
            "{}C TYPE I\nS 200 ok\nC SIZE a\nS 213 10\n{between}C PASV\nS 227 (10,0,0,1,117,49)
             open 10.0.0.2:40001 10.0.0.1:30001\nC RETR a\nS 150 ok\nsend 10.0.0.1:30001 10.0.0.2:40001 hello
             fin 10.0.0.1:30001 10.0.0.2:40001\nS 226 done",
            super::LOGIN
        );
        super::findings(&script)
            .iter()
            .any(|f| f.id == "transfer-cut")
    };
    assert!(cut(""));
    assert!(!cut("C REST 5\nS 350 ok\n"));
    assert!(!cut(
        "skip 10.0.0.2:40000 10.0.0.1:21 8\nskip 10.0.0.1:21 10.0.0.2:40000 8\n"
    ));
}

#[test]
fn what_was_refused_was_not_cut() {
    let script = format!(
        "{}C PORT 10,0,0,2,156,66\nS 200 ok\nC RETR a\nrefused 10.0.0.1:20 10.0.0.2:40002\nS 150 ok\nC NOOP\nS 200 ok",
        super::LOGIN
    );
    let found: Vec<_> = super::findings(&script)
        .iter()
        .filter(|f| f.severity >= Warning)
        .map(|f| f.id)
        .collect();
    assert!(
        found.contains(&"syn-refused") && !found.contains(&"transfer-cut"),
        "{found:?}"
    );
}

#[test]
fn a_silence_is_a_time_out_too() {
    let script = format!("{}wait 120\nfin 10.0.0.1:21 10.0.0.2:40000", super::LOGIN);
    let found = super::findings(&script);
    assert!(
        found.iter().any(|f| f.message.id == "found-idle-timeout"),
        "{found:?}"
    );
}

#[test]
fn pieces_of_one_file_are_not_cut() {
    let piece = |n: u16, rest: &str, bytes: &str, end: &str| {
        format!(
            "C REST {rest}\nS 350 ok\nC PASV\nS 227 (10,0,0,1,117,{n})\nopen 10.0.0.2:4{n}01 10.0.0.1:{port}\nC RETR a\nS 150 ok
             send 10.0.0.1:{port} 10.0.0.2:4{n}01 {bytes}\n{end} 10.0.0.2:4{n}01 10.0.0.1:{port}\nS 426 closed\n",
            port = 117 * 256 + n,
        )
    };
    let script = format!(
        "{}C TYPE I\nS 200 ok\n{}{}",
        super::LOGIN,
        piece(50, "0", "hello", "rst"),
        piece(60, "5", "world", "rst")
    );
    let severities: Vec<_> = super::findings(&script)
        .iter()
        .filter(|f| f.id == "transfer-cut")
        .map(|f| f.severity)
        .collect();
    assert_eq!(
        severities.iter().filter(|s| **s == Error).count(),
        1,
        "{severities:?}"
    );
}

/// A piece that begins at the greatest number there is does not continue itself, nor does the sum
/// overflow.
#[test]
fn an_offset_may_be_any_number() {
    for offset in [u64::MAX, u64::MAX - 2] {
        let script = format!(
            "{}C TYPE I\nS 200 ok\nC REST {offset}\nS 350 ok\nC PASV\nS 227 (10,0,0,1,117,49)
             open 10.0.0.2:40001 10.0.0.1:30001\nC RETR a\nS 150 ok\nsend 10.0.0.1:30001 10.0.0.2:40001 hello
             rst 10.0.0.2:40001 10.0.0.1:30001\nS 426 closed",
            super::LOGIN
        );
        let found = super::findings(&script);
        assert!(
            found
                .iter()
                .any(|f| f.id == "transfer-cut" && f.severity == Error),
            "{offset}: {found:?}"
        );
    }
}
