//! `extract`.

use std::collections::BTreeSet;
use std::io::{self, BufWriter, Write as _};
use std::path::Path;

use tempfile::TempDir;

use crate::analysis::{Surveyed, Wanted};
use crate::digest::Hash;
use crate::extract::{Extracted, Fault, File, MANIFEST, Options, Plan, Reason, Target, Writer, plan};
use crate::limits::Limits;
use crate::locale::{Catalogue, Language};
use crate::output::{View, extracted, manifest};
use crate::record::Analysis;

use super::Failure;
use super::args::{EXTRACT_HASH, ExtractArgs, FillArg};
use super::interrupt::Unnamed;
use super::report::Reporter;
use super::target::none_was_read;

/// Extracts, and tells what did not go as asked.
pub(super) fn run(args: &ExtractArgs, surveyed: &Surveyed, reporter: &Reporter) -> Result<Analysis, Failure> {
    let options = options(args);
    let analysis = surveyed.replay();
    if none_was_read(surveyed) {
        return Ok(analysis);
    }
    let selection = args.common.selection();
    let view = View { analysis: &analysis, selection: &selection, show_passwords: args.common.show_passwords };
    let chosen: BTreeSet<_> = view.transfers().map(|(_, transfer)| transfer.id).collect();
    let plan = plan(&analysis, &chosen, &options);
    tell_left_out(&plan, reporter);
    if args.stdout {
        return to_stdout(surveyed, &analysis, &plan, &options, reporter);
    }
    let Some(folder) = args.directory.as_deref().filter(|_| !args.dry_run) else {
        print(args, &view, &plan, None)?;
        return Ok(analysis);
    };
    if !plan.files.is_empty() {
        reporter.note("files are copied byte by byte: secrets in them stay readable");
    }
    let (target, _unnamed) = Unnamed::make(|| Target::open(folder, &plan, args.force), Target::work)?;
    let (seen, extracted, target) = write(surveyed, &analysis, &plan, &options, target)?;
    target.place_manifest(|out| manifest::write(out, &view, &plan, &extracted, &options))?;
    tell_faults(&extracted, &options, reporter);
    print(args, &view, &plan, Some(&extracted))?;
    Ok(seen)
}

fn options(args: &ExtractArgs) -> Options {
    Options {
        names: args.name.clone(),
        commands: args.command.iter().map(|command| command.to_ascii_uppercase()).collect(),
        listings: args.listings,
        complete_only: args.complete_only,
        newlines: args.text_newlines.map(Into::into),
        fill: args.fill_gaps == Some(FillArg::Zero),
        max_file_size: args.max_file_size.map(|size| size.as_u64()),
        max_total_size: args.max_total_size.map(|size| size.as_u64()),
        hash: args.common.hash(EXTRACT_HASH),
        limits: Limits::default(),
    }
}

fn write(
    surveyed: &Surveyed,
    analysis: &Analysis,
    plan: &Plan,
    options: &Options,
    target: Target,
) -> io::Result<(Analysis, Extracted, Target)> {
    // a digest of everything is made beside the writing; for a few files it is quicker to make only theirs
    let all: u64 = analysis.sessions.iter().flat_map(|session| &session.transfers).map(|t| t.bytes).sum();
    let most = plan.files.iter().map(File::bytes).sum::<u64>() >= all / 2;
    let mut writer = Writer::new(plan, analysis, options, target, most);
    let hash = if most { options.hash } else { Hash::None };
    let seen = surveyed.replay_with(hash, Wanted { rows: false, contents: true }, &mut writer)?;
    let (extracted, target) = writer.finish(analysis, &seen)?;
    Ok((seen, extracted, target))
}

/// The one file that fits, by way of a temporary folder: what is printed is known to be right.
fn to_stdout(
    surveyed: &Surveyed,
    analysis: &Analysis,
    plan: &Plan,
    options: &Options,
    reporter: &Reporter,
) -> Result<Analysis, Failure> {
    if plan.files.len() != 1 {
        let message = format!("--stdout needs exactly one file, and {} fit; --dry-run lists them", plan.files.len());
        return Err(Failure::Request(message));
    }
    let (folder, _unnamed) = Unnamed::make(tempfile::tempdir, TempDir::path)?;
    let target = Target::open(folder.path(), plan, false)?;
    let (seen, extracted, _) = write(surveyed, analysis, plan, options, target)?;
    tell_faults(&extracted, options, reporter);
    for file in &extracted.files {
        let faults: Vec<&str> = file.faults.iter().map(|fault| fault.name()).collect();
        if !faults.is_empty() {
            reporter.warning(&format!("the file is not complete: {}", faults.join(", ")));
        }
        let mut from = std::fs::File::open(folder.path().join(Path::new(&file.output)))?;
        io::copy(&mut from, &mut io::stdout().lock())?;
    }
    io::stdout().flush()?;
    Ok(seen)
}

fn print(args: &ExtractArgs, view: &View, plan: &Plan, done: Option<&Extracted>) -> io::Result<()> {
    let mut out = BufWriter::new(io::stdout().lock());
    extracted::write(&mut out, view, plan, done, &Catalogue::new(Language::En), args.common.style())?;
    out.flush()
}

fn tell_left_out(plan: &Plan, reporter: &Reporter) {
    for (reason, option) in [(Reason::MaxFileSize, "--max-file-size"), (Reason::MaxTotalSize, "--max-total-size")] {
        let count = plan.left_out.iter().filter(|out| out.reason == reason).count();
        if count > 0 {
            reporter.warning(&format!("{option} keeps out {count} transfers; they stand in {MANIFEST}"));
        }
    }
}

fn tell_faults(extracted: &Extracted, options: &Options, reporter: &Reporter) {
    let count = |fault| extracted.files.iter().filter(|file| file.faults.contains(&fault)).count();
    let cut = count(Fault::MaxFileSize) + count(Fault::MaxTotalSize);
    if cut > 0 {
        reporter.warning(&format!("{cut} files were cut at --max-file-size or --max-total-size"));
    }
    if extracted.fill_limit {
        let most = options.limits.filled;
        reporter.warning(&format!("the cap `filled` was hit: of the gaps, {most} bytes were filled and no more"));
    }
    let changed = count(Fault::CaptureChanged);
    if changed > 0 {
        reporter.warning(&format!("the capture changed while it was read: {changed} files are not called complete"));
    }
}
