//! The secrets that a capture is opened with: those that were given, and those that stand in its
//! own files.
//!
//! A file may hold secrets anywhere. Those before its first frame, where the format wants them, are
//! known before the control pass begins, also those of files that are read later. Others are come
//! upon by that pass; where they are new and a session of the capture is under TLS, the control
//! connections are read once more with all of them. The data pass begins with all that there are.

use std::collections::{BTreeMap, HashSet};
use std::sync::{Arc, Mutex};

use foldhash::fast::RandomState;

use crate::capture::{Capture, SecretsListener};
use crate::limits::Limits;
use crate::model::{CaptureSummary, Connection, KeyLog, SecretSource};
use crate::tls::{KeyLogTally, Random, Secrets};

/// Collects the secrets that stand in files.
pub(super) struct Embedded {
    limits: Limits,
    found: Mutex<FoundKeys>,
}

/// Secrets of files, and of each what its lines are.
#[derive(Default)]
pub(super) struct FoundKeys {
    pub(super) secrets: Secrets,
    files: BTreeMap<u32, KeyLogTally>,
}

impl Embedded {
    pub(super) fn new(limits: &Limits) -> Arc<Self> {
        Arc::new(Embedded {
            limits: *limits,
            found: Mutex::default(),
        })
    }

    /// Those before the first frames of a capture.
    pub(super) fn before_frames(capture: &Capture, limits: &Limits) -> FoundKeys {
        let embedded = Self::new(limits);
        let listener: Arc<dyn SecretsListener> = Arc::clone(&embedded) as _;
        capture.first_secrets(&listener);
        embedded.take()
    }

    /// What was found so far.
    pub(super) fn take(&self) -> FoundKeys {
        self.found
            .lock()
            .map(|mut found| std::mem::take(&mut *found))
            .unwrap_or_default()
    }
}

impl SecretsListener for Embedded {
    fn text(&self, file: u32, text: &[u8]) {
        if let Ok(mut found) = self.found.lock() {
            let tally = found
                .secrets
                .read_text(text, SecretSource::Capture, &self.limits);
            found.files.entry(file).or_default().add(&tally);
        }
    }
}

impl FoundKeys {
    /// Writes down what is at hand for each file.
    pub(super) fn summarise(&self, given: &Secrets, summaries: &mut [CaptureSummary]) {
        let given = given.tally();
        for (summary, file) in summaries.iter_mut().zip(0..) {
            let own = self.files.get(&file);
            if given.texts == 0 && own.is_none() {
                continue;
            }
            let own = own.copied().unwrap_or_default();
            summary.key_log = Some(KeyLog {
                files: given.texts,
                entries: given.entries + own.entries,
                used: 0,
                ignored: given.ignored + own.ignored,
                malformed: given.malformed + own.malformed,
                in_capture: own.entries + own.repeated > 0,
            });
        }
    }
}

/// Counts the secrets that belong to connections of the capture.
pub(super) fn count_used(
    summaries: &mut [CaptureSummary],
    connections: &[Box<Connection>],
    secrets: &Secrets,
) {
    if secrets.is_empty() {
        return;
    }
    let randoms: HashSet<Random, RandomState> = connections
        .iter()
        .filter_map(|connection| connection.tls.as_deref())
        .flat_map(|tls| tls.client_randoms.iter().copied())
        .collect();
    let used = randoms.iter().map(|random| secrets.count(random)).sum();
    for known in summaries.iter_mut().filter_map(|s| s.key_log.as_mut()) {
        known.used = used;
    }
}
