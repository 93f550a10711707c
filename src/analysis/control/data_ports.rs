//! Which connections from the default data port of servers (RFC 959 section 3.2) carry anything.
//!
//! Those that no session announced are rows of the timeline: their control connection may not be in
//! the capture. The SYNs of somebody who scans from port 20, because some firewalls let that pass,
//! are none of them. A SYN alone does not say which it is, and rows are told as they come: so pass
//! 1 notes which connections go on.

use std::collections::HashSet;

use foldhash::fast::RandomState;

use crate::decode::Segment;
use crate::ftp::DATA_PORT;
use crate::tcp::ConnectionKey;

/// Connections that are noted: some megabytes.
const MOST: usize = 1 << 16;

/// The connections at a default data port that carried payload, or were closed in order.
#[derive(Debug, Default)]
pub(crate) struct UsedDataPorts {
    used: HashSet<ConnectionKey, RandomState>,
    /// The last one: most segments are of the connection that the one before was of.
    last: Option<ConnectionKey>,
    /// There were more than can be noted.
    overflows: bool,
}

impl UsedDataPorts {
    /// Notes what the next segment shows.
    pub(super) fn segment(&mut self, segment: &Segment) {
        if segment.src.port() != DATA_PORT && segment.dst.port() != DATA_PORT {
            return;
        }
        if segment.payload.is_empty() && !segment.flags.fin() {
            return;
        }
        if self.last.is_some_and(|last| last.sender(segment).is_some()) {
            return;
        }
        let (key, _) = ConnectionKey::of(segment);
        self.last = Some(key);
        if self.used.len() < MOST {
            self.used.insert(key);
        } else {
            self.overflows |= !self.used.contains(&key);
        }
    }

    /// True for a connection that carried something; of those that could not be noted, true for
    /// any.
    pub(crate) fn holds(&self, key: &ConnectionKey) -> bool {
        self.overflows || self.used.contains(key)
    }
}
