//! Captures → outcomes, several at a time; what is printed comes in the order of the arguments.

use std::path::PathBuf;
use std::time::Instant;

use crate::analysis::Analyzer;
use crate::analysis::view::{Selection, View};
use crate::capture::CaptureError;
use crate::check::report::Judged;
use crate::check::{Expectations, failures, judge};
use crate::cli::CommandFailure;
use crate::cli::progress::Progress;
use crate::cli::stderr::{Messages, RowKind};
use crate::digest::{Hash, Hashes};
use crate::model::{Analysis, Message};
use crate::text::escape;
use crate::text::finding::ENGLISH;
use crate::text::message::sentence;
use crate::text::shell;
use crate::threads;

use super::CheckParams;
use super::args::CheckArgs;
use super::record::Recorded;

/// Files that are one capture, and what it alone is compared with.
#[derive(Debug)]
pub(super) struct CheckJob {
    pub(super) captures: Vec<PathBuf>,
    pub(super) expectations: Option<PathBuf>,
}

impl CheckJob {
    pub(super) fn new(captures: Vec<PathBuf>) -> Self {
        CheckJob {
            captures,
            expectations: None,
        }
    }
}

/// What a thread works with.
struct Bench<'a> {
    /// What all captures are compared with.
    shared: &'a Expectations,
    /// Which of their files were recorded.
    recorded: &'a [Recorded],
    analyzer: Analyzer,
    selection: Selection,
}

/// A job whose expectations are read, where they can be understood.
struct CheckTask<'a> {
    captures: &'a [PathBuf],
    /// `None` where they cannot be understood.
    own: Option<Expectations>,
    recorded: Vec<Recorded>,
}

impl CheckTask<'_> {
    /// Commands that record the expectations anew; none where more than this capture is compared
    /// with them.
    fn anew(&self, shared: &[Recorded], files: &[String]) -> Vec<String> {
        let files = shell::words(files);
        self.recorded
            .iter()
            .chain(shared)
            .map(|recorded| recorded.command(&files))
            .collect()
    }
}

type CheckDone = Result<(Judged, Analysis), CaptureError>;

/// Judges every job, on as many threads as there are processors.
pub(super) fn judge_all(
    jobs: &[CheckJob],
    shared: &CheckParams,
    args: &CheckArgs,
    messages: &Messages,
) -> Result<Vec<Judged>, CommandFailure> {
    let tasks: Vec<CheckTask> = jobs
        .iter()
        .map(|job| task(job, args.allow_no_ftp))
        .collect();
    let bench = Bench {
        shared: &shared.expectations,
        recorded: &shared.recorded,
        analyzer: args.common.analyzer(Hashes::NONE, messages)?,
        selection: args.common.selection(),
    };
    let mut judged = Vec::new();
    let mut take = |done: CheckDone| {
        let (capture, analysis) = done.map_err(CommandFailure::Usage)?;
        messages.filters(&analysis, &bench.selection, RowKind::Sessions);
        messages.faults(&analysis);
        judged.push(capture);
        Ok(())
    };
    match &tasks[..] {
        [task] => take(bench.judge(task, &|analyzer, bytes| {
            analyzer.watcher(Progress::new(bytes, args.common.quiet))
        }))?,
        tasks => in_parallel(
            tasks,
            |task| bench.judge(task, &|analyzer, _| analyzer),
            take,
        )?,
    }
    Ok(judged)
}

/// Reads the expectations of a job.
fn task(job: &CheckJob, allow_no_ftp: bool) -> CheckTask<'_> {
    let mut own = Expectations::default();
    let mut recorded = Vec::new();
    if allow_no_ftp {
        own.allow_no_ftp();
    }
    let read = job
        .expectations
        .as_ref()
        .map_or(Ok(()), |path| super::read(&mut own, path, &mut recorded));
    let own = read.is_ok().then_some(own);
    CheckTask {
        captures: &job.captures,
        own,
        recorded,
    }
}

