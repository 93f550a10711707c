//! The conditions of one finding one by one: what each kind of evidence is called, and how severe.

use std::fmt::Write as _;

use ftpscope::analysis::view::{Selection, View};
use ftpscope::model::Severity::{self, Error, Info, Warning};
use ftpscope::model::{Finding, Mode, Text};
use ftpscope::output::{Style, verdict};
use ftpscope::text::locale::{Catalogue, Language};

use super::script::{analysis, findings};
use super::script_of;

/// A script like those of the examples; the message that it must give, or must not where there is
/// no severity.
type Case<'t> = (&'t str, &'t str, Option<Severity>);

fn check(cases: &[Case]) {
    for (script, message, expected) in cases {
        let found = findings(&script_of(script));
        let severity = found
            .iter()
            .find(|f| f.message.id == *message)
            .map(|f| f.severity);
        assert_eq!(severity, *expected, "{message} in:\n{script}\n{found:#?}");
    }
}

fn of<'f>(found: &'f [Finding], message: &str) -> Vec<&'f Finding> {
    found.iter().filter(|f| f.message.id == message).collect()
}

#[test]
fn a_line_is_long_by_its_verb() {
    let command =
        |verb: &str, bytes: usize, code: u16| format!("C {verb} {}\nS {code} x", "a".repeat(bytes));
    for (verb, bytes, code, expected) in [
        ("RETR", 200, 550, None),
        ("RETR", 201, 550, Some(Info)),
        ("CWD", 256, 550, None),
        ("CWD", 257, 550, Some(Info)),
        ("SIZE", 507, 550, None),
        ("SIZE", 508, 550, Some(Warning)),
        ("USER", 400, 331, None),
        ("USER", 401, 331, Some(Warning)),
        ("DELE", 600, 250, Some(Info)),
        ("DELE", 600, 550, Some(Warning)),
    ] {
        check(&[(&command(verb, bytes, code), "found-long", expected)]);
    }
    check(&[(&command("DELE", 4092, 250), "found-long-cut", Some(Warning))]);
    check(&[(&command("DELE", 4091, 250), "found-long-cut", None)]);
}

#[test]
fn a_guest_may_bring_and_may_not_take_away() {
    let guest = "!S 220 ready\nC USER ftp\nS 331 pw\nC PASS a@b\nS 230 ok\n";
    for (does, message, expected) in [
        (
            "C MKD in\nS 257 \"/in\" created",
            "found-anonymous-writes",
            Some(Info),
        ),
        (
            "C MKD in\nS 257 \"/in\" created\nC RMD in\nS 250 ok",
            "found-anonymous-deletes",
            None,
        ),
        (
            "C MKD in\nS 257 \"/in\" created\nC RNFR in\nS 350 ok\nC RNTO out\nS 250 ok\nC RMD /out\nS 250 ok",
            "found-anonymous-deletes",
            None,
        ),
        ("C DELE a\nS 250 ok", "found-anonymous-deletes", Some(Error)),
        (
            "C RNFR a\nS 350 ok\nC RNTO b\nS 250 ok",
            "found-anonymous-deletes",
            Some(Error),
        ),
        ("C DELE a\nS 550 no", "found-anonymous-deletes", None),
    ] {
        check(&[(&format!("{guest}{does}"), message, expected)]);
    }
}

/// Logins in sessions of their own; `+` in place of a password is the one that is right.
fn log_ins(tries: &[(&str, &str)], apart: u32) -> String {
    let mut script = String::from("!");
    for (number, (user, password)) in tries.iter().enumerate() {
        let reply = if *password == "+" {
            "230 ok"
        } else {
            "530 Login incorrect."
        };
        let port = 41000 + number;
        let _ = write!(
            script,
            "hosts 10.0.0.2:{port} 10.0.0.1:21\nS 220 ready\nC USER {user}\nS 331 pw\nC PASS {password}\nS {reply}
             C QUIT\nS 221 bye\nfin 10.0.0.1:21 10.0.0.2:{port}\nwait {apart}\n"
        );
    }
    script
}

