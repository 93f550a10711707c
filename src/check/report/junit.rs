//! `JUnit` XML as junit-10.xsd of the Jenkins xUnit plugin has it, by the writer that cargo-nextest
//! uses: a suite for each capture, a test case for each expectation, of the class of the capture's
//! file.
//!
//! Of expectations that do not hold for one cause the first fails, and the others are skipped:
//! servers count one failure where there is one, and the names of test cases stay from run to run.

use std::io::{self, Write};
use std::time::Duration;

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use super::{Judged, sentence, title};
use crate::check::{Failure, Judgement};

/// Writes the report. A capture is read once for all that is expected of it: its time is shared out
/// evenly.
pub fn write(out: &mut dyn Write, judged: &[Judged]) -> io::Result<()> {
    let mut report = Report::new("ftpscope check");
    let (mut total, mut skipped) = (Duration::ZERO, 0);
    for capture in judged {
        let mut suite = TestSuite::new(capture.title.as_str());
        suite.set_time(capture.elapsed);
        suite.add_test_cases(cases(capture));
        total += capture.elapsed;
        skipped += capture
            .failures
            .iter()
            .map(|f| f.outcomes.len() - 1)
            .sum::<usize>();
        report.add_test_suite(suite);
    }
    report.set_time(total);
    let text = report.to_string().map_err(io::Error::other)?;
    // the writer counts skipped cases in the root too, where the schema has no place for it
    let counted = format!(" skipped=\"{skipped}\"");
    out.write_all(text.replacen(&counted, "", 1).as_bytes())
}

/// The test cases of a capture; one that could not be judged is one more.
fn cases(capture: &Judged) -> Vec<TestCase> {
    let mut statuses: Vec<TestCaseStatus> = capture
        .outcomes
        .iter()
        .map(|_| TestCaseStatus::success())
        .collect();
    for failure in &capture.failures {
        for &at in &failure.outcomes[1..] {
            statuses[at] = same_cause(capture, failure, &capture.outcomes[at]);
        }
        statuses[failure.outcomes[0]] = failed(capture, failure);
    }
    let outcomes = capture.outcomes.iter().map(title);
    let mut cases: Vec<TestCase> = outcomes
        .zip(statuses)
        .map(|(name, status)| TestCase::new(name, status))
        .collect();
    if let Some(error) = &capture.error {
        let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
        status.set_message(error.as_str()).set_type("capture");
        cases.push(TestCase::new("capture", status));
    }
    let share = capture.elapsed / u32::try_from(cases.len().max(1)).unwrap_or(u32::MAX);
    for case in &mut cases {
        case.set_classname(capture.title.as_str()).set_time(share);
    }
    cases
}

fn failed(capture: &Judged, failure: &Failure) -> TestCaseStatus {
    let first = failure.first(capture);
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
    status
        .set_message(failure.line(capture))
        .set_type(first.key.as_str())
        .set_description(format!("{}\n{}", first.place, failure.text(capture)));
    status
}

fn same_cause(capture: &Judged, failure: &Failure, outcome: &Judgement) -> TestCaseStatus {
    let mut status = TestCaseStatus::skipped();
    let first = title(failure.first(capture));
    status.set_message(format!("fails as {first}: {}", sentence(outcome)));
    status
}
