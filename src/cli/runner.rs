//! The runner of continuous integration that started the program, where one did: it reads what is
//! printed.

use std::io::Write;

use crate::text::workflow::{Guard, Notation};

/// What GitHub Actions and those that are made like it, Azure Pipelines and `TeamCity` set for each
/// step.
const SIGNS: [&str; 3] = ["GITHUB_ACTIONS", "TF_BUILD", "TEAMCITY_VERSION"];

/// Text in which a runner that listens finds no command.
pub(super) fn guarded<W: Write>(out: W, notation: Notation) -> Guard<W> {
    Guard::new(out, listens().then_some(notation))
}

fn listens() -> bool {
    SIGNS
        .iter()
        .any(|sign| std::env::var_os(sign).is_some_and(|value| !value.is_empty()))
}
