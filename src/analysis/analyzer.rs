//! The whole way from a capture to the model: both passes, and the one loop over frames that they
//! share.
//!
//! [`Analyzer::run`] does all of it. Who wants to see rows or contents on the way takes the two
//! passes one by one: [`Analyzer::control_pass`] reads the control connections and gives a
//! [`ControlPlane`], which owns all that it needs, can be sent to another thread, and makes the
//! data pass as often as somebody listens to it.
//!
//! No pass fails on a bad capture: what is wrong with a file stands in its [`CaptureSummary`],
//! beside what was read before the fault. Whoever would rather have an error asks with
//! [`Analysis::whole`].

mod beside;
mod control_run;
mod data_run;
mod plane;
mod segments;
mod stepwise;

use std::fmt;
use std::sync::Arc;

use crate::analysis::control::ControlPass;
use crate::analysis::data::ContentScope;
use crate::analysis::keys::FoundKeys;
use crate::analysis::part::Part;
use crate::capture::{Capture, CaptureError, Input, SecretsListener};
use crate::decode::{DecodeOptions, Decoder};
use crate::digest::Hashes;
use crate::digest::known::KnownFiles;
#[cfg(feature = "digest")]
use crate::digest::{Hash, Hasher};
use crate::limits::Limits;
use crate::model::{Analysis, CaptureSummary, FileFault};
use crate::threads::Threads;
use crate::tls::{Keyring, Secrets, Sessions};

use control_run::ControlRun;
pub(super) use data_run::DataRun;
pub use plane::ControlPlane;
#[cfg(feature = "archive")]
pub(crate) use plane::finish_merged;
use segments::{Segments, WatchedPass};
use stepwise::FirstPass;
pub use stepwise::Stepwise;

/// Reads captures, on the calling thread alone unless [`Analyzer::threads`] says otherwise.
///
/// ```
/// use ftpscope::{Analyzer, Input};
///
/// let bytes = std::fs::read("samples/active.pcap")?;
/// let analysis = Analyzer::new().control_port(2121).run(Input::bytes(&bytes))?;
/// assert_eq!(analysis.sessions[0].transfers[0].bytes, 5);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Analyzer {
    options: AnalyzerOptions,
    /// `None`: whatever the caller may use.
    threads: Option<Threads>,
    watcher: Arc<dyn Watcher>,
}

/// What an analysis is asked for.
#[derive(Clone, Debug, Default)]
struct AnalyzerOptions {
    /// Ports to treat as control beside 21 and 990.
    control_ports: Vec<u16>,
    /// The digests of every transfer, in [`ControlPlane::analysis`].
    hash: Hashes,
    /// What listings say of files, likewise.
    listings: bool,
    /// Show the arguments of PASS and ACCT.
    show_passwords: bool,
    /// Skip packets with a wrong checksum.
    verify_checksums: bool,
    /// What opens TLS.
    secrets: Arc<Secrets>,
    /// The lists in which transfers are looked up.
    known_files: Arc<KnownFiles>,
    /// Leave the secrets alone that stand in captures.
    no_embedded_keys: bool,
    /// Where the capture was made.
    sensor: Option<Arc<str>>,
    /// Digest the files themselves.
    hash_captures: bool,
    /// The limits.
    limits: Limits,
    /// The connections that are analysed, where not all are.
    part: Option<Arc<Part>>,
}

/// Why there is no analysis.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// What was asked for makes no sense.
    #[error(transparent)]
    Input(#[from] CaptureError),
    /// Nothing of the capture can be read, or, with [`Analysis::whole`], not all of it.
    #[error(transparent)]
    File(#[from] FileFault),
}

/// Is told how far reading has come, some thousands of times a second at most.
pub trait Watcher: Send + Sync {
    /// A pass has consumed this many bytes of the input, of [`Capture::bytes`].
    fn at(&self, position: u64);

    /// A pass begins.
    fn begin(&self) {}

    /// A pass has ended.
    fn end(&self) {}
}

/// Watches nothing.
struct NoWatcher;

impl Watcher for NoWatcher {
    fn at(&self, _: u64) {}
}

/// Frames between two words to the watcher.
const WATCHED_FRAMES: u64 = 4096;

/// What an observer of the data pass wants to be told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Every frame of the sessions.
    pub rows: bool,
    /// What the data connections carry.
    pub contents: ContentScope,
    /// The digests of every transfer in the analysis that the pass gives.
    pub hash: Hashes,
    /// What listings say of files, in the analysis that the pass gives.
    pub listings: bool,
}

