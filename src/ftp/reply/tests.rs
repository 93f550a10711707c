use proptest::prelude::*;

use super::*;
use crate::ftp::LineSplitter;

/// A step of a control channel.
enum Step<'a> {
    Server(&'a [u8]),
    Client,
    Gap,
}
use Step::{Client, Gap, Server};

fn run(steps: &[Step<'_>], limits: &Limits) -> Vec<Result<ParsedReply, Vec<u8>>> {
    let mut items = Vec::new();
    let mut splitter = LineSplitter::new(limits);
    let mut assembler = ReplyAssembler::new(limits);
    let mut out = |item: ReplyItem<'_>| match item {
        ReplyItem::Reply(reply) => items.push(Ok(reply)),
        ReplyItem::Unstructured(line) => items.push(Err(line.text.to_vec())),
    };
    for step in steps {
        match step {
            Server(bytes) => splitter.push(bytes, At::default(), &mut |line| {
                assembler.push(line, |_| false, &mut out);
            }),
            Client => assembler.client_spoke(&mut out),
            Gap => splitter.gap(9, &mut |line| assembler.push(line, |_| false, &mut out)),
        }
    }
    splitter.finish(&mut |line| assembler.push(line, |_| false, &mut out));
    assembler.finish(&mut out);
    items
}