#[test]
fn guessing_is_counted_across_the_sessions_of_a_client() {
    let names: Vec<String> = (0..20).map(|n| format!("user{n}")).collect();
    let spray: Vec<(&str, &str)> = names
        .iter()
        .map(|name| (name.as_str(), "Summer2026"))
        .collect();
    let guesses: Vec<(&str, &str)> = names
        .iter()
        .map(|password| ("bob", password.as_str()))
        .collect();
    let five_then_in = [&guesses[..5], &[("bob", "+")]].concat();
    check(&[
        (&log_ins(&spray, 1), "found-brute-spraying", Some(Warning)),
        (
            &log_ins(&spray[..5], 1),
            "found-brute-spraying",
            Some(Warning),
        ),
        (
            &log_ins(&spray[..5], 1).replace("Login incorrect", "The server is full"),
            "found-brute-spraying",
            None,
        ),
        (&log_ins(&spray[..4], 1), "found-brute-spraying", None),
        (&log_ins(&guesses, 1), "found-brute-across", Some(Warning)),
        (&log_ins(&guesses[..19], 1), "found-brute-across", None),
        (&log_ins(&guesses, 60), "found-brute-across", None),
        (
            &log_ins(&five_then_in, 1),
            "found-brute-success",
            Some(Error),
        ),
        (&log_ins(&five_then_in[1..], 1), "found-brute-success", None),
        (&log_ins(&five_then_in, 300), "found-brute-success", None),
    ]);
    let found = findings(&script_of(&log_ins(&guesses, 46)));
    let count = &of(&found, "found-brute-across")[0].frames.len();
    assert_eq!(
        *count, 20,
        "those of a quarter of an hour: 19 pauses of 46 s are less"
    );
}

#[test]
fn refusals_for_want_of_tls_or_order_are_no_guesses() {
    let five = |reply: &str| {
        format!(
            "!S 220 ready\n{}",
            format!("C USER a\nS 331 pw\nC PASS x\nS {reply}\n").repeat(5)
        )
    };
    check(&[
        (&five("530 Login incorrect."), "found-brute", Some(Warning)),
        (&five("503 Login with USER first."), "found-brute", None),
        (&five("530 Use TLS first."), "found-brute", None),
    ]);
}

#[test]
fn every_user_is_told_by_name() {
    let script = "!S 220 ready\nC USER alice\nS 331 pw\nC PASS x\nS 530 no\nC USER bob\nS 331 pw\nC PASS y\nS 230 ok";
    let found = findings(&script_of(script));
    let users = |message: &str| -> Vec<String> {
        of(&found, message)
            .iter()
            .map(|f| {
                format!(
                    "{:?}",
                    f.message.args.iter().find(|(name, _)| *name == "user")
                )
            })
            .collect()
    };
    let refused = users("found-login-refused");
    assert!(
        refused.len() == 1 && refused[0].contains("alice"),
        "{refused:?}"
    );
    let clear = users("found-cleartext-credentials");
    assert!(
        clear.len() == 2 && clear[0].contains("alice") && clear[1].contains("bob"),
        "{clear:?}"
    );
    check(&[(
        "!S 220 ready\nC PASS x\nS 503 no",
        "found-cleartext-credentials-unknown",
        Some(Warning),
    )]);
}

#[test]
fn a_wrong_code_is_told_and_a_common_variant_is_not() {
    for (dialogue, expected) in [
        ("C PWD\nS 200 ok", Some(Warning)),
        ("C TYPE I\nS 226 done", Some(Warning)),
        ("C PASV\nS 200 ok", Some(Warning)),
        ("C NOOP\nS 250 ok", None),
        ("C CDUP\nS 250 ok", None),
        ("C MKD a\nS 250 ok", None),
        ("C PASV\nS 229 (|||30001|)", None),
        ("C MKD a\nS 521 exists", None),
        ("C SITE WHO\nS 230 nobody", None),
        ("C SITE WHO\nS 257 nobody", None),
    ] {
        check(&[(dialogue, "found-protocol-wrong-code", expected)]);
    }
}

