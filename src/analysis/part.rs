//! Some connections of a larger capture, analysed as they would be in the whole of it.
//!
//! Whoever read the whole once (an index) knows what its files are, where it ends, and which
//! connections have to do with each other. A part of it is read, and what is not of these
//! connections is dropped right behind the decoder. What then depends on the whole is taken from
//! here: the summaries of all files (and so the precision of times and the time zero), and the last
//! moment of the capture, up to which a silence lasts.

use std::collections::HashSet;

use foldhash::fast::RandomState;

use crate::decode::Segment;
use crate::model::{At, CaptureSummary};
use crate::tcp::ConnectionKey;

/// What is known of the whole capture, and which connections are analysed.
#[derive(Debug, Default)]
pub(crate) struct Part {
    /// Endpoints of the connections.
    pub(crate) connections: HashSet<ConnectionKey, RandomState>,
    /// All files.
    pub(crate) summaries: Vec<CaptureSummary>,
    /// The last segment of the whole capture.
    pub(crate) end: At,
    /// What decoding all of it noted.
    pub(crate) notes: Vec<(&'static str, u64)>,
    /// The limits that decoding all of it hit.
    pub(crate) limits_hit: Vec<(&'static str, u64)>,
}

impl Part {
    /// True for a segment of one of the connections.
    pub(super) fn holds(&self, segment: &Segment) -> bool {
        self.connections.contains(&ConnectionKey::of(segment).0)
    }

    /// The summaries of all files, with the faults that reading some of them came upon.
    pub(super) fn summaries(&self, read: &[CaptureSummary]) -> Vec<CaptureSummary> {
        let mut summaries = self.summaries.clone();
        self.add_faults(&mut summaries, read);
        summaries
    }

    /// Writes down the faults that a pass came upon, beside those that the whole has.
    pub(super) fn add_faults(&self, summaries: &mut [CaptureSummary], read: &[CaptureSummary]) {
        let known = self.summaries.iter().zip(read);
        for (summary, (whole, read)) in summaries.iter_mut().zip(known) {
            let is_fatal = read.fault.as_ref().is_some_and(|fault| fault.fatal);
            // a fault that came by way of a file has its words alone
            let messages = [read, whole].map(|file| file.fault.as_ref().map(|f| &f.message));
            if is_fatal && messages[0] != messages[1] {
                summary.fault.clone_from(&read.fault);
            }
        }
    }
}
