//! The whole way from a capture to the records: both passes, one after the other.
//!
//! [`survey`] is pass 1; [`Surveyed::replay`] is pass 2 and gives the records, and [`Surveyed::replay_to`] tells an observer
//! on the way what it wants. [`analyse`] does both. Neither fails: what is wrong with a file stands in its
//! [`CaptureSummary`], beside what was read before the fault.

pub mod control;
pub mod data;
pub mod findings;
pub mod observer;
mod tls;
pub mod view;

use std::collections::BTreeMap;
use std::io;

use crate::analysis::data::{Replay, ReplayOptions};
use crate::analysis::observer::Observer;
use crate::capture::{Capture, CaptureError, Frame};
use crate::decode::{DecodeOptions, Decoder, Segment, Skip};
use crate::digest::Hash;
use crate::limits::Limits;
use crate::model::{Analysis, CaptureSummary, Fault};

use crate::analysis::control::{Plan, Survey};

pub use crate::analysis::data::Which;

/// What an analysis is asked for.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Ports to treat as control beside 21 and 990.
    pub control_ports: Vec<u16>,
    /// The digest of every transfer, in [`Surveyed::replay`].
    pub hash: Hash,
    /// Show the arguments of PASS and ACCT.
    pub show_passwords: bool,
    /// Skip packets with a wrong checksum.
    pub verify_checksums: bool,
    /// The caps.
    pub limits: Limits,
}

/// Is told how far reading has come, some thousands of times a second at most.
pub trait Watcher {
    /// A pass has consumed this many bytes of the input, of [`Capture::bytes`].
    fn at(&self, position: u64);

    /// A pass begins.
    fn begin(&self) {}

    /// A pass has ended.
    fn end(&self) {}
}

/// Watches nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Unwatched;

impl Watcher for Unwatched {
    fn at(&self, _: u64) {}
}

/// Frames between two words to the watcher.
const WATCHED_FRAMES: u64 = 4096;

/// What an observer of pass 2 wants to be told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Every frame of the sessions.
    pub rows: bool,
    /// What the data connections carry.
    pub contents: Which,
    /// The digest of every transfer in the records that the pass gives; it is made on another core.
    pub hash: Hash,
}

impl Wanted {
    /// The rows, and no more.
    pub const ROWS: Wanted = Wanted {
        rows: true,
        contents: Which::None,
        hash: Hash::None,
    };
}

/// A capture whose control plane is known.
pub struct Surveyed<'c> {
    capture: &'c Capture,
    options: &'c Options,
    watcher: &'c dyn Watcher,
    plan: Plan,
    summaries: Vec<CaptureSummary>,
    notes: Vec<(&'static str, u64)>,
    limits_hit: Vec<(&'static str, u64)>,
}

/// Pass 1.
pub fn survey<'c>(
    capture: &'c Capture,
    options: &'c Options,
    watcher: &'c dyn Watcher,
) -> Surveyed<'c> {
    let mut survey = Survey::new(options.limits, &options.control_ports);
    let mut counts: Vec<Counts> = Vec::new();
    let decoded = each_segment(capture, options, watcher, |frame, found| {
        if frame.data.len() < frame.wire_len as usize {
            let counts = Counts::of(&mut counts, frame);
            counts.cut_frames += 1;
            counts.first_cut_frame.get_or_insert(frame.number);
        }
        match found {
            Ok(segment) => survey.segment(&segment),
            Err(skip) => {
                *Counts::of(&mut counts, frame)
                    .skipped
                    .entry(skip.reason())
                    .or_default() += 1
            }
        }
        Ok(())
    });
    let Decoded {
        mut summaries,
        notes,
        limits_hit,
        ..
    } = decoded;
    for (summary, counts) in summaries.iter_mut().zip(counts) {
        let Counts {
            skipped,
            cut_frames,
            first_cut_frame,
        } = counts;
        (summary.skipped, summary.cut_frames, summary.first_cut_frame) =
            (skipped, cut_frames, first_cut_frame);
    }
    Surveyed {
        capture,
        options,
        watcher,
        plan: survey.finish(),
        summaries,
        notes,
        limits_hit,
    }
}

/// What pass 1 counts of the frames of a file.
#[derive(Debug, Default)]
struct Counts {
    skipped: BTreeMap<&'static str, u64>,
    cut_frames: u64,
    first_cut_frame: Option<u64>,
}

impl Counts {
    /// Those of a frame's file.
    fn of<'c>(counts: &'c mut Vec<Counts>, frame: &Frame) -> &'c mut Counts {
        let file = frame.file as usize;
        if counts.len() <= file {
            counts.resize_with(file + 1, Counts::default);
        }
        &mut counts[file]
    }
}