#[test]
fn departures_from_the_protocol_have_their_own_words() {
    check(&[
        (
            "C NOOP\nS 200 ok\nS 200 ok again\nC NOOP\nS 200 ok",
            "found-protocol-extra-reply",
            Some(Warning),
        ),
        (
            "C STAT\nS~ 211-a\\r\\n226-b\\r\\n211 end\\r\\n",
            "found-protocol-nested",
            Some(Info),
        ),
        (
            "C STAT\nS~ 211-a\\r\\n211-b\\r\\n211 end\\r\\n",
            "found-protocol-nested",
            None,
        ),
        (
            "C PASV\nS 227 (10,0,0,1,117,49)\nC LIST\nS 150 go\nS 150 go\nS 226 ok",
            "found-protocol-second-preliminary",
            Some(Warning),
        ),
        (
            "C NOOP\nS 099 what\nS 200 ok",
            "found-protocol-stray",
            Some(Warning),
        ),
        (
            "C NOOP\nS 700 what\nS 200 ok",
            "found-protocol-stray",
            Some(Warning),
        ),
        (
            "!C USER a\nS 220 ready\nS 331 pw",
            "found-protocol-early",
            Some(Info),
        ),
        ("C PROT P\nS 200 ok", "found-protocol-pbsz", Some(Warning)),
        (
            "C PBSZ 0\nS 200 ok\nC PROT P\nS 200 ok",
            "found-protocol-pbsz",
            None,
        ),
    ]);
}

#[test]
fn a_user_without_a_password_is_a_log_in_too() {
    let refused = "!S 220 ready\nC AUTH TLS\nS 534 no\nC USER bob\n";
    check(&[
        (
            &format!("{refused}S 230 ok"),
            "found-tls-refused-clear",
            Some(Warning),
        ),
        (
            &format!("{refused}S 331 pw"),
            "found-tls-refused-clear",
            None,
        ),
    ]);
}

#[test]
fn weak_tls_of_data_connections_counts_too() {
    let data = |words: &str| {
        format!(
            "!S 220 ready\nC AUTH TLS\nS 234 go\ncontrol> hellos 0303 c02f\nopen 10.0.0.2:40001 10.0.0.1:30001
             hellos 10.0.0.2:40001 10.0.0.1:30001 {words}\nC~ \\x15\\x03\\x03\\x00\\x02\\x01\\x00"
        )
    };
    check(&[
        (&data("0302 c02f"), "found-weak-tls", Some(Warning)),
        (&data("0303 000a"), "found-weak-tls-cipher", Some(Warning)),
        (&data("0303 00a6"), "found-weak-tls-cipher", Some(Warning)),
        (&data("0303 c02f"), "found-weak-tls", None),
        (
            "C LIST\nS 522 SSL connection failed; session reuse required",
            "found-weak-tls-reuse",
            Some(Warning),
        ),
        (
            "C LIST\nS 522 SSL connection failed; session reuse required",
            "found-tls-required",
            None,
        ),
        (
            "C LIST\nS 450 TLS session of data connection not resumed.",
            "found-weak-tls-reuse",
            Some(Warning),
        ),
    ]);
}

