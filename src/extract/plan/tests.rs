//! What is planned, and what is left out with which reason.

use super::*;
use crate::extract::testing::{TransferSpec, analysis};

/// A file and its faults.
type Planned = (String, Vec<&'static str>);

fn planned(
    told: &[TransferSpec],
    options: &ExtractOptions,
) -> (Vec<Planned>, Vec<(u32, &'static str)>) {
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

fn outputs(told: &[TransferSpec], options: &ExtractOptions) -> Vec<String> {
    planned(told, options)
        .0
        .into_iter()
        .map(|(output, _)| output)
        .collect()
}

const A: TransferSpec = TransferSpec {
    path: "/pub/a.txt",
    bytes: 5,
    frames: (1, 2),
    complete: true,
    ..TransferSpec::DEFAULT
};

#[test]
fn a_file_stands_below_its_session_and_direction() {
    let told = [
        A,
        TransferSpec { verb: "STOR", ..A },
        TransferSpec {
            verb: "LIST",
            path: "/pub",
            ..A
        },
        TransferSpec {
            verb: "NLST",
            path: "/",
            ..A
        },
        TransferSpec {
            verb: "STOU",
            path: "",
            ..A
        },
        TransferSpec {
            path: "/../..\\x",
            ..A
        },
    ];
    let all = ExtractOptions {
        listings: true,
        ..ExtractOptions::default()
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
        TransferSpec {
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
    assert_eq!(outputs(&told, &ExtractOptions::default()), all);
    assert_eq!(
        outputs(
            &told,
            &ExtractOptions {
                complete_only: true,
                ..ExtractOptions::default()
            }
        ),
        [all[0], all[2]]
    );
}

#[test]
fn names_and_commands_choose() {
    let told = [
        A,
        TransferSpec {
            verb: "STOR",
            path: "/in/b.csv",
            ..A
        },
        TransferSpec {
            path: "/pub/c.csv",
            encrypted: true,
            ..A
        },
    ];
    let named = |pattern: &str| {
        let names = vec![pattern.parse().expect("a pattern")];
        let (files, left_out) = planned(
            &told,
            &ExtractOptions {
                names,
                ..ExtractOptions::default()
            },
        );
        (files.len(), left_out.len())
    };
    assert_eq!(named("*.csv"), (1, 1));
    assert_eq!(named("/pub/*"), (1, 1));
    assert_eq!(named("?.txt"), (1, 0));
    assert_eq!(named("pub"), (0, 0));
    let stored = ExtractOptions {
        commands: vec!["STOR".to_owned()],
        ..ExtractOptions::default()
    };
    assert_eq!(outputs(&told, &stored), ["session-1/upload/in/b.csv"]);
}

#[test]
fn what_is_no_file_has_a_reason() {
    let told = [
        TransferSpec {
            encrypted: true,
            ..A
        },
        TransferSpec {
            connected: false,
            outcome: Outcome::Failed,
            complete: false,
            ..A
        },
        TransferSpec {
            connected: false,
            complete: false,
            ..A
        },
        TransferSpec {
            bytes: 0,
            complete: false,
            ..A
        },
        TransferSpec { bytes: 0, ..A },
        TransferSpec { verb: "MLSD", ..A },
    ];
    let (files, left_out) = planned(&told, &ExtractOptions::default());
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
    let cut = TransferSpec {
        complete: false,
        ..A
    };
    let cases = [
        (
            TransferSpec {
                outcome: Outcome::Completed,
                lost: 7,
                ..cut
            },
            vec!["lost_bytes"],
        ),
        (
            TransferSpec {
                outcome: Outcome::Completed,
                ..cut
            },
            vec!["end_not_captured"],
        ),
        (
            TransferSpec {
                outcome: Outcome::Aborted,
                lost: 7,
                ..cut
            },
            vec!["lost_bytes", "aborted"],
        ),
        (
            TransferSpec {
                outcome: Outcome::Unfinished,
                offset: 3,
                ..cut
            },
            vec!["beginning_missing", "unfinished"],
        ),
        (TransferSpec { wrapped: true, ..A }, vec!["undecodable"]),
        (TransferSpec { verb: "", ..cut }, vec!["hidden"]),
    ];
    for (told, faults) in cases {
        assert_eq!(
            planned(&[told], &ExtractOptions::default()).0[0].1,
            faults,
            "{told:?}"
        );
    }
}

#[test]
fn a_part_may_bring_what_another_one_lost() {
    let first = TransferSpec {
        bytes: 90,
        lost: 10,
        complete: false,
        outcome: Outcome::Failed,
        ..A
    };
    let second = TransferSpec {
        offset: 80,
        bytes: 50,
        frames: (3, 4),
        ..A
    };
    assert_eq!(
        planned(&[first, second], &ExtractOptions::default()).0,
        [("session-1/download/pub/a.txt".to_owned(), vec![])]
    );
    let later = TransferSpec {
        offset: 95,
        ..second
    };
    assert_eq!(
        planned(&[first, later], &ExtractOptions::default()).0[0].1,
        ["lost_bytes"]
    );
}

#[test]
fn sizes_are_capped() {
    let told = [
        A,
        TransferSpec { bytes: 9, ..A },
        TransferSpec { bytes: 3, ..A },
    ];
    let one = ExtractOptions {
        max_file_size: Some(5),
        ..ExtractOptions::default()
    };
    assert_eq!(planned(&told, &one).1, [(2, "max_file_size")]);
    let all = ExtractOptions {
        max_total_size: Some(8),
        ..ExtractOptions::default()
    };
    assert_eq!(planned(&told, &all).1, [(2, "max_total_size")]);
    let made = ExtractOptions {
        max_made: Some(8),
        ..ExtractOptions::default()
    };
    assert_eq!(
        planned(&told, &made).1,
        [],
        "what is as on the wire is no more than the capture"
    );
    let asked = ExtractOptions {
        max_total_size: Some(99),
        ..made.clone()
    };
    assert_eq!(
        (made.most_filled(), asked.most_filled()),
        (8, asked.limits.filled)
    );
}
