//! Connections to a control port that never spoke FTP: one record a client, port and fate, and not
//! too many of them.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use crate::limits::Limits;
use crate::model::{SilentKey, SynAnswer};
use crate::tcp::ConnectionKey;

use super::Silent;
use super::waiting::SilentConnection;

/// What there is to tell of them.
#[derive(Debug)]
pub(super) struct Silence {
    capacity: usize,
    found: HashMap<SilentKey, Silent, RandomState>,
    dropped: u64,
}

impl Silence {
    pub(super) fn new(capacity: usize) -> Self {
        Silence {
            capacity,
            found: HashMap::default(),
            dropped: 0,
        }
    }

    pub(super) fn add(&mut self, silent: Silent) {
        let fate = silent.key();
        if let Some(known) = self.found.get_mut(&fate) {
            known.join(silent, Limits::SILENT_FRAMES);
        } else if self.found.len() < self.capacity {
            self.found.insert(fate, silent);
        } else {
            self.dropped += 1;
        }
    }

    pub(super) fn add_opening(&mut self, key: &ConnectionKey, opening: &SilentConnection) {
        self.add(Silent {
            opener: key.endpoint(opening.opener),
            listener: key.endpoint(opening.opener.other()),
            first: opening.first,
            last: opening.last,
            connections: 1,
            syns: opening.syns,
            answer: match opening {
                SilentConnection { refused: true, .. } => SynAnswer::Reset,
                SilentConnection {
                    syns: 1..,
                    answered: false,
                    ..
                } => SynAnswer::None,
                _ => SynAnswer::Opened,
            },
            rejected: None,
            closed_by: opening.closed_by,
            listener_spoke: opening.listener_spoke,
            // what it said would have made a candidate of it
            opener_spoke: opening.is_cut,
            half_open: opening.is_half_open(),
            is_cut: opening.is_cut,
            longest: opening.last.time.since(opening.first.time).max(0),
            each: vec![(opening.first.frame, opening.syns)],
        });
    }

    /// The records in the order of their first frames, and how many connections found no room.
    pub(super) fn finish(self) -> (Vec<Silent>, u64) {
        let mut silent: Vec<Silent> = self.found.into_values().collect();
        silent.sort_by_key(|s| (s.first.frame, s.opener));
        (silent, self.dropped)
    }
}