#[test]
fn what_sites_have_rules_about() {
    let closed = |count: u16| {
        let close = |n: u16| {
            format!(
                "hosts 10.0.0.{n}:40000 10.0.0.1:21\nS 220 ready\nC USER a\nS 421 too many users\n"
            )
        };
        (10..10 + count)
            .map(close)
            .fold("!".to_owned(), |script, session| script + &session)
    };
    let passed_on = |reader: &str| {
        format!(
            "C PASV\nS 227 (10,0,0,1,117,49)\nopen 10.0.0.2:40001 10.0.0.1:30001\nC STOR /a\nS 150 ok
             send 10.0.0.2:40001 10.0.0.1:30001 x\nfin 10.0.0.2:40001 10.0.0.1:30001\nS 226 ok
             hosts {reader}:41000 10.0.0.1:21\n{LOGIN}C PASV\nS 227 (10,0,0,1,117,50)
             open {reader}:41001 10.0.0.1:30002\nC RETR /a\nS 150 ok\nsend 10.0.0.1:30002 {reader}:41001 x
             fin 10.0.0.1:30002 {reader}:41001\nS 226 ok",
            LOGIN = super::LOGIN
        )
    };
    check(&[
        (
            "C SYST\nS 215 UNIX Type: L8",
            "found-policy-system",
            Some(Info),
        ),
        ("C SYST\nS 502 no", "found-policy-system", None),
        (
            "C CLNT NcFTP 3.2.6\nS 200 ok",
            "found-policy-client",
            Some(Info),
        ),
        (&closed(5), "found-policy-burst", Some(Info)),
        (&closed(4), "found-policy-burst", None),
        (&passed_on("10.0.0.3"), "found-policy-drop", Some(Info)),
        (&passed_on("10.0.0.2"), "found-policy-drop", None),
    ]);
}

/// A capture of all interfaces of a NAT router has the session twice: with the client's own address
/// and with the router's.
#[test]
fn what_a_helper_rewrote_shows_on_both_sides_of_the_nat() {
    let side = |client: &str, line: &str| {
        format!(
            "hosts {client} 203.0.113.9:21\n{LOGIN}C {line}\nS 200 ok\n",
            LOGIN = super::LOGIN
        )
    };
    let inner = side("192.168.7.20:40000", "PORT 192,168,7,20,156,66");
    let outer = |port: u16, announced| side(&format!("198.51.100.7:{port}"), announced);
    let both = |port, announced| format!("!{inner}{}", outer(port, announced));
    check(&[
        (
            &both(40000, "PORT 198,51,100,7,156,66"),
            "found-alg-rewrite-changed",
            Some(Info),
        ),
        // nothing was rewritten
        (
            &both(40000, "PORT 192,168,7,20,156,66"),
            "found-alg-rewrite-changed",
            None,
        ),
        // many clients that do the same at once
        (
            &format!(
                "{}hosts 192.168.7.21:40000 203.0.113.9:21\n{}C PORT 192,168,7,21,156,66\nS 200 ok\n",
                both(40000, "PORT 198,51,100,7,156,66"),
                super::LOGIN
            ),
            "found-alg-rewrite-changed",
            None,
        ),
        // another client in between that says the same
        (
            &format!(
                "!{inner}{}{}",
                side("192.168.7.21:40777", "PORT 192,168,7,21,156,66"),
                outer(40000, "PORT 198,51,100,7,156,66")
            ),
            "found-alg-rewrite-changed",
            Some(Info),
        ),
        // another client that says the same
        (
            &both(40321, "PORT 198,51,100,7,156,66"),
            "found-alg-rewrite-changed",
            None,
        ),
    ]);
}

/// Where all networks are private, only the copy on the other side of the NAT tells whose address
/// that is.
#[test]
fn the_other_side_of_a_nat_is_no_third_host() {
    let side = |client: &str, server: &str, more: &str| {
        format!(
            "hosts {client}:40000 {server}:21\n{LOGIN}{more}\n",
            LOGIN = super::LOGIN
        )
    };
    let port = "C PORT 192,168,7,20,156,66\nS 500 illegal";
    let outer = side("10.0.0.9", "10.0.0.1", port);
    let both = format!("!{}{outer}", side("192.168.7.20", "10.0.0.1", port));
    let pasv = "C PASV\nS 227 (192,168,7,20,156,66)";
    let served = format!(
        "!{}{}",
        side("10.0.0.2", "10.0.0.9", pasv),
        side("10.0.0.2", "192.168.7.20", pasv)
    );
    let exchange = format!(
        "!{}{}",
        side("10.0.0.2", "10.0.0.9", pasv),
        side("10.0.0.2", "192.168.7.20", "")
    );
    check(&[
        (&format!("!{outer}"), "found-bounce-refused", Some(Warning)),
        (&both, "found-bounce-refused", None),
        (&served, "found-fxp", None),
        (&exchange, "found-fxp", Some(Info)),
    ]);
}

