//! Connections to a control port that never spoke FTP: one record a client, port and fate, and not too many of them.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};

use foldhash::fast::RandomState;

use crate::limits::Limits;
use crate::model::{ConnectionEnd, SynAnswer};
use crate::tcp::ConnectionKey;

use super::Silent;
use super::waiting::SilentConnection;

/// Client, port, and what came of it: what their SYNs met with, who closed, whether the listener said anything.
type Fate = (IpAddr, SocketAddr, SynAnswer, Option<ConnectionEnd>, bool);

/// What there is to tell of them.
#[derive(Debug)]
pub(super) struct Silence {
    capacity: usize,
    found: HashMap<Fate, Silent, RandomState>,
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
        let place = (
            silent.opener.ip(),
            silent.listener,
            silent.answer,
            silent.closed_by,
            silent.listener_spoke,
        );
        if let Some(known) = self.found.get_mut(&place) {
            if silent.first < known.first {
                (known.first, known.opener) = (silent.first, silent.opener);
            }
            known.last = known.last.max(silent.last);
            known.connections += silent.connections;
            known.longest = known.longest.max(silent.longest);
            let room = Limits::SILENT_FRAMES.saturating_sub(known.each.len());
            known.each.extend(silent.each.into_iter().take(room));
            known.syns = known.syns.saturating_add(silent.syns);
        } else if self.found.len() < self.capacity {
            self.found.insert(place, silent);
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
            closed_by: opening.closed_by,
            listener_spoke: false,
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
