//! `brute-success`: a log-in succeeds after five refusals in the same session.

use super::super::case::Case;
use super::super::report::Report;
use super::brute::{IN_SESSION, is_failure};

pub(in super::super) fn look(case: &Case, report: &mut Report) {
    let mut failures = Vec::new();
    for line in case.lines.iter().filter(|l| l.is_log_in()) {
        if is_failure(line) {
            failures.push(line.frame());
        } else if matches!(line.code(), Some(230 | 232)) {
            if failures.len() >= IN_SESSION {
                let user = case.session.user.as_ref().map_or_else(|| b"?"[..].into(), Into::into);
                let args = vec![("count", failures.len().into()), ("user", user)];
                let mut frames = line.frames();
                frames.append(&mut failures);
                report.add(frames, "found-brute-success", args);
            }
            failures.clear();
        }
    }
}
