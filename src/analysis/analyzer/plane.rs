//! What stands between the two passes: the sessions as their control connections show them.

use std::io;
use std::sync::Arc;

use crate::analysis::control::ControlPlan;
use crate::analysis::data::{ContentScope, DataPass, DataPassOptions};
use crate::analysis::findings;
use crate::analysis::keys;
use crate::analysis::observer::{NoObserver, Observer};
use crate::analysis::others::Others;
use crate::analysis::rows::Rows;
use crate::digest::Hashes;
use crate::limits::{self, Limits};
use crate::model::{Analysis, CaptureSummary};
use crate::threads;
use crate::tls::Secrets;

use super::data_run::DataRun;
use super::{AnalyzerOptions, Inner, Wanted};

/// Control connections are followed beside the others where at least one frame in so many is
/// theirs.
const CONTROL_SHARE: u64 = 4;
/// Frames of control connections below which starting a thread takes longer than it saves.
const FEW_FRAMES: u64 = 2_000;
/// Bytes of a frame, on average, up to which digests of what frames carry leave the second of two
/// cores idle: to follow the connection of such a frame takes longer than to digest it.
const SMALL_FRAME: u64 = 256;

/// A capture whose control plane is known: all that the data pass needs to begin. It owns what it
/// holds and starts nothing by itself, so that it can be kept, and sent to another thread.
#[derive(Debug)]
pub struct ControlPlane {
    pub(super) inner: Inner,
    pub(super) plan: Arc<ControlPlan>,
    pub(super) summaries: Vec<CaptureSummary>,
    pub(super) notes: Vec<(&'static str, u64)>,
    pub(super) limits_hit: Vec<(&'static str, u64)>,
}

impl ControlPlane {
    /// What is known of each file.
    pub fn summaries(&self) -> &[CaptureSummary] {
        &self.summaries
    }

    /// What the capture may cost.
    pub fn limits(&self) -> Limits {
        self.inner.options.limits
    }

    /// What TLS is opened with: the secrets that were given, and those of the capture.
    pub fn secrets(&self) -> &Secrets {
        &self.inner.options.secrets
    }

    /// The sessions as their control connections show them.
    pub fn plan(&self) -> &ControlPlan {
        &self.plan
    }

    /// The data pass, to which nobody listens.
    pub fn analysis(&self) -> Analysis {
        let wanted = Wanted {
            hash: self.inner.options.hash,
            listings: self.inner.options.listings,
            ..Wanted::default()
        };
        self.data_pass(wanted, &mut NoObserver).unwrap_or_default()
    }

    /// The data pass, with an observer of whatever is wanted. It can be made any number of times.
    ///
    /// # Errors
    /// Those of the observer; the pass ends there.
    pub fn data_pass(&self, wanted: Wanted, observer: &mut dyn Observer) -> io::Result<Analysis> {
        self.data_pass_with(wanted, observer, None)
    }

    /// The data pass once more, for another observer: the analysis of an earlier one, where it is
    /// `known`, is not made again, and given back with what the files showed only now.
    ///
    /// # Errors
    /// Those of the observer.
    pub fn data_pass_with(
        &self,
        wanted: Wanted,
        observer: &mut dyn Observer,
        known: Option<Analysis>,
    ) -> io::Result<Analysis> {
        self.inner.enter(|| {
            let mut pass = self.begin(wanted, known.is_none());
            if known.is_some() {
                // their records are there already
                pass.pass.leave_control();
            } else if self.has_idle_core(wanted) && self.is_split_worth_it() {
                pass.follow_control_beside(&self.inner);
            }
            while pass.step(observer)? {}
            pass.finish(self, observer, known)
        })
    }

    /// The data pass, row by row: for callers who ask rather than listen.
    pub fn rows(&self) -> Rows<'_> {
        Rows::new(self)
    }

    /// Begins a data pass; `assembles` where it makes the records.
    pub(in crate::analysis) fn begin(&self, wanted: Wanted, assembles: bool) -> DataRun {
        let AnalyzerOptions {
            show_passwords,
            limits,
            ..
        } = self.inner.options;
        let Wanted {
            rows,
            contents,
            hash,
            listings,
        } = wanted;
        let options = DataPassOptions {
            hash,
            show_passwords,
            rows,
            contents,
            listings,
        };
        let known = if assembles {
            Arc::clone(&self.inner.options.known_files)
        } else {
            Arc::default()
        };
        let part = self.inner.options.part.clone();
        DataRun {
            frames: self.inner.segments(None),
            others: (self.plan.sessions.is_empty() && part.is_none()).then(|| Others::new(&limits)),
            part,
            beside: None,
            pass: DataPass::new(
                Arc::clone(&self.plan),
                &limits,
                options,
                &self.inner.options.secrets,
                &known,
            ),
        }
    }

    /// True where a second reader of the capture, for the control connections, takes more off the
    /// first one than it costs: many frames are theirs, and a frame costs little to read, as no
    /// file is compressed.
    fn is_split_worth_it(&self) -> bool {
        let frames = self.frames();
        let is_packed = |file: &CaptureSummary| file.compression.is_some();
        let are_many = self.plan.control_frames >= (frames / CONTROL_SHARE).max(FEW_FRAMES);
        are_many && !self.summaries.iter().any(is_packed)
    }

    /// True unless digests are made of much, or files written, on the second of two cores.
    fn has_idle_core(&self, wanted: Wanted) -> bool {
        let bytes: u64 = self.summaries.iter().map(|file| file.bytes).sum();
        let is_little = wanted.hash == Hashes::NONE || bytes <= self.frames() * SMALL_FRAME;
        (is_little && wanted.contents == ContentScope::None) || threads::count() > 2
    }

    fn frames(&self) -> u64 {
        self.summaries.iter().map(|file| file.frames).sum()
    }

    /// Puts a pass together that has come to its end.
    pub(super) fn assemble(&self, pass: DataPass) -> Analysis {
        let mut analysis = pass.records();
        analysis.captures.clone_from(&self.summaries);
        analysis.make_sessions_whole();
        let secrets = &self.inner.options.secrets;
        keys::count_used(&mut analysis.captures, &analysis.connections, secrets);
        analysis.notes.clone_from(&self.notes);
        analysis.notes.extend(further_notes(&analysis));
        analysis.limits_hit.extend(self.limits_hit.iter().copied());
        let left_out = [("key_log_entries", secrets.tally().left_out)];
        analysis.limits_hit.extend(limits::hit(left_out));
        let known = &self.inner.options.known_files;
        analysis.limits_hit.extend(known.limits_hit());
        findings::find(&mut analysis);
        analysis
    }
}

/// Decides what is decided over all sessions, where these were analysed in parts: records are put
/// together, and what decoding noted stands in them.
#[cfg(feature = "archive")]
pub(crate) fn finish_merged(analysis: &mut Analysis) {
    analysis.make_sessions_whole();
    let notes = further_notes(analysis);
    analysis.notes.extend(notes);
    findings::find(analysis);
}

/// What is worth a word beside what decoding notes, by name: `duplicate-frames`, frames that hold a
/// packet once more; `generated-sequence-numbers`, connections whose numbers no TCP would send;
/// `times-out-of-range`, frames whose times were moved by centuries. Zero is left out.
fn further_notes(analysis: &Analysis) -> Vec<(&'static str, u64)> {
    let (mut copies, mut made_up) = (0, 0);
    for connection in &**analysis.connections {
        copies += connection.copies;
        made_up += u64::from(connection.made_up_numbers);
    }
    let shifted = analysis.captures.iter().map(|c| c.shifted_times).sum();
    let counts = [
        ("duplicate-frames", copies),
        ("generated-sequence-numbers", made_up),
        ("times-out-of-range", shifted),
    ];
    counts.into_iter().filter(|&(_, times)| times > 0).collect()
}