#[test]
fn a_reset_is_told_with_its_side_and_what_went_on() {
    check(&[
        (
            "C NOOP\nS 200 ok\nrst 10.0.0.1:21 10.0.0.2:40000",
            "found-control-reset-after",
            Some(Warning),
        ),
        (
            "C RETR a\nS 150 go\nrst 10.0.0.2:40000 10.0.0.1:21",
            "found-control-reset-during",
            Some(Warning),
        ),
        (
            "!S 220 ready\nrst 10.0.0.2:40000 10.0.0.1:21",
            "found-control-reset-silent",
            Some(Warning),
        ),
        // a FIN came first; the server waited; the goodbye may be under TLS
        (
            "fin 10.0.0.2:40000 10.0.0.1:21\nrst 10.0.0.2:40000 10.0.0.1:21",
            "found-control-reset-after",
            None,
        ),
        (
            "wait 300\nrst 10.0.0.1:21 10.0.0.2:40000",
            "found-control-reset-after",
            None,
        ),
        (
            "!S 220 ready\nC AUTH TLS\nS 234 go\ncontrol> hellos 0303 c02f\nC~ \\x14\\x03\\x03\\x00\\x01\\x01\\x16\\x03\\x03\\x00\\x02\\xaa\\xaa\nS~ \\x14\\x03\\x03\\x00\\x01\\x01\\x16\\x03\\x03\\x00\\x02\\xaa\\xaa\nrst 10.0.0.2:40000 10.0.0.1:21",
            "found-control-reset-after",
            None,
        ),
    ]);
}

#[test]
fn what_the_capture_lacks_is_named() {
    let upload =
        "C PASV\nS 227 (10,0,0,1,117,49)\nopen 10.0.0.2:40001 10.0.0.1:30001\nC RETR a\nS 150 ok\n";
    check(&[
        ("C NOOP", "found-capture-incomplete-end", Some(Info)),
        ("C NOOP\nS 200 ok", "found-capture-incomplete-end", None),
        ("C PWD\nS 200 ok", "found-capture-incomplete-end", None),
        (
            "C NOOP\nfin 10.0.0.2:40000 10.0.0.1:21",
            "found-capture-incomplete-end",
            None,
        ),
        (
            "C PASV\nS 227 (10,0,0,1,117,49)\nC RETR a\nS 150 ok\nS 226 ok",
            "found-capture-incomplete-connections",
            Some(Info),
        ),
        (
            &format!(
                "{upload}send 10.0.0.1:30001 10.0.0.2:40001 a\nskip 10.0.0.1:30001 10.0.0.2:40001 9\nsend 10.0.0.2:40001 10.0.0.1:30001 \nfin 10.0.0.1:30001 10.0.0.2:40001\nS 226 ok"
            ),
            "found-capture-incomplete-data",
            Some(Info),
        ),
        // a client that connects, waits and says nothing
        (
            "!S 220 ready\nwait 300\nS 421 bye\nfin 10.0.0.1:21 10.0.0.2:40000",
            "found-capture-incomplete-side",
            None,
        ),
    ]);
}

/// On one host nothing but the `ClientHello` tells who is who: the FTP client is the TLS client,
/// whoever opened the data connection (RFC 4217 section 7).
#[test]
fn the_client_hello_tells_the_mode_on_one_host() {
    let script = |hello: &str| {
        format!(
            "hosts 127.0.0.1:40000 127.0.0.1:21\nS 220 ready\nC AUTH TLS\nS 234 go\ncontrol> hellos 0303 c02f
             open 127.0.0.1:45000 127.0.0.1:41000\n{hello}\nfin 127.0.0.1:45000 127.0.0.1:41000"
        )
    };
    for (hello, mode) in [
        (
            "hellos 127.0.0.1:41000 127.0.0.1:45000 0303 c02f",
            Mode::Active,
        ),
        (
            "hellos 127.0.0.1:45000 127.0.0.1:41000 0303 c02f",
            Mode::Passive,
        ),
    ] {
        let analysis = analysis(&script(hello));
        let modes: Vec<_> = analysis.sessions[0]
            .transfers
            .iter()
            .map(|t| t.mode)
            .collect();
        assert_eq!(modes, [Some(mode)], "{hello}");
    }
}

