use proptest::prelude::*;

use super::*;

fn verb(name: &str) -> &'static Verb {
    find(name.as_bytes()).expect("a verb")
}

#[test]
fn every_verb_is_found_in_any_case() {
    for row in VERBS {
        assert!(
            row.name.len() <= LONGEST_VERB,
            "{} is longer than LONGEST_VERB",
            row.name
        );
        assert_eq!(find(row.name.as_bytes()), Some(row));
        assert_eq!(find(row.name.to_ascii_lowercase().as_bytes()), Some(row));
    }
    for none in [&b""[..], b"RET", b"RETRR", b"AVERYLONGVERB", b"\0\0\0\0"] {
        assert_eq!(find(none), None);
    }
}

#[test]
fn replies_go_where_they_belong() {
    use Answer::{Expected, Impossible, Plausible};
    for (name, code, after_preliminary, answer) in [
        ("USER", 331, false, Expected),
        ("USER", 230, false, Expected),
        ("PASV", 227, false, Expected),
        ("PASV", 229, false, Plausible),
        ("PASV", 200, false, Impossible),
        ("EPSV", 522, false, Expected),
        ("EPSV", 220, false, Expected),
        ("SPSV", 227, false, Expected),
        ("CWD", 227, false, Impossible),
        ("CWD", 200, false, Plausible),
        ("CDUP", 250, false, Expected),
        ("RETR", 150, false, Expected),
        ("RETR", 150, true, Impossible),
        ("RETR", 110, true, Expected),
        ("RETR", 226, true, Expected),
        ("RETR", 226, false, Plausible),
        ("RETR", 550, false, Expected),
        ("RETR", 500, true, Plausible),
        ("RETR", 211, true, Impossible),
        ("RETR", 227, true, Impossible),
        ("REIN", 220, false, Expected),
        ("REIN", 230, false, Expected),
        ("ABOR", 225, false, Expected),
        ("ABOR", 426, false, Plausible),
        ("NOOP", 426, false, Impossible),
        ("NOOP", 150, false, Impossible),
        ("NOOP", 331, false, Impossible),
        ("MKD", 257, false, Expected),
        ("SIZE", 213, false, Expected),
        ("TYPE", 213, false, Impossible),
        ("AUTH", 234, false, Expected),
        ("AUTH", 200, false, Plausible),
        ("STOR", 421, true, Expected),
        ("ENC", 632, false, Expected),
        ("ENC", 227, false, Plausible),
        ("SITE", 250, false, Expected),
    ] {
        assert_eq!(
            verb(name).can_answer(ReplyCode::new(code).expect("a code"), after_preliminary),
            answer,
            "{name} {code} {after_preliminary}"
        );
    }
}

proptest! {
    #[test]
    fn every_verb_grades_every_code(row in 0..VERBS.len(), code in 100u16..700, after in any::<bool>()) {
        let _ = VERBS[row].can_answer(ReplyCode::new(code).unwrap(), after);
    }
}

#[test]
fn an_unknown_verb_is_refused_or_anything() {
    let answer = |code, after_preliminary| grade(None, code, after_preliminary);
    assert_eq!(answer(ReplyCode::UNRECOGNIZED, false), Answer::Expected);
    assert_eq!(answer(ReplyCode::PASSIVE, false), Answer::Plausible);
    assert_eq!(answer(ReplyCode::ABOUT_TO_OPEN, true), Answer::Impossible);
}