impl Wanted {
    /// The rows, and no more.
    pub const ROWS: Wanted = Wanted {
        rows: true,
        contents: ContentScope::None,
        hash: Hashes::NONE,
        listings: false,
    };
}

impl Default for Analyzer {
    fn default() -> Self {
        Analyzer {
            options: AnalyzerOptions::default(),
            threads: None,
            watcher: Arc::new(NoWatcher),
        }
    }
}

impl Analyzer {
    /// One that looks for control connections on ports 21 and 990 and for FTP on any other, makes
    /// no digests, masks passwords, and starts no thread.
    pub fn new() -> Self {
        Self::default()
    }

    /// Treats one more port as a control port.
    #[must_use]
    pub fn control_port(mut self, port: u16) -> Self {
        self.options.control_ports.push(port);
        self
    }

    /// Makes this digest of every transfer, or several.
    #[must_use]
    pub fn hash(mut self, hash: impl Into<Hashes>) -> Self {
        self.options.hash = hash.into();
        self
    }

    /// Keeps what listings say of files: [`Transfer::listing`](crate::model::Transfer::listing).
    #[must_use]
    pub fn listings(mut self, listings: bool) -> Self {
        self.options.listings = listings;
        self
    }

    /// Names the place where the capture was made, in [`CaptureSummary::sensor`].
    #[must_use]
    pub fn sensor(mut self, name: &str) -> Self {
        self.options.sensor = Some(name.into());
        self
    }

    /// Makes the SHA-256 of each file, in [`CaptureSummary::sha256`]: it is read once more for
    /// that.
    #[cfg(feature = "digest")]
    #[must_use]
    pub fn hash_captures(mut self, hash: bool) -> Self {
        self.options.hash_captures = hash;
        self
    }

    /// Shows the arguments of PASS and ACCT in rows and findings, which are masked otherwise.
    #[must_use]
    pub fn show_passwords(mut self, show: bool) -> Self {
        self.options.show_passwords = show;
        self
    }

    /// Skips packets with a wrong checksum. What offloading leaves in captures counts as right.
    #[must_use]
    pub fn verify_checksums(mut self, verify: bool) -> Self {
        self.options.verify_checksums = verify;
        self
    }

    /// Opens TLS with these secrets, where they belong to a connection of the capture.
    #[must_use]
    pub fn secrets(mut self, secrets: Secrets) -> Self {
        self.options.secrets = Arc::new(secrets);
        self
    }

    /// Opens TLS with the secrets that stand in captures, too, which is the default, or leaves them
    /// alone.
    #[must_use]
    pub fn embedded_keys(mut self, wanted: bool) -> Self {
        self.options.no_embedded_keys = !wanted;
        self
    }

    /// Looks every transfer up in these lists: [`Transfer::known`](crate::model::Transfer::known).
    #[cfg(feature = "digest")]
    #[must_use]
    pub fn known_files(mut self, known: KnownFiles) -> Self {
        self.options.known_files = Arc::new(known);
        self
    }

    /// What a capture may cost.
    #[cfg(feature = "archive")]
    pub(crate) fn caps(&self) -> Limits {
        self.options.limits
    }

    /// Analyses some connections of a larger capture.
    #[cfg(feature = "archive")]
    #[must_use]
    pub(crate) fn part(mut self, part: Arc<Part>) -> Self {
        self.options.part = Some(part);
        self
    }