impl Surveyed<'_> {
    /// What is known of each file.
    pub fn summaries(&self) -> &[CaptureSummary] {
        &self.summaries
    }

    /// What it may cost.
    pub fn limits(&self) -> Limits {
        self.options.limits
    }

    /// The control plane.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// Pass 2, without an observer.
    pub fn replay(&self) -> Analysis {
        let wanted = Wanted {
            hash: self.options.hash,
            ..Wanted::default()
        };
        self.replay_to(wanted, &mut Nobody).unwrap_or_default()
    }

    /// Pass 2, with an observer of whatever is wanted. It can be made any number of times.
    ///
    /// # Errors
    /// Those of the observer; the pass ends there.
    pub fn replay_to(&self, wanted: Wanted, observer: &mut dyn Observer) -> io::Result<Analysis> {
        self.tell(wanted, observer, None)
    }

    /// Pass 2 once more, for another observer: the records of an earlier run, where they are `known`, are not made again,
    /// and given back with what the files showed only now.
    ///
    /// # Errors
    /// Those of the observer.
    pub fn tell(
        &self,
        wanted: Wanted,
        observer: &mut dyn Observer,
        known: Option<Analysis>,
    ) -> io::Result<Analysis> {
        let Options {
            show_passwords,
            limits,
            ..
        } = *self.options;
        let Wanted {
            rows,
            contents,
            hash,
        } = wanted;
        let mut replay = Replay::new(
            &self.plan,
            limits,
            ReplayOptions {
                hash,
                show_passwords,
                rows,
                contents,
            },
        );
        let decoded =
            each_segment(
                self.capture,
                self.options,
                self.watcher,
                |frame, found| match found {
                    Ok(segment) => replay.segment(&segment, frame, observer),
                    Err(_) => Ok(()),
                },
            );
        decoded.result?;
        replay.end(observer)?;
        let mut analysis = known.unwrap_or_else(|| self.records(replay));
        for (known, again) in analysis.captures.iter_mut().zip(decoded.summaries) {
            if known.fault.is_none() {
                known.fault = changed(known, again);
            }
        }
        Ok(analysis)
    }

    fn records(&self, replay: Replay) -> Analysis {
        let mut analysis = replay.records();
        analysis.captures.clone_from(&self.summaries);
        analysis.notes.clone_from(&self.notes);
        analysis.limits_hit.extend(self.limits_hit.iter().copied());
        findings::find(&mut analysis);
        analysis
    }
}

/// The fault of a file that changed between the passes, which the first one did not see.
fn changed(known: &CaptureSummary, again: CaptureSummary) -> Option<Fault> {
    let seen = |summary: &CaptureSummary| {
        (
            summary.frames,
            summary.bytes,
            summary.first_time,
            summary.last_time,
        )
    };
    let differs = again.fault.is_some() || seen(known) != seen(&again);
    let fault = again.fault.filter(|fault| fault.fatal);
    fault.or_else(|| differs.then(|| Fault::from(&CaptureError::Changed)))
}

/// Both passes without an observer: the records of a capture.
pub fn analyse(capture: &Capture, options: &Options) -> Analysis {
    survey(capture, options, &Unwatched).replay()
}

impl std::fmt::Debug for Surveyed<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Surveyed")
            .field("plan", &self.plan)
            .finish_non_exhaustive()
    }
}

struct Decoded {
    result: io::Result<()>,
    summaries: Vec<CaptureSummary>,
    notes: Vec<(&'static str, u64)>,
    limits_hit: Vec<(&'static str, u64)>,
}

/// The one loop over frames, which both passes run.
fn each_segment(
    capture: &Capture,
    options: &Options,
    watcher: &dyn Watcher,
    mut take: impl FnMut(&Frame, Result<Segment, Skip>) -> io::Result<()>,
) -> Decoded {
    let decode = DecodeOptions {
        verify_checksums: options.verify_checksums,
    };
    let mut decoder = Decoder::new(&options.limits, decode);
    let mut frames = capture.frames();
    let mut result = Ok(());
    watcher.begin();
    while let Some(frame) = frames.next() {
        let number = frame.number;
        let found = decoder.decode(&frame);
        result = take(&frame, found);
        if result.is_err() {
            break;
        }
        if number % WATCHED_FRAMES == 0 {
            watcher.at(frames.position());
        }
    }
    watcher.end();
    Decoded {
        result,
        summaries: frames.finish(),
        notes: decoder.notes(),
        limits_hit: decoder.limits_hit(),
    }
}

struct Nobody;

impl Observer for Nobody {}
