//! `extract`.

mod args;

use std::collections::BTreeSet;
use std::io::{self, Write as _};
use std::path::Path;

use crate::analysis::ControlPlane;
use crate::analysis::view::{Selection, View};
use crate::extract::listing::ExtractTable;
use crate::extract::manifest;
use crate::extract::{
    self, ExtractFault, ExtractJob, ExtractOptions, Extracted, MANIFEST, Plan, Reason, Target, plan,
};
use crate::model::Analysis;
use crate::text::locale::Catalogue;
use crate::text::workflow::Notation;

use super::CommandFailure;
use super::interrupt::Unnamed;
use super::job::{Job, stdout};
use super::language::Audience;
use super::stderr::Messages;
use super::voice::{self, told};
pub(super) use args::ExtractArgs;
use args::{EXTRACT_HASH, FillArg};

/// Extracts, and tells what did not go as asked.
pub(super) fn run(args: &ExtractArgs, job: &Job) -> Result<Analysis, CommandFailure> {
    let Job {
        plane, messages, ..
    } = *job;
    let captured = plane.summaries().iter().map(|file| file.bytes).sum();
    let options = options(args, captured);
    if job.none_was_read() {
        return Ok(plane.analysis());
    }
    let folder = args
        .directory
        .as_deref()
        .filter(|_| !args.dry_run && !args.stdout);
    let target = folder
        .map(|folder| {
            Unnamed::make_gated(
                || Target::open(folder, args.force),
                Target::folder,
                |target| Some(target.gate()),
            )
        })
        .transpose()?;
    let (target, _unnamed) = target.unzip();
    let early = target
        .as_ref()
        .filter(|_| job.request.selection == Selection::default());
    let (analysis, spool) = extract::records(plane, &options, early)?;
    let view = job.request.view(&analysis);
    let chosen: BTreeSet<_> = view.transfers().map(|(_, transfer)| transfer.id).collect();
    let plan = plan(&analysis, &chosen, &options);
    tell_left_out(&plan, &options, messages);
    if args.stdout {
        return to_stdout(plane, analysis, &plan, &options, messages);
    }
    let Some(target) = target else {
        print(args, &view, &plan, None, messages)?;
        return Ok(analysis);
    };
    target.check(&plan)?;
    if !plan.files.is_empty() {
        messages.note(&told("told-extract-copies", &[]));
    }
    let to_write = ExtractJob {
        plan: &plan,
        analysis: &analysis,
        options: &options,
    };
    let done = extract::write_spooled(plane, to_write, target, spool)?;
    done.target
        .place_manifest(|out| manifest::write(out, &view, &plan, &done.extracted, &options))?;
    tell_faults(&done.extracted, &options, messages);
    print(args, &view, &plan, Some(&done.extracted), messages)?;
    Ok(done.seen.unwrap_or(analysis))
}

/// `captured`: bytes of all frames.
fn options(args: &ExtractArgs, captured: u64) -> ExtractOptions {
    ExtractOptions {
        names: args.name.clone(),
        commands: args.common.selection().commands,
        listings: args.listings,
        complete_only: args.complete_only,
        newlines: args.text_newlines.map(Into::into),
        fill: args.fill_gaps == Some(FillArg::Zero),
        max_file_size: args.max_file_size.map(|size| size.as_u64()),
        max_total_size: args.max_total_size.map(|size| size.as_u64()),
        max_made: Some(ExtractOptions::made_of(captured)),
        hash: args.common.hash(EXTRACT_HASH),
        limits: args.common.limits(),
    }
}

/// The one file that fits, by way of a temporary folder: what is printed is known to be right.
fn to_stdout(
    plane: &ControlPlane,
    analysis: Analysis,
    plan: &Plan,
    options: &ExtractOptions,
    messages: &Messages,
) -> Result<Analysis, CommandFailure> {
    if plan.files.len() != 1 {
        let count = plan.files.len().into();
        return Err(CommandFailure::request(
            "told-one-file",
            &[("count", count)],
        ));
    }
    let ((folder, target), _unnamed) = Unnamed::make_gated(
        || -> io::Result<_> {
            let folder = tempfile::tempdir()?;
            let target = Target::open(folder.path(), false)?;
            Ok((folder, target))
        },
        |(folder, _)| folder.path(),
        |(_, target)| Some(target.gate()),
    )?;
    let done = extract::write(plane, &analysis, plan, options, target)?;
    tell_faults(&done.extracted, options, messages);
    for file in &done.extracted.files {
        let faults: Vec<&str> = file.faults.iter().map(|fault| fault.name()).collect();
        if !faults.is_empty() {
            let faults = faults.join(", ").into();
            messages.warning(&told("told-not-complete", &[("faults", faults)]));
        }
        let mut from = std::fs::File::open(folder.path().join(Path::new(&file.output)))?;
        io::copy(&mut from, &mut io::stdout().lock())?;
    }
    io::stdout().flush()?;
    Ok(done.seen.unwrap_or(analysis))
}

fn print(
    args: &ExtractArgs,
    view: &View,
    plan: &Plan,
    done: Option<&Extracted>,
    messages: &Messages,
) -> io::Result<()> {
    let mut out = stdout(Notation::Text);
    let catalogue = Catalogue::new(args.language.of(Audience::Stdout));
    let table = ExtractTable {
        view,
        plan,
        extracted: done,
        catalogue: &catalogue,
        style: args.common.style(),
    };
    let hidden = table.write(&mut out)?;
    out.flush()?;
    messages.columns(&voice::catalogue(), &hidden, done.map(|_| MANIFEST));
    Ok(())
}

fn tell_left_out(plan: &Plan, options: &ExtractOptions, messages: &Messages) {
    let counts = [Reason::MaxFileSize, Reason::MaxTotalSize].map(|reason| {
        let left_out = plan.left_out.iter();
        left_out.filter(|out| out.reason == reason).count()
    });
    let bound = options
        .max_made
        .filter(|_| options.max_total_size.is_none());
    if counts[0] > 0 {
        messages.warning(&kept_out("--max-file-size", counts[0]));
    }
    match bound {
        _ if counts[1] == 0 => {}
        None => messages.warning(&kept_out("--max-total-size", counts[1])),
        Some(most) => messages.warning(&told(
            "told-kept-out-by-bound",
            &[
                ("most", most.into()),
                ("count", counts[1].into()),
                ("manifest", MANIFEST.into()),
            ],
        )),
    }
}

fn kept_out(option: &str, count: usize) -> String {
    let args = [
        ("option", option.into()),
        ("count", count.into()),
        ("manifest", MANIFEST.into()),
    ];
    told("told-kept-out", &args)
}

fn tell_faults(extracted: &Extracted, options: &ExtractOptions, messages: &Messages) {
    let cut = with_fault(extracted, ExtractFault::MaxFileSize)
        + with_fault(extracted, ExtractFault::MaxTotalSize);
    if cut > 0 {
        messages.warning(&told("told-files-cut", &[("count", cut.into())]));
    }
    if extracted.fill_limit {
        let most = options.most_filled();
        let raise = if most < options.limits.filled {
            "--max-total-size"
        } else {
            "--limit filled=N"
        };
        let args = [("most", most.into()), ("option", raise.into())];
        messages.warning(&told("told-fill-limit", &args));
    }
    let changed = with_fault(extracted, ExtractFault::CaptureChanged);
    if changed > 0 {
        messages.warning(&told("told-capture-changed", &[("count", changed.into())]));
    }
}

fn with_fault(extracted: &Extracted, fault: ExtractFault) -> usize {
    extracted
        .files
        .iter()
        .filter(|file| file.faults.contains(&fault))
        .count()
}
