//! Is the capture good enough? What it lacks of the connections of sessions: nobody should take a
//! silence of the capture for a silence of the hosts, and whoever has all of it should know that.
//!
//! A connection is whole where its handshake and an end of it (a FIN or a RST) are there and no
//! payload byte is missing in either direction, but for those that the network lost. One that was
//! tried in vain lacks nothing: there was no more. Of a file that could not be read to its end
//! nobody knows what it lacks.

use crate::model::{Analysis, Close, Connection, Handshake, OfferOutcome, Session, SynAnswer};

/// Connections of which something is missing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shortage {
    /// How many.
    pub connections: usize,
    /// The first frame of the first of them; of one that is not in the capture, the frame that
    /// announced it.
    pub frame: u64,
}

impl Shortage {
    fn note(&mut self, frame: u64) {
        if self.connections == 0 {
            self.frame = frame;
        }
        self.connections += 1;
    }
}

/// What a capture has, and lacks, of the connections of some sessions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CaptureQuality {
    /// All that it has anything of.
    pub connections: usize,
    /// Those of them that were tried in vain.
    pub in_vain: usize,
    /// Files that could not be read to their end.
    pub cut_files: usize,
    /// Without their beginning: the handshake, or a part of it.
    pub no_beginning: Shortage,
    /// With the frames of one end only.
    pub one_side: Shortage,
    /// Without some of their payload.
    pub holes: Shortage,
    /// Bytes of that payload.
    pub lost_bytes: u64,
    /// Without an end: they go on where the capture stops.
    pub no_end: Shortage,
    /// Data connections that something was transferred over, and of which there is no frame.
    pub absent: Shortage,
}

impl CaptureQuality {
    /// That of the connections of these sessions, each counted once.
    pub fn of(analysis: &Analysis, sessions: &[&Session]) -> Self {
        let cut = analysis.captures.iter().filter(|file| file.fault.is_some());
        let mut quality = CaptureQuality {
            cut_files: cut.count(),
            ..CaptureQuality::default()
        };
        let ids = sessions.iter().flat_map(|session| &session.connections);
        let mut ids: Vec<_> = ids.copied().collect();
        ids.sort_unstable();
        ids.dedup();
        for connection in ids.into_iter().filter_map(|id| analysis.connection(id)) {
            quality.look(connection);
        }
        for offer in sessions.iter().flat_map(|session| &session.offers) {
            if offer.outcome == OfferOutcome::NotCaptured {
                quality.absent.note(offer.at.frame);
            }
        }
        quality
    }

    /// True where nothing is missing of what was read.
    pub fn is_whole(&self) -> bool {
        let kinds = [
            self.no_beginning,
            self.one_side,
            self.holes,
            self.no_end,
            self.absent,
        ];
        kinds.iter().all(|kind| kind.connections == 0)
    }

    fn look(&mut self, connection: &Connection) {
        self.connections += 1;
        let frame = connection.first.frame;
        if connection.is_stray_answer()
            || connection.syns > 0 && connection.answer != SynAnswer::Opened
        {
            self.in_vain += 1;
            return;
        }
        if connection.sent_by.iter().any(|sent| sent.frames == 0) {
            self.one_side.note(frame);
        } else if connection.handshake != Handshake::Complete {
            self.no_beginning.note(frame);
        }
        let lost: u64 = connection
            .flows
            .iter()
            .map(|flow| flow.lost.uncaptured())
            .sum();
        if lost > 0 {
            self.holes.note(frame);
            self.lost_bytes = self.lost_bytes.saturating_add(lost);
        }
        if connection.close == Close::Open {
            self.no_end.note(frame);
        }
    }
}