/// Analyses, in number and for each thread, that may wait for an earlier one; each is as large as
/// its capture made it.
const WAITING: usize = 4;

/// Hands on what `work` makes of each task, in their order.
fn in_parallel<T: Sync, D: Send>(
    tasks: &[T],
    work: impl Fn(&T) -> D + Sync,
    mut take: impl FnMut(D) -> Result<(), CommandFailure>,
) -> Result<(), CommandFailure> {
    for tasks in tasks.chunks(threads::count() * WAITING) {
        let (done, ()) = threads::spread(tasks.iter(), &work, || ());
        done.into_iter().try_for_each(&mut take)?;
    }
    Ok(())
}

impl Bench<'_> {
    fn judge(&self, task: &CheckTask, watch: &dyn Fn(Analyzer, u64) -> Analyzer) -> CheckDone {
        let begun = Instant::now();
        let files: Vec<String> = task
            .captures
            .iter()
            .map(|path| path.to_string_lossy().into_owned())
            .collect();
        let title = escape::text(files.join(" ").as_bytes());
        let Some(own) = &task.own else {
            let said = Message::new("check-no-expectations", []);
            let judged = Judged {
                title,
                files,
                error: Some(sentence(&ENGLISH, &said)),
                said: Some(said),
                ..Judged::default()
            };
            return Ok((judged, Analysis::default()));
        };
        let digest =
            self.shared.need_digest() || own.need_digest() || self.selection.criteria.need_digest();
        let hash = if digest { Hash::Sha256 } else { Hash::None };
        let analyzer = self.analyzer.clone().hash(hash);
        let capture = analyzer.open(task.captures)?;
        let analysis = watch(analyzer, capture.bytes()).analyse(&capture);
        let view = View {
            analysis: &analysis,
            selection: &self.selection,
            show_passwords: false,
        };
        let fatal = analysis
            .captures
            .iter()
            .filter_map(|c| c.fault.as_ref())
            .find(|fault| fault.fatal);
        let error = fatal.map(|fault| fault.message.clone());
        let said = fatal.and_then(|fault| fault.said.clone());
        let mut outcomes = Vec::new();
        // of nothing at all, nothing can be said
        if error.is_none() || analysis.captures.iter().any(|capture| capture.frames > 0) {
            outcomes.extend(judge(&view, self.shared));
            outcomes.extend(judge(&view, own));
        }
        let failures = failures(&view, &outcomes);
        Ok((
            Judged {
                title,
                anew: task.anew(self.recorded, &files),
                files,
                captures: analysis.captures.clone(),
                outcomes,
                failures,
                elapsed: begun.elapsed(),
                error,
                said,
            },
            analysis,
        ))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;
    use crate::threads::Threads;

    #[test]
    fn nobody_runs_far_ahead_and_the_order_is_kept() {
        let (made, mut taken) = (AtomicUsize::new(0), 0);
        let tasks: Vec<usize> = (0..500).collect();
        let work = |&task: &usize| {
            made.fetch_add(1, Ordering::SeqCst);
            task
        };
        let take = |task| {
            assert_eq!(task, taken);
            taken += 1;
            let waiting = made.load(Ordering::SeqCst) - task;
            assert!(waiting <= 3 * WAITING, "{waiting} wait");
            Ok(())
        };
        let done = Threads::new(3).enter(|| in_parallel(&tasks, work, take));
        assert!(done.is_ok());
        assert_eq!(taken, 500);
    }

    #[test]
    fn a_failure_ends_it_for_all() {
        let made = AtomicUsize::new(0);
        let failed = in_parallel(
            &[(); 500],
            |(): &()| made.fetch_add(1, Ordering::SeqCst),
            |_| Err(CommandFailure::Output(std::io::ErrorKind::Other.into())),
        );
        assert!(failed.is_err());
        assert!(made.into_inner() <= WAITING, "the rest is left alone");
    }
}
