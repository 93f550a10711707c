//! `overview`.

use std::io;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::model::Analysis;
use crate::output::overview::Overview;
use crate::text::escape;
use crate::text::locale::{Catalogue, Language};
use crate::text::workflow::Notation;

use super::common::{Common, languages};
use super::each::Each;
use super::job::{Job, stdout};

#[derive(Debug, Args)]
pub(super) struct OverviewArgs {
    /// The language of its words
    #[arg(long, value_name = "LANGUAGE", default_value = "en", value_parser = languages())]
    pub(super) lang: Language,
    #[command(flatten)]
    pub(super) each: Each,
    #[command(flatten)]
    pub(super) common: Common,
}

pub(super) fn run(args: &OverviewArgs, job: &Job) -> io::Result<Analysis> {
    let mut out = stdout(Notation::Text);
    args.each.space(&mut out, job)?;
    let catalogue = Catalogue::new(args.lang);
    let files = command_line(job.captures);
    job.run(&mut Overview::new(
        &mut out,
        &catalogue,
        args.common.style(),
        files,
    ))
}

/// Captures as they are typed: several as the first one and an ellipsis.
pub(super) fn command_line(captures: &[PathBuf]) -> String {
    match captures {
        [] => String::new(),
        [one] => typed(one),
        [first, ..] => format!("{} …", typed(first)),
    }
}

/// A path as a shell takes it for one word.
fn typed(path: &Path) -> String {
    let shown = escape::text(path.as_os_str().as_encoded_bytes());
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "/._-+:@%,=".contains(c);
    if !shown.is_empty() && shown.chars().all(is_plain) {
        shown
    } else {
        format!("'{}'", shown.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::typed;

    #[test]
    fn a_path_is_one_word_of_a_shell() {
        assert_eq!(typed(Path::new("a/b-1.pcap")), "a/b-1.pcap");
        assert_eq!(typed(Path::new("it's a.pcap")), r"'it'\''s a.pcap'");
    }
}