/// "500 OOPS" ends a server that cannot open its data connection; any other 500 does not know the
/// command, and whatever was announced for it was not needed.
#[test]
fn an_unknown_command_waits_for_no_connection() {
    let port = "C PORT 10,0,0,2,156,66\nS 200 ok\nC MLSD\nS 500 x";
    check(&[
        (port, "found-never-tried", Some(Error)),
        (
            &format!("{port}\nC NOOP\nS 200 ok"),
            "found-never-tried",
            None,
        ),
    ]);
}

/// The client connects before it asks; the first request is refused and the second takes the
/// connection.
#[test]
fn transfers_stand_in_the_order_of_their_commands() {
    let analysis = analysis(&script_of(
        "C PASV\nS 227 (10,0,0,1,117,49)\nopen 10.0.0.2:40001 10.0.0.1:30001\nC RETR none\nS 550 no such file
        C RETR b\nS 150 ok\nsend 10.0.0.1:30001 10.0.0.2:40001 x\nfin 10.0.0.1:30001 10.0.0.2:40001\nS 226 ok",
    ));
    let transfers = &analysis.sessions[0].transfers;
    let told: Vec<_> = transfers
        .iter()
        .map(|t| (t.id, t.argument.as_ref().map(Text::bytes), t.is_complete()))
        .collect();
    assert_eq!(
        told,
        [(1, Some(&b"none"[..]), false), (2, Some(&b"b"[..]), true)]
    );
}

/// The command that a data connection carried out is missing, as is the announcement before the
/// next one: what was over before a command was sent is not its own.
#[test]
fn after_a_loss_a_transfer_takes_no_connection_that_was_over_before_it() {
    let (up, down) = ("10.0.0.2:40000 10.0.0.1:21", "10.0.0.1:21 10.0.0.2:40000");
    let data =
        "open 10.0.0.2:40001 10.0.0.1:30001\nS 150 ok\nsend 10.0.0.1:30001 10.0.0.2:40001 hello
        fin 10.0.0.1:30001 10.0.0.2:40001\nfin 10.0.0.2:40001 10.0.0.1:30001\nS 226 ok";
    let asked = "C RETR b\nS 150 ok\nS 226 ok\nC NOOP\nS 200 ok";
    let told = |script: &str| {
        let analysis = analysis(&script_of(script));
        let transfers = &analysis.sessions[0].transfers;
        let told = transfers.iter().map(|t| {
            (
                t.argument.as_ref().map(|a| a.bytes().to_vec()),
                t.bytes,
                t.is_complete(),
            )
        });
        told.collect::<Vec<_>>()
    };
    let pasv = "C PASV\nS 227 (10,0,0,1,117,49)";
    let found = told(&format!(
        "{pasv}\nskip {up} 8\n{data}\nskip {up} 6\nskip {down} 30\n{asked}"
    ));
    assert_eq!(found, [(None, 5, true), (Some(b"b".to_vec()), 0, false)]);
}

/// Where the announcement is missing, a connection that carries bytes the wrong way is more likely
/// another's.
#[test]
fn a_connection_that_is_inferred_proves_no_wrong_direction() {
    let answer = "S 227 (10,0,0,1,117,49)";
    let script = |answer: &str| {
        format!(
            "C PASV\n{answer}\nopen 10.0.0.2:40001 10.0.0.1:30001\nC RETR a\nS 150 ok
             send 10.0.0.2:40001 10.0.0.1:30001 hi\nS 226 done"
        )
    };
    check(&[
        (&script(answer), "found-unexpected-direction", Some(Warning)),
        (
            &script("skip 10.0.0.1:21 10.0.0.2:40000 25"),
            "found-unexpected-direction",
            None,
        ),
    ]);
}

