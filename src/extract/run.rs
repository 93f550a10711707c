//! The passes of an extraction.

use std::io;

use crate::analysis::observer::Observer;
use crate::analysis::{ContentScope, ControlPlane, Wanted};
use crate::digest::Hashes;
use crate::model::Analysis;

use super::ExtractOptions;
use super::plan::{File, Plan};
use super::spool::Spool;
use super::state::ByteSource;
use super::target::Target;
use super::writer::{Extracted, Writer};

/// What is to be extracted, and how.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ExtractJob<'a> {
    pub(crate) plan: &'a Plan,
    pub(crate) analysis: &'a Analysis,
    pub(crate) options: &'a ExtractOptions,
}

/// An extraction that is done.
#[derive(Debug)]
pub struct Done {
    /// The records of a pass that was made for it, if there was one.
    pub seen: Option<Analysis>,
    /// The files.
    pub extracted: Extracted,
    /// Where they are.
    pub target: Target,
}

/// Makes the records. Where every file is wanted, `target` is given, and files are written on the
/// way if nothing else in the options asks to wait: that saves a pass.
///
/// # Errors
/// Where the target takes no files; an error of one file is kept for [`write_spooled`].
pub(crate) fn records(
    plane: &ControlPlane,
    options: &ExtractOptions,
    target: Option<&Target>,
) -> io::Result<(Analysis, Option<Spool>)> {
    let Some(target) = target.filter(|_| options.takes_all_as_it_is()) else {
        return Ok((plane.data_pass(Wanted::default(), &mut NoObserver)?, None));
    };
    let mut spool = Spool::new(target, options)?;
    let contents = ContentScope::Plain {
        listings: options.listings,
    };
    let wanted = Wanted {
        rows: false,
        contents,
        hash: options.hash,
        listings: false,
    };
    let analysis = plane.data_pass(wanted, &mut spool)?;
    Ok((analysis, Some(spool)))
}

/// Writes what is planned.
///
/// # Errors
/// Where a file cannot be written; nothing has a name then, or only whole files have.
pub fn write(
    plane: &ControlPlane,
    analysis: &Analysis,
    plan: &Plan,
    options: &ExtractOptions,
    target: Target,
) -> io::Result<Done> {
    let job = ExtractJob {
        plan,
        analysis,
        options,
    };
    write_spooled(plane, job, target, None)
}

/// The same where files are there already: gives them their names, and reads the capture once more
/// for the others.
///
/// # Errors
/// As [`write()`].
pub(crate) fn write_spooled(
    plane: &ControlPlane,
    job: ExtractJob,
    target: Target,
    spool: Option<Spool>,
) -> io::Result<Done> {
    let ExtractJob {
        plan,
        analysis,
        options,
    } = job;
    let spooled = spool
        .map(|spool| spool.finish(plan, &target))
        .transpose()?
        .flatten();
    // a digest of everything is made beside the writing; for a few files it is quicker to make only
    // theirs
    let rest: u64 = plan
        .files
        .iter()
        .filter(|file| {
            let spooled = spooled.as_ref();
            spooled.is_none_or(|spooled| !spooled.has_all(analysis, file))
        })
        .map(File::bytes)
        .sum();
    let all: u64 = analysis
        .sessions
        .iter()
        .flat_map(|session| &session.transfers)
        .map(|t| t.bytes)
        .sum();
    let (source, hash) = if rest >= all / 2 {
        (ByteSource::DigestingPass, options.hash)
    } else {
        (ByteSource::Pass, Hashes::NONE)
    };
    let mut writer = Writer::new(job, target, spooled, source)?;
    let mut seen = None;
    if writer.is_waiting() {
        seen = Some(plane.data_pass(
            Wanted {
                rows: false,
                contents: ContentScope::All,
                hash,
                listings: false,
            },
            &mut writer,
        )?);
    }
    let (extracted, target) = writer.finish(analysis, seen.as_ref().unwrap_or(analysis))?;
    Ok(Done {
        seen,
        extracted,
        target,
    })
}

struct NoObserver;

impl Observer for NoObserver {}