    /// Sets what a capture may cost.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.options.limits = limits;
        self
    }

    /// Lets so many threads work: on files that are read ahead, on digests, on sessions. They start
    /// here and serve all runs. With 1, the default, and without the feature `threads` everything
    /// is done on the calling thread.
    #[must_use]
    pub fn threads(mut self, count: usize) -> Self {
        self.threads = Some(Threads::new(count));
        self
    }

    /// Tells a watcher how far each pass has come.
    #[must_use]
    pub fn watcher(mut self, watcher: impl Watcher + 'static) -> Self {
        self.watcher = Arc::new(watcher);
        self
    }

    /// Analyses an input: both passes.
    ///
    /// # Errors
    /// Where the list of inputs makes no sense or nothing of it can be read. What is wrong with one
    /// of several files, or with the end of one, is a value in [`Analysis::captures`];
    /// [`Analysis::whole`] makes an error of it.
    pub fn run<'r>(&self, input: impl Into<Input<'r>>) -> Result<Analysis, Error> {
        let capture = self.open(input)?;
        let analysis = self.analyse(&capture);
        if analysis.captures.iter().any(|file| file.frames > 0) {
            return Ok(analysis);
        }
        let fatal = analysis.faults().find(|found| found.fault.fatal);
        fatal.map_or(Ok(analysis), |fault| Err(Error::File(fault)))
    }

    /// Analyses a capture that is open: both passes. What is wrong with its files are values in
    /// [`Analysis::captures`].
    pub fn analyse(&self, capture: &Capture) -> Analysis {
        self.control_pass(capture).analysis()
    }

    /// Resolves an input, so that its size is known before it is read.
    ///
    /// # Errors
    /// As [`Capture::open`].
    pub fn open<'r>(&self, input: impl Into<Input<'r>>) -> Result<Capture, CaptureError> {
        Capture::open(input, &self.options.limits)
    }

    /// The same, and tells `watch` how many bytes of a stream are kept so far.
    pub(crate) fn open_watched<'r>(
        &self,
        input: impl Into<Input<'r>>,
        watch: &dyn Fn(u64),
    ) -> Result<Capture, CaptureError> {
        Capture::open_watched(input, &self.options.limits, watch)
    }

    /// Begins an analysis that its caller carries on, a number of frames at a time.
    pub fn stepwise(&self, capture: &Capture, wanted: Wanted) -> Stepwise {
        Stepwise::new(self.inner(capture), wanted)
    }

    /// The first pass: reads the control connections.
    pub fn control_pass(&self, capture: &Capture) -> ControlPlane {
        let inner = self.inner(capture);
        inner.enter(|| inner.clone().control_plane())
    }

    /// What both passes work with.
    fn inner(&self, capture: &Capture) -> Inner {
        Inner {
            capture: capture.clone(),
            options: self.options.clone(),
            threads: self.threads.clone(),
            watcher: Arc::clone(&self.watcher),
        }
    }
}

impl fmt::Debug for Analyzer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Analyzer")
            .field("options", &self.options)
            .field("threads", &self.threads)
            .finish_non_exhaustive()
    }
}

/// What both passes work with.
#[derive(Clone)]
struct Inner {
    capture: Capture,
    options: AnalyzerOptions,
    threads: Option<Threads>,
    watcher: Arc<dyn Watcher>,
}

impl Inner {
    /// Does work on the threads that were asked for.
    fn enter<T>(&self, work: impl FnOnce() -> T) -> T {
        match &self.threads {
            Some(threads) => threads.enter(work),
            None => work(),
        }
    }

    /// `secrets` is told of those between the frames.
    fn segments(&self, secrets: Option<Arc<dyn SecretsListener>>) -> Segments {
        let decode = DecodeOptions {
            verify_checksums: self.options.verify_checksums,
        };
        self.watcher.begin();
        Segments {
            frames: match secrets {
                Some(listener) => self.capture.frames_and_secrets(listener),
                None => self.capture.frames(),
            },
            decoder: Decoder::new(&self.options.limits, decode),
            watcher: WatchedPass(Arc::clone(&self.watcher)),
        }
    }

