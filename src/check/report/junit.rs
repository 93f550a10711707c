//! `JUnit` XML as junit-10.xsd of the Jenkins xUnit plugin has it, by the writer that cargo-nextest uses: a suite for
//! each capture, a test case for each expectation.

use std::io::{self, Write};

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use super::{Judged, frames, sentence, title};
use crate::check::Outcome;
use crate::text::escape;

/// Writes the report. There is no clock in it: a test case takes no time and a report has no date.
pub fn write(out: &mut dyn Write, judged: &[Judged]) -> io::Result<()> {
    let mut report = Report::new("ftpscope check");
    for capture in judged {
        let mut suite = TestSuite::new(capture.title.as_str());
        suite.add_test_cases(capture.outcomes.iter().map(case));
        if let Some(error) = &capture.error {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
            status.set_message(error.as_str()).set_type("capture");
            let mut case = TestCase::new("capture", status);
            case.set_classname("ftpscope");
            suite.add_test_case(case);
        }
        report.add_test_suite(suite);
    }
    let text = report.to_string().map_err(io::Error::other)?;
    // the writer counts skipped cases in the root too, where the schema has no place for it; nothing is skipped here
    out.write_all(text.replacen(" skipped=\"0\"", "", 1).as_bytes())
}

fn case(outcome: &Outcome) -> TestCase {
    let mut status = TestCaseStatus::success();
    if !outcome.passed {
        status = TestCaseStatus::non_success(NonSuccessKind::Failure);
        let place = format!(
            "{}\nexpected: {}\nfound:    {}",
            outcome.place, outcome.expected, outcome.found
        );
        let frames = if outcome.frames.is_empty() {
            String::new()
        } else {
            format!("\n{}", frames(outcome))
        };
        status
            .set_message(sentence(outcome))
            .set_type(outcome.key.as_str())
            .set_description(place + &frames);
    }
    let mut case = TestCase::new(title(outcome), status);
    case.set_classname(escape::text(outcome.place.file.as_bytes()));
    case
}
