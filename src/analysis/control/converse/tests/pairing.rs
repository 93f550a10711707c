//! Which reply answers which command.

use super::*;

fn paired(text: &str) -> Vec<String> {
    pairs(&dialogue(text))
}

#[test]
fn the_greeting_answers_nothing() {
    assert_eq!(
        paired("S: 220 hi\nC: NOOP\nS: 200 ok"),
        ["NOOP 200", "? 220"]
    );
    assert_eq!(
        paired("S: 120 wait\nS: 220 hi\nC: NOOP\nS: 200 ok"),
        ["NOOP 200", "? 120", "? 220"]
    );
    assert_eq!(
        paired("C: XYZ\nS: 220 hi\nS: 500 what?"),
        ["XYZ 500", "? 220"]
    );
    let draft = dialogue("C: HOST a\nS: 220 hi\nS: 220 a it is");
    assert_eq!(
        (text(draft.banner.as_ref()), pairs(&draft)),
        ("hi", vec!["HOST 220".into(), "? 220".into()])
    );
}

#[test]
fn a_transfer_stays_open_after_its_1yz() {
    assert_eq!(
        paired("C: RETR a\nS: 150 x\nS: 226 y\nC: QUIT\nS: 221 z"),
        ["RETR 150 226", "QUIT 221"]
    );
    assert_eq!(
        paired("C: RETR a\nS: 125 x\nS: 150 x\nS: 250 y\nS: 226 z"),
        ["RETR 125 250", "? 150", "? 226"]
    );
    assert_eq!(
        paired("C: RETR a\nS: 150 x\nS: 110 MARK\nS: 110 MARK\nS: 226 y"),
        ["RETR 150 110 110 226"]
    );
}

#[test]
fn stat_and_noop_may_overtake_a_transfer() {
    assert_eq!(
        paired("C: RETR a\nS: 150 x\nC: STAT\nS: 211 s\nC: NOOP\nS: 200 n\nS: 226 y"),
        ["RETR 150 226", "STAT 211", "NOOP 200"]
    );
    assert_eq!(
        paired("C: RETR a\nC: NOOP\nS: 200 n\nS: 150 x\nS: 226 y"),
        ["RETR 150 226", "NOOP 200"]
    );
    assert_eq!(
        paired("C: RETR a\nS: 150 x\nC: NOOP\nS: 226 y\nS: 200 n"),
        ["RETR 150 226", "NOOP 200"]
    );
}

#[test]
fn a_noop_that_was_swallowed_takes_no_later_reply() {
    let transfer = "C: STOR a\nS: 125 x\nC: NOOP\nC: NOOP\nS: 226 y\n";
    assert_eq!(
        paired(&format!(
            "{transfer}C: TYPE A\nS: 200 t\nC: PWD\nS: 257 \"/\""
        )),
        ["STOR 125 226", "NOOP", "NOOP", "TYPE 200", "PWD 257"]
    );
    assert_eq!(
        paired(&format!(
            "{transfer}C: TYPE A\nS: 200 n\nS: 200 t\nC: PWD\nS: 257 \"/\""
        )),
        ["STOR 125 226", "NOOP", "NOOP 200", "TYPE 200", "PWD 257"]
    );
    assert_eq!(
        paired(&format!(
            "{transfer}C: TYPE A\nS: 200 n\nS: 200 n\nS: 200 t\nC: PWD\nS: 257 \"/\""
        )),
        [
            "STOR 125 226",
            "NOOP 200",
            "NOOP 200",
            "TYPE 200",
            "PWD 257"
        ]
    );
    // another code than the NOOP's cannot be meant for it
    assert_eq!(
        paired(&format!(
            "{transfer}C: PASV\nS: 200 n\nS: 200 n\nS: 227 (1,2,3,4,5,6)"
        )),
        ["STOR 125 226", "NOOP 200", "NOOP 200", "PASV 227"]
    );
    // in the end nobody goes on: what is there is told in order
    assert_eq!(
        paired(&format!("{transfer}S: 200 n\nS: 200 n")),
        ["STOR 125 226", "NOOP 200", "NOOP 200"]
    );
    assert_eq!(
        paired("C: RETR a\nS: 150 x\nC: STAT\nS: 226 y\nC: HELP\nS: 211 h\nC: NOOP\nS: 200 n"),
        ["RETR 150 226", "STAT", "HELP 211", "NOOP 200"]
    );
}