#[test]
fn a_verdict_says_why_a_transfer_is_not_proven() {
    let said = |between: &str| {
        let script = format!(
            "C PASV\nS 227 (10,0,0,1,117,49)\n{between}C RETR a\nS 150 ok\nS 226 ok\nC NOOP\nS 200 ok"
        );
        let analysis = analysis(&script_of(&script));
        let view = View {
            analysis: &analysis,
            selection: &Selection::default(),
            show_passwords: false,
        };
        let mut out = Vec::new();
        verdict::write(
            &mut out,
            &view,
            &Catalogue::new(Language::En),
            Style::default(),
        )
        .expect("memory takes it");
        String::from_utf8(out).expect("text")
    };
    assert!(said("").contains(
        "RETR a: acknowledged with 2yz, but its data connection is not in the capture (226)"
    ));
    let open = said("open 10.0.0.2:40001 10.0.0.1:30001\n");
    assert!(
        open.contains(
            "RETR a: 0 bytes, acknowledged with 2yz, but the capture does not show that it is whole (226)"
        ),
        "{open}"
    );
}

#[test]
fn a_size_in_type_a_is_no_measure() {
    // many servers tell the size of the stored file, whatever its line ends become
    for bytes in [3, 9] {
        let sent = "x".repeat(bytes);
        let found = findings(&script_of(&format!(
            "C TYPE A\nS 200 ok\nC SIZE a\nS 213 5\nC PASV\nS 227 (10,0,0,1,117,49)
             open 10.0.0.2:40001 10.0.0.1:30001\nC RETR a\nS 150 ok
             send 10.0.0.1:30001 10.0.0.2:40001 {sent}\nfin 10.0.0.1:30001 10.0.0.2:40001\nS 226 done"
        )));
        let sizes = found
            .iter()
            .filter(|f| matches!(f.id, "transfer-cut" | "size-mismatch"));
        assert_eq!(sizes.count(), 0, "{found:#?}");
    }
}

#[test]
fn a_client_that_is_asked_to_wait_can_still_be_sent_away() {
    let found = findings("S 120 in a minute\nwait 61\nS 421 too many users");
    let ids: Vec<_> = found.iter().map(|f| f.message.id).collect();
    assert_eq!(ids, ["found-login-refused-greeting"]);
}

#[test]
fn a_handshake_that_fails_is_told_by_what_ended_it() {
    let auth = |rest: &str| format!("!S 220 ready\nC AUTH TLS\nS 234 go\n{rest}");
    let hello = "C~ \\x16\\x03\\x01\\x00\\x04\\x01\\x00\\x00\\x00\n";
    let begun = "control> hellos 0303 c02f\n";
    let done = "C~ \\x14\\x03\\x03\\x00\\x01\\x01\\x16\\x03\\x03\\x00\\x02\\xaa\\xaa\nS~ \\x14\\x03\\x03\\x00\\x01\\x01\\x16\\x03\\x03\\x00\\x02\\xaa\\xaa\n";
    for (rest, message, expected) in [
        (
            format!("{hello}rst 10.0.0.1:21 10.0.0.2:40000"),
            "reset",
            Some(Error),
        ),
        (
            format!("{hello}fin 10.0.0.1:21 10.0.0.2:40000"),
            "closed",
            Some(Error),
        ),
        (
            format!("{hello}wait 15\nfin 10.0.0.2:40000 10.0.0.1:21"),
            "silent",
            Some(Error),
        ),
        (
            format!(
                "{hello}C~ \\x15\\x03\\x03\\x00\\x02\\x01\\x5a\nfin 10.0.0.2:40000 10.0.0.1:21"
            ),
            "alert",
            Some(Error),
        ),
        // of the server's flight the client's answer is missing
        (
            format!("{begun}fin 10.0.0.2:40000 10.0.0.1:21"),
            "closed",
            Some(Error),
        ),
        // the capture ends too soon to tell
        (format!("{hello}wait 1"), "silent", None),
        (
            format!("{begun}{done}rst 10.0.0.1:21 10.0.0.2:40000"),
            "reset",
            None,
        ),
        (
            format!("{begun}{done}fin 10.0.0.1:21 10.0.0.2:40000"),
            "closed",
            None,
        ),
    ] {
        let message: &str = &format!("found-tls-failed-{message}");
        check(&[(&auth(&rest), message, expected)]);
    }
}