    /// The frames once more, for a reader beside the one that is watched.
    fn unwatched_segments(mut self) -> Segments {
        self.watcher = Arc::new(NoWatcher);
        self.segments(None)
    }

    /// The first pass, once more where it comes upon secrets that it lacked.
    fn control_plane(self) -> ControlPlane {
        let mut pass = FirstPass::new(self);
        while pass.step() {}
        pass.finish()
    }

    /// Sets the secrets: those that were given, and those that were found unless they are to be
    /// left alone.
    fn open_with(&mut self, given: &Arc<Secrets>, found: &FoundKeys) {
        let is_wanted = !self.options.no_embedded_keys && !found.secrets.is_empty();
        self.options.secrets = Arc::clone(given);
        if is_wanted {
            Arc::make_mut(&mut self.options.secrets).merge(&found.secrets, &self.options.limits);
        }
    }

    /// What the files are called beside their names, where that was asked for.
    fn identify(&self, summaries: &mut [CaptureSummary]) {
        for summary in &mut *summaries {
            summary.sensor.clone_from(&self.options.sensor);
        }
        #[cfg(feature = "digest")]
        if self.options.hash_captures {
            for (file, summary) in summaries.iter_mut().enumerate() {
                let mut hasher = Hasher::new(Hash::Sha256.into());
                let whole = self
                    .capture
                    .read_stored(file, &mut |bytes| hasher.update(bytes));
                summary.sha256 = whole.and_then(|()| hasher.finish().sha256);
            }
        }
    }

    /// Begins to read the control connections.
    fn begin_control(&self, secrets: Option<Arc<dyn SecretsListener>>) -> ControlRun {
        let AnalyzerOptions {
            limits,
            control_ports,
            show_passwords,
            ..
        } = &self.options;
        let ring = Keyring::new(&self.options.secrets, Sessions::default(), limits);
        ControlRun {
            pass: ControlPass::new(limits, control_ports, *show_passwords, ring),
            counts: Vec::new(),
            segments: self.segments(secrets),
            part: self.options.part.clone(),
        }
    }
}

impl fmt::Debug for Inner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inner")
            .field("capture", &self.capture)
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_owned<T: Send + 'static>(_: &T) {}

    #[test]
    fn what_stands_between_the_passes_can_go_to_another_thread() {
        let analyzer = Analyzer::new().threads(2);
        let capture = analyzer
            .open(Input::path("samples/passive.pcap"))
            .expect("one file");
        let plane = analyzer.control_pass(&capture);
        is_owned(&plane);
        drop((analyzer, capture));
        let analysis = std::thread::spawn(move || plane.analysis()).join();
        assert_eq!(analysis.expect("it is made").sessions.len(), 1);
    }

    #[test]
    fn bytes_in_memory_are_a_capture_and_their_fault_is_an_error_where_one_is_asked_for() {
        let mut bytes = std::fs::read("samples/active.pcap").expect("the sample is there");
        let analyzer = Analyzer::new();
        let whole = analyzer.run(Input::bytes(&bytes)).expect("an analysis");
        assert_eq!(whole.captures[0].path, "memory");
        whole.whole().expect("nothing is wrong with it");
        bytes.pop();
        let cut = analyzer.run(Input::shared(bytes).named("cut"));
        let fault = cut.expect("a warning").whole().expect_err("it is cut");
        assert!(fault.to_string().starts_with("cut: ends within the record"));
        let none = analyzer.run(Input::path("samples/none.pcap"));
        let error = none.expect_err("there is no such file").to_string();
        assert!(
            error.starts_with("samples/none.pcap: no such file"),
            "{error}"
        );
        let one_of_two = Input::paths(["samples/none.pcap", "samples/active.pcap"]);
        let analysis = analyzer.run(one_of_two).expect("the other one is there");
        assert_eq!(analysis.faults().count(), 1);
    }
}