#[test]
fn a_plausible_reply_is_extra_where_the_expected_one_follows() {
    assert_eq!(
        paired("C: MKD a\nS: 200 hm\nS: 257 \"a\"\nC: QUIT\nS: 226 Bye"),
        ["MKD 257", "QUIT 226", "? 200"]
    );
    assert_eq!(
        paired("C: MKD a\nS: 250 created\nC: QUIT\nS: 226 Bye\nS: 221 Bye"),
        ["MKD 250", "QUIT 221", "? 226"]
    );
}

#[test]
fn an_abor_that_crosses_the_end_has_both_its_replies() {
    let crossed = |replies: &str| {
        let draft = dialogue(&format!(
            "C: RETR a\nS: 150 x\nC: ABOR\n{replies}\nC: TYPE I\nS: 200 t"
        ));
        (draft.transfers[0].abort, pairs(&draft))
    };
    let all = |abor: &str| {
        let abor = ["ABOR", abor].concat();
        vec!["RETR 150 226".to_owned(), abor, "TYPE 200".into()]
    };
    assert_eq!(
        crossed("S<: 226 x\nS: 426 y\nS: 226 z"),
        (None, all(" 426 226"))
    );
    assert_eq!(crossed("S<: 226 x\nS: 225 z"), (None, all(" 225")));
    assert_eq!(crossed("S<: 226 x\nS: 426 y"), (None, all(" 426")));
    // the server had seen it
    assert_eq!(crossed("S: 226 x\nS: 226 z"), (Some(1), all(" 226")));
}

#[test]
fn a_1yz_inside_a_reply_that_does_not_end_begins_its_transfer() {
    let draft = dialogue(
        "C: STOR x\nS: 553-\nS: 553- full\nS: 150 Opening\nS: 426 Connection closed\nC: NOOP\nS: 200 n",
    );
    assert_eq!(pairs(&draft), ["STOR 150 426", "NOOP 200"]);
    assert!(!draft.transfers[0].is_refused());
    assert_eq!(
        paired("C: USER a\nS: 230-hi\nS: 150 users are here\nS: 230 in"),
        ["USER 230"]
    );
    assert_eq!(
        paired("C: RETR a\nS: 150-Opening\nS: 226 done\nC: QUIT\nS: 221 bye"),
        ["RETR 150 226", "QUIT 221"]
    );
}

#[test]
fn a_reply_without_an_end_is_none() {
    assert_eq!(
        paired("C: HELP\nS: 214-The following commands\nS:    USER PASS"),
        ["HELP"]
    );
}

#[test]
fn abor_is_answered_in_many_ways() {
    let run = |replies: &str| {
        let draft = dialogue(&format!(
            "C: RETR a\nS: 150 x\nC: ABOR\n{replies}\nC: CWD b\nS: 250 ok"
        ));
        assert_eq!(draft.transfers[0].abort, Some(1), "{replies}");
        pairs(&draft)
    };
    assert_eq!(
        run("S: 426 x\nS: 226 y"),
        ["RETR 150 426", "ABOR 226", "CWD 250"]
    );
    assert_eq!(
        run("S: 426 x\nS: 225 y"),
        ["RETR 150 426", "ABOR 225", "CWD 250"]
    );
    assert_eq!(
        run("S: 226 x\nS: 426 y"),
        ["RETR 150 226", "ABOR 426", "CWD 250"]
    );
    assert_eq!(
        run("S: 226 x\nS: 225 y"),
        ["RETR 150 226", "ABOR 225", "CWD 250"]
    );
    assert_eq!(
        run("S: 226 x\nS: 226 y"),
        ["RETR 150 226", "ABOR 226", "CWD 250"]
    );
    assert_eq!(
        run("S: 225 x\nS: 426 y"),
        ["RETR 150 426", "ABOR 225", "CWD 250"]
    );
    assert_eq!(run("S: 225 x"), ["RETR 150", "ABOR 225", "CWD 250"]);
    assert_eq!(run("S: 226 x"), ["RETR 150 226", "ABOR", "CWD 250"]);
    assert_eq!(run("S: 426 x"), ["RETR 150 426", "ABOR", "CWD 250"]);
    assert_eq!(run(""), ["RETR 150", "ABOR", "CWD 250"]);
    assert_eq!(
        run("S: 502 x\nS: 226 y"),
        ["RETR 150 226", "ABOR 502", "CWD 250"]
    );
}

