//! `diff`.

use std::io::Write as _;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::analysis::Analyzer;
use crate::analysis::diff::Diff;
use crate::digest::Hash;
use crate::model::{Analysis, CaptureSummary};
use crate::output::diff::DiffWriter;
use crate::text::escape;
use crate::text::locale::Catalogue;
use crate::text::workflow::Notation;

use super::common::Common;
use super::job::stdout;
use super::language::{Audience, LanguageArgs};
use super::pager;
use super::progress::Progress;
use super::stderr::{Messages, RowKind};
use super::{CHECK_FAILED, CommandFailure, DONE, FAILED};

#[derive(Debug, Args)]
#[command(mut_arg("captures", |arg| arg.num_args(2).value_names(["GOOD", "BAD"])))]
#[command(override_usage = "ftpscope diff [OPTIONS] <GOOD> <BAD>")]
pub(super) struct DiffArgs {
    /// How to print it
    #[arg(long, value_enum, default_value_t = DiffFormat::Text)]
    format: DiffFormat,
    #[command(flatten)]
    language: LanguageArgs,
    #[command(flatten)]
    pub(super) common: Common,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum DiffFormat {
    /// For people
    Text,
    /// For a ticket
    Markdown,
    /// One JSON document
    Json,
}

impl DiffFormat {
    fn audience(self) -> Audience {
        match self {
            DiffFormat::Text | DiffFormat::Markdown => Audience::Stdout,
            DiffFormat::Json => Audience::Others,
        }
    }
}

/// Compares two captures, and gives the exit status.
pub(super) fn run(args: &DiffArgs, messages: &Messages) -> Result<u8, CommandFailure> {
    let common = &args.common;
    if args.format == DiffFormat::Text && !common.no_pager {
        pager::want();
    }
    let hash = common.hash(Hash::Sha256);
    let analyzer = common.analyzer(hash, messages)?;
    let [good, bad] = &common.captures[..] else {
        return Err(CommandFailure::request("told-diff", &[]));
    };
    let analyses = [
        analysis(args, &analyzer, good)?,
        analysis(args, &analyzer, bad)?,
    ];
    // what is not there differs from nothing
    let unreadable = |analysis: &Analysis| {
        let captures = &analysis.captures;
        captures.iter().all(CaptureSummary::is_unreadable)
    };
    if analyses.iter().any(unreadable) {
        for analysis in &analyses {
            messages.files(&analysis.captures);
        }
        return Ok(FAILED);
    }
    let request = common.request(hash);
    let [good_view, bad_view] = [0, 1].map(|which| request.view(&analyses[which]));
    let diff = Diff::new(&good_view, &bad_view);
    print(args, &diff)?;
    let mut fatal = false;
    for analysis in &analyses {
        messages.filters(analysis, &request.selection, RowKind::Sessions);
        fatal |= messages.faults(analysis);
    }
    Ok(match diff.differs() {
        _ if fatal => FAILED,
        true => CHECK_FAILED,
        false => DONE,
    })
}

fn analysis(
    args: &DiffArgs,
    analyzer: &Analyzer,
    path: &PathBuf,
) -> Result<Analysis, CommandFailure> {
    let capture = analyzer
        .open(std::slice::from_ref(path))
        .map_err(CommandFailure::Usage)?;
    let progress = Progress::new(capture.bytes(), args.common.quiet);
    Ok(analyzer.clone().watcher(progress).analyse(&capture))
}

fn print(args: &DiffArgs, diff: &Diff) -> Result<(), CommandFailure> {
    let mut out = stdout(match args.format {
        DiffFormat::Text | DiffFormat::Markdown => Notation::Text,
        DiffFormat::Json => Notation::Json,
    });
    let catalogue =
        Catalogue::new(args.language.of(args.format.audience())).naming(args.common.hosts()?);
    let [good, bad] = [0, 1].map(|which| {
        let path: &PathBuf = &args.common.captures[which];
        escape::text(path.as_os_str().as_encoded_bytes())
    });
    let page = DiffWriter {
        catalogue: &catalogue,
        style: args.common.style(),
        names: [good, bad],
        diff,
    };
    match args.format {
        DiffFormat::Text => page.text(&mut out)?,
        DiffFormat::Markdown => page.markdown(&mut out)?,
        DiffFormat::Json => page.json(&mut out)?,
    }
    Ok(out.flush()?)
}