#[test]
fn tls_and_clear_text_are_a_mismatch_in_either_direction() {
    let hello = "C~ \\x16\\x03\\x01\\x00\\x04\\x01\\x00\\x00\\x00\n";
    check(&[
        (
            &format!("!S 220 ready\n{hello}S 500 what?"),
            "found-tls-mismatch-client",
            Some(Error),
        ),
        (
            &format!("!S 220 ready\nC AUTH TLS\nS 234 go\n{hello}S 500 what?"),
            "found-tls-mismatch-client",
            Some(Error),
        ),
        (
            "!C USER x\nS~ \\x15\\x03\\x01\\x00\\x02\\x02\\x46",
            "found-tls-mismatch-server",
            Some(Error),
        ),
        // the answer to AUTH crosses the hello; a server may refuse it and the client go on in
        // clear text
        (
            &format!("!S 220 ready\nC AUTH TLS\n{hello}S 234 go"),
            "found-tls-mismatch-client",
            None,
        ),
        (
            "!S 220 ready\nC AUTH TLS\nS 534 no\nC USER x\nS 331 pw",
            "found-tls-mismatch-client",
            None,
        ),
    ]);
}

/// curl, in active mode, sends clear text where PROT P was agreed; vsftpd answers with the error of
/// OpenSSL.
#[test]
fn clear_text_where_prot_p_was_agreed_is_a_warning() {
    let until_prot = "!S 220 ready\nC AUTH TLS\nS 234 go\ncontrol> tls-hello ftp.example\n\
        control< tls-hello ftp.example\ncontrol> tls-finished\n\
        control> tls-line USER bob\ncontrol< tls-line 331 pw\n\
        control> tls-line PASS secret\ncontrol< tls-line 230 in\n\
        control> tls-line PROT P\ncontrol< tls-line 200 private\n";
    let upload = "control> tls-line PASV\ncontrol< tls-line 227 (10,0,0,1,117,49)\n\
        open data 10.0.0.2:40001 10.0.0.1:30001\n\
        control> tls-line STOR a\ncontrol< tls-line 150 ok\ndata> send clear text\ndata> fin\n\
        control< tls-line 522 error:0A00010B:SSL routines::wrong version number";
    let broken = format!("{until_prot}{upload}");
    let agreed =
        format!("{until_prot}control> tls-line PROT C\ncontrol< tls-line 200 clear\n{upload}");
    check(&[
        (&broken, "found-prot-c-broken", Some(Warning)),
        (&broken, "found-prot-c", None),
        (&agreed, "found-prot-c-broken", None),
        (&agreed, "found-prot-c", Some(Info)),
    ]);
    let oops = broken.replace("522 error", "500 OOPS: error");
    check(&[(&oops, "found-tls-required", None)]);
}

#[test]
fn a_client_that_nobody_answers_has_not_connected() {
    let found = findings(&script_of(
        "C PASV\nS 227 (10,0,0,9,117,49)\nsyn 10.0.0.2:40001 10.0.0.9:30001\nwait 3
         syn 10.0.0.2:40001 10.0.0.9:30001\nC LIST\nwait 20\nS 425 no",
    ));
    let mismatch: Vec<_> = found
        .iter()
        .filter(|f| f.id == "pasv-mismatch")
        .map(|f| (f.message.id, f.severity))
        .collect();
    assert_eq!(mismatch, [("found-pasv-mismatch-unused", Info)]);
}