#[test]
fn an_abor_is_about_the_transfer_that_waits_and_no_other() {
    let draft = dialogue("C: RETR a\nS: 150 x\nC: RETR b\nC: ABOR\nS: 426 y");
    assert_eq!(
        (draft.transfers[0].abort, draft.transfers[1].abort),
        (Some(2), None)
    );
    let draft =
        dialogue("C: RETR a\nC: RETR b\nS: 150 x\nS: 226 y\nS: 150 x\nS: 226 y\nC: ABOR\nS: 225 z");
    assert!(draft.transfers.iter().all(|t| t.abort.is_none()));
    let draft = dialogue("C: RETR a\nC: ABOR\nS: 426 y\nS: 226 z");
    assert_eq!(draft.transfers[0].abort, Some(1));
}

#[test]
fn a_transfer_that_never_ends_does_not_take_the_answers_of_others() {
    assert_eq!(
        paired(
            "C: RETR a\nS: 150 x\nC: CWD b\nS: 250 ok\nC: SIZE c\nS: 550 no\nC: TYPE I\nS: 200 ok"
        ),
        ["RETR 150", "CWD 250", "SIZE 550", "TYPE 200"]
    );
    assert_eq!(
        paired("C: RETR a\nS: 150 x\nC: CWD b\nS: 226 y\nS: 250 ok"),
        ["RETR 150 226", "CWD 250"]
    );
    assert_eq!(
        paired("C: RETR a\nC: PASV\nS: 227 (1,2,3,4,5,6)"),
        ["RETR", "PASV 227"]
    );
}

#[test]
fn lost_answers_shift_nothing() {
    assert_eq!(
        paired("C: SIZE a\n..\nC: CWD b\nS: 250 ok"),
        ["SIZE", "CWD 250"]
    );
    assert_eq!(
        paired("C: TYPE I\nC: PASV\nS: 227 (1,2,3,4,5,6)\nC: NOOP\nS: 200 ok"),
        ["TYPE", "PASV 227", "NOOP 200"]
    );
}

#[test]
fn pipelined_commands_are_answered_in_order() {
    assert_eq!(
        paired(
            "C: TYPE I\nC: PASV\nC: RETR a\nC: CWD b\nS: 200 t\nS: 227 (1,2,3,4,5,6)\nS: 150 x\nS: 250 y\nS: 250 z"
        ),
        ["TYPE 200", "PASV 227", "RETR 150 250", "CWD 250"]
    );
    assert_eq!(
        paired("C: CWD a\nC: CWD b\nS: 250 x\nS: 550 y"),
        ["CWD 250", "CWD 550"]
    );
    assert_eq!(
        paired("C: RETR a\nC: RETR b\nS: 150 x\nS: 226 y\nS: 150 x\nS: 426 z"),
        ["RETR 150 226", "RETR 150 426"]
    );
}

#[test]
fn a_421_closes_all() {
    assert_eq!(
        paired("C: RETR a\nS: 150 x\nC: NOOP\nS: 421 bye\nS: 200 n"),
        ["RETR 150 421", "NOOP", "? 200"]
    );
    assert_eq!(paired("S: 220 x\nS: 421 idle"), ["? 220", "? 421"]);
}

#[test]
fn extra_replies_answer_nothing() {
    assert_eq!(
        paired("C: STOR a\nS: 150 x\nS: 226 y\nS: 226 y\nC: TYPE I\nS: 200 ok"),
        ["STOR 150 226", "TYPE 200", "? 226"]
    );
}

#[test]
fn loose_codes_are_taken() {
    for (command, replies) in [
        ("USER", "230"),
        ("PASS", "202"),
        ("CWD", "200"),
        ("CDUP", "250"),
        ("MLST", "150 250"),
        ("SITE", "150 200"),
        ("STAT", "150 213"),
        ("XMD5", "150 250"),
        ("AUTH", "334"),
        ("ADAT", "335"),
        ("MIC", "631"),
        ("ENC", "632"),
        ("XYZZY", "250"),
        ("XCWD", "250"),
        ("XPWD", "257"),
        ("XMKD", "257"),
        ("XCUP", "200"),
        ("REIN", "120 220"),
    ] {
        let lines = replies
            .split(' ')
            .map(|code| format!("S: {code} x\n"))
            .collect::<Vec<_>>()
            .concat();
        assert_eq!(
            paired(&format!("S: 220 hi\nC: {command} x\n{lines}"))[0],
            format!("{command} {replies}")
        );
    }
}

#[test]
fn a_multi_line_reply_is_one() {
    assert_eq!(
        paired("C: FEAT\nC: PWD\nS: 211-Features\nS:  MDTM\nS: 211 End\nS: 257 \"/\""),
        ["FEAT 211", "PWD 257"]
    );
}