/// The first words of the reply that is open when the stream ends.
fn left_open(steps: &[Step<'_>]) -> Option<Vec<u8>> {
    let limits = Limits::default();
    let mut splitter = LineSplitter::new(&limits);
    let mut assembler = ReplyAssembler::new(&limits);
    for step in steps {
        match step {
            Server(bytes) => splitter.push(bytes, At::default(), &mut |line| {
                assembler.push(line, |_| false, &mut |_| {});
            }),
            Client => assembler.client_spoke(&mut |_| {}),
            Gap => splitter.gap(9, &mut |line| assembler.push(line, |_| false, &mut |_| {})),
        }
    }
    splitter.finish(&mut |line| assembler.push(line, |_| false, &mut |_| {}));
    assembler.finish(&mut |_| {}).map(|open| open.text)
}

/// `code text`, with `!` for damaged, `<code` for a reply that another code ended, `?` for a
/// line of no reply.
fn told(steps: &[Step<'_>]) -> Vec<String> {
    run(steps, &Limits::default()).iter().map(shown).collect()
}

fn shown(item: &Result<ParsedReply, Vec<u8>>) -> String {
    match item {
        Ok(reply) => format!(
            "{}{}{} {}",
            reply.code,
            reply
                .opened_as
                .map(|code| format!("<{code}"))
                .unwrap_or_default(),
            if reply.damaged { "!" } else { "" },
            reply.text.escape_ascii()
        ),
        Err(line) => format!("? {}", line.escape_ascii()),
    }
}

#[test]
fn a_single_line_is_a_reply() {
    assert_eq!(
        told(&[Server(b"220 ready\r\n200\r\n230 \r\n")]),
        ["220 ready", "200 ", "230 "]
    );
    assert_eq!(
        told(&[Server(b"150 Opening\r\n226 done\r\n")]),
        ["150 Opening", "226 done"]
    );
}

#[test]
fn several_lines_end_at_their_code_and_a_space() {
    let wire = b"220-welcome\r\n 230 fake\r\n220-x\r\n220 ready\r\n331 p\r\n";
    assert_eq!(
        told(&[Server(wire)]),
        [r"220 welcome\n 230 fake\nx\nready", "331 p"]
    );
    let features = b"211-Features:\r\n MDTM\r\n REST STREAM\r\n211 End\r\n";
    assert_eq!(
        told(&[Server(features)]),
        [r"211 Features:\n MDTM\n REST STREAM\nEnd"]
    );
    assert_eq!(
        told(&[Server(b"227-hi\r\n227 (1,2,3,4,5,6)\r\n")]),
        [r"227 hi\n(1,2,3,4,5,6)"]
    );
    assert_eq!(told(&[Server(b"211-a\r\n211\r\n")]), [r"211 a\n"]);
}

#[test]
fn other_codes_inside_are_text() {
    let wire = b"230-hi\r\n226 of 250 users\r\n230 in\r\n200 ok\r\n";
    assert_eq!(
        told(&[Server(wire)]),
        [r"230 hi\n226 of 250 users\nin", "200 ok"]
    );
}

#[test]
fn another_code_ends_a_reply_when_the_client_goes_on() {
    let wire = b"150 ok\r\n230- WARNING!\r\n   bare linefeeds\r\n226 Transfer complete.\r\n";
    let expected = r"226<230  WARNING!\n   bare linefeeds\nTransfer complete.";
    assert_eq!(
        told(&[Server(wire), Client, Server(b"221 bye\r\n")]),
        ["150 ok", expected, "221 bye"]
    );
    assert_eq!(told(&[Server(wire)]), ["150 ok", expected]);
}

#[test]
fn a_reply_that_never_ends_does_not_swallow_the_session() {
    let steps = [
        Server(b"220-hi\r\n"),
        Client,
        Server(b"331 pw\r\n"),
        Client,
        Server(b"230 in\r\n"),
    ];
    assert_eq!(told(&steps), ["220! hi", "331 pw", "230 in"]);
}

#[test]
fn a_pipelining_client_does_not_break_a_reply() {
    let steps = [
        Client,
        Client,
        Server(b"211-F\r\n SIZE\r\n"),
        Client,
        Server(b" MDTM\r\n211 End\r\n200 ok\r\n"),
    ];
    assert_eq!(told(&steps), [r"211 F\n SIZE\n MDTM\nEnd", "200 ok"]);
}

#[test]
fn a_gap_ends_what_it_may_have_ended() {
    assert_eq!(
        told(&[Server(b"220-hi\r\n"), Gap, Server(b"331 pw\r\n")]),
        ["220! hi", "331! pw"]
    );
    assert_eq!(
        told(&[Server(b"220-hi\r\n a"), Gap, Server(b"b\r\n331 pw\r\n")]),
        [r"220! hi\n a\nb", "331 pw"]
    );
    assert_eq!(
        told(&[Server(b"150 Open"), Gap, Server(b"ete.\r\n")]),
        ["150! Open", "? ete."]
    );
}

#[test]
fn lines_of_no_reply_are_told_apart() {
    assert_eq!(
        told(&[Server(b"hello\r\n\r\n2000 x\r\n700 x\r\n099 x\r\n")]),
        ["? hello", "? ", "? 2000 x", "? 700 x", "? 099 x"]
    );
    assert_eq!(
        told(&[Server(b"200Ok\r\n631 YQ==\r\n")]),
        ["200 Ok", "631 YQ=="]
    );
}

#[test]
fn an_unfinished_reply_is_none() {
    assert_eq!(told(&[Server(b"211-F\r\n SIZE\r\n")]), Vec::<String>::new());
    assert_eq!(told(&[Server(b"200 ok\r\n214-help\r\n")]), ["200 ok"]);
}

#[test]
fn what_is_open_at_the_end_is_returned_unless_bytes_are_missing() {
    let begun = Server(b"211-F\r\n SIZE\r\n");
    assert_eq!(left_open(&[begun]), Some(b"F\n SIZE".to_vec()));
    assert_eq!(
        left_open(&[Server(b"211-F\r\n SIZ"), Gap, Server(b"E\r\n")]),
        None
    );
    assert_eq!(left_open(&[Server(b"211-F\r\n211 End\r\n")]), None);
    assert_eq!(left_open(&[Server(b"230-F\r\n226 done\r\n"), Client]), None);
}

#[test]
fn a_reply_that_another_one_follows_has_no_end_unless_bytes_are_missing() {
    let unended = |steps: &[Step<'_>]| -> Vec<bool> {
        let items = run(steps, &Limits::default());
        items.iter().flatten().map(|reply| reply.unended).collect()
    };
    let begun = || Server(b"220-hi\r\n");
    let next = || Server(b"331 password\r\n");
    assert_eq!(unended(&[begun(), Client, next()]), [true, false]);
    assert_eq!(unended(&[begun(), Gap, next()]), [false, false]);
    assert_eq!(unended(&[begun(), Client, Server(b"220 on\r\n")]), [false]);
}

#[test]
fn a_reply_that_is_waited_for_ends_the_one_it_stands_in() {
    let notice = b"553-\r\n553- full\r\n150 Opening\r\n426 broken\r\n";
    assert_eq!(
        codes_told(notice, 150),
        [r"150 \n full\nOpening", "426 broken"]
    );
    assert_eq!(
        codes_told(b"150-Opening\r\n226 done\r\n", 226),
        ["150 Opening", "226 done"]
    );
    let welcome = b"230-hi\r\n150 users\r\n230 in\r\n";
    assert_eq!(codes_told(welcome, 226), [r"230 hi\n150 users\nin"]);
}

fn codes_told(wire: &[u8], awaited: u16) -> Vec<String> {
    let limits = Limits::default();
    let mut codes = Vec::new();
    let mut splitter = LineSplitter::new(&limits);
    let mut assembler = ReplyAssembler::new(&limits);
    splitter.push(wire, At::default(), &mut |line| {
        assembler.push(line, |code| code.get() == awaited, &mut |item| {
            if let ReplyItem::Reply(reply) = item {
                let text = reply.text.escape_ascii().to_string();
                codes.push(format!("{} {text}", reply.code));
            }
        });
    });
    codes
}

#[test]
fn a_reply_is_cut_at_its_caps_and_still_ends() {
    let limits = Limits {
        reply_lines: 3,
        reply_bytes: 6,
        ..Limits::default()
    };
    let replies = run(
        &[Server(
            b"211-abcd\r\n xyz\r\n q\r\n q\r\n211 end\r\n200 ok\r\n",
        )],
        &limits,
    );
    let reply = replies[0].as_ref().unwrap();
    assert_eq!(
        (reply.text.as_slice(), reply.cut, reply.lines),
        (&b"abcd\n "[..], true, 5)
    );
    let next = replies[1].as_ref().unwrap();
    assert_eq!((next.code, next.cut), (ReplyCode::OKAY, false));
}

proptest! {
    #[test]
    fn no_lines_cause_a_panic_and_the_caps_hold(
        lines in prop::collection::vec("[1-7][0-5]{2}[ -]?[a-z]{0,9}|[a-z ]{0,9}", 0..20),
        spoke in any::<u32>(),
        gaps in any::<u32>(),
    ) {
        let limits = Limits { reply_lines: 4, reply_bytes: 20, ..Limits::default() };
        let wire: Vec<String> = lines.iter().map(|line| format!("{line}\r\n")).collect();
        let mut steps = Vec::new();
        for (i, line) in wire.iter().enumerate() {
            steps.push(Server(line.as_bytes()));
            if spoke >> i & 1 == 1 { steps.push(Client); }
            if gaps >> i & 1 == 1 { steps.push(Gap); }
        }
        let items = run(&steps, &limits);
        let sent: usize = items.iter().map(|item| item.as_ref().map_or(1, |reply| reply.lines)).sum();
        prop_assert!(sent <= lines.len());
        for reply in items.iter().flatten() {
            prop_assert!(reply.text.len() <= 20);
        }
    }
}
