//! What is planned, and what is left out with which reason.

use super::*;
use crate::extract::testing::{Told, analysis};

/// A file and its faults.
type Planned = (String, Vec<&'static str>);

fn planned(told: &[Told], options: &Options) -> (Vec<Planned>, Vec<(u32, &'static str)>) {
    let analysis = analysis(told);
    let all: BTreeSet<TransferId> = analysis
        .sessions
        .iter()
        .flat_map(|s| s.transfers.iter().map(|t| t.id))
        .collect();
    let plan = plan(&analysis, &all, options);
    let files = plan.files.iter().map(|f| {
        (
            f.output.clone(),
            f.faults.iter().map(|f| f.name()).collect(),
        )
    });
    let id = |out: &LeftOut| analysis.sessions[out.session].transfers[out.transfer].id;
    (
        files.collect(),
        plan.left_out
            .iter()
            .map(|out| (id(out), out.reason.name()))
            .collect(),
    )
}

fn outputs(told: &[Told], options: &Options) -> Vec<String> {
    planned(told, options)
        .0
        .into_iter()
        .map(|(output, _)| output)
        .collect()
}

const A: Told = Told {
    path: "/pub/a.txt",
    bytes: 5,
    frames: (1, 2),
    complete: true,
    ..Told::DEFAULT
};

#[test]
fn a_file_stands_below_its_session_and_direction() {
    let told = [
        A,
        Told { verb: "STOR", ..A },
        Told {
            verb: "LIST",
            path: "/pub",
            ..A
        },
        Told {
            verb: "NLST",
            path: "/",
            ..A
        },
        Told {
            verb: "STOU",
            path: "",
            ..A
        },
        Told {
            path: "/../..\\x",
            ..A
        },
    ];
    let all = Options {
        listings: true,
        ..Options::default()
    };
    let expected = [
        "session-1/download/pub/a.txt",
        "session-1/upload/pub/a.txt",
        "session-1/listing/pub/LIST.txt",
        "session-1/listing/NLST.txt",
        "session-1/upload/transfer-5",
        "session-1/download/.%2E/..%5Cx",
    ];
    assert_eq!(outputs(&told, &all), expected);
}

#[test]
fn names_do_not_depend_on_what_is_chosen() {
    let told = [
        A,
        Told {
            complete: false,
            ..A
        },
        A,
    ];
    let all = [
        "session-1/download/pub/a.txt",
        "session-1/download/pub/a.txt.partial",
        "session-1/download/pub/a~2.txt",
    ];
    assert_eq!(outputs(&told, &Options::default()), all);
    assert_eq!(
        outputs(
            &told,
            &Options {
                complete_only: true,
                ..Options::default()
            }
        ),
        [all[0], all[2]]
    );
}

#[test]
fn names_and_commands_choose() {
    let told = [
        A,
        Told {
            verb: "STOR",
            path: "/in/b.csv",
            ..A
        },
        Told {
            path: "/pub/c.csv",
            encrypted: true,
            ..A
        },
    ];
    let named = |pattern: &str| {
        let names = vec![pattern.parse().expect("a pattern")];
        let (files, left_out) = planned(
            &told,
            &Options {
                names,
                ..Options::default()
            },
        );
        (files.len(), left_out.len())
    };
    assert_eq!(named("*.csv"), (1, 1));
    assert_eq!(named("/pub/*"), (1, 1));
    assert_eq!(named("?.txt"), (1, 0));
    assert_eq!(named("pub"), (0, 0));
    let stored = Options {
        commands: vec!["STOR".to_owned()],
        ..Options::default()
    };
    assert_eq!(outputs(&told, &stored), ["session-1/upload/in/b.csv"]);
}

#[test]
fn what_is_no_file_has_a_reason() {
    let told = [
        Told {
            encrypted: true,
            ..A
        },
        Told {
            connected: false,
            outcome: Outcome::Failed,
            complete: false,
            ..A
        },
        Told {
            connected: false,
            complete: false,
            ..A
        },
        Told {
            bytes: 0,
            complete: false,
            ..A
        },
        Told { bytes: 0, ..A },
        Told { verb: "MLSD", ..A },
    ];
    let (files, left_out) = planned(&told, &Options::default());
    assert_eq!(
        files,
        [("session-1/download/pub/a.txt".to_owned(), vec![])],
        "an empty file is a file"
    );
    let expected = [
        (1, "encrypted"),
        (2, "refused"),
        (3, "not_captured"),
        (4, "no_bytes"),
        (6, "listing"),
    ];
    assert_eq!(left_out, expected);
}

#[test]
fn what_is_not_complete_says_why() {
    let cut = Told {
        complete: false,
        ..A
    };
    let cases = [
        (
            Told {
                outcome: Outcome::Completed,
                lost: 7,
                ..cut
            },
            vec!["lost_bytes"],
        ),
        (
            Told {
                outcome: Outcome::Completed,
                ..cut
            },
            vec!["end_not_captured"],
        ),
        (
            Told {
                outcome: Outcome::Aborted,
                lost: 7,
                ..cut
            },
            vec!["lost_bytes", "aborted"],
        ),
        (
            Told {
                outcome: Outcome::Unfinished,
                offset: 3,
                ..cut
            },
            vec!["beginning_missing", "unfinished"],
        ),
        (Told { wrapped: true, ..A }, vec!["undecodable"]),
        (Told { verb: "", ..cut }, vec!["hidden"]),
    ];
    for (told, faults) in cases {
        assert_eq!(
            planned(&[told], &Options::default()).0[0].1,
            faults,
            "{told:?}"
        );
    }
}

#[test]
fn a_part_may_bring_what_another_one_lost() {
    let first = Told {
        bytes: 90,
        lost: 10,
        complete: false,
        outcome: Outcome::Failed,
        ..A
    };
    let second = Told {
        offset: 80,
        bytes: 50,
        frames: (3, 4),
        ..A
    };
    assert_eq!(
        planned(&[first, second], &Options::default()).0,
        [("session-1/download/pub/a.txt".to_owned(), vec![])]
    );
    let later = Told {
        offset: 95,
        ..second
    };
    assert_eq!(
        planned(&[first, later], &Options::default()).0[0].1,
        ["lost_bytes"]
    );
}

#[test]
fn sizes_are_capped() {
    let told = [A, Told { bytes: 9, ..A }, Told { bytes: 3, ..A }];
    let one = Options {
        max_file_size: Some(5),
        ..Options::default()
    };
    assert_eq!(planned(&told, &one).1, [(2, "max_file_size")]);
    let all = Options {
        max_total_size: Some(8),
        ..Options::default()
    };
    assert_eq!(planned(&told, &all).1, [(2, "max_total_size")]);
    let made = Options {
        max_made: Some(8),
        ..Options::default()
    };
    assert_eq!(
        planned(&told, &made).1,
        [],
        "what is as on the wire is no more than the capture"
    );
    let asked = Options {
        max_total_size: Some(99),
        ..made.clone()
    };
    assert_eq!(
        (made.most_filled(), asked.most_filled()),
        (8, asked.limits.filled)
    );
}
