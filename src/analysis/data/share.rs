//! Which part of what went over a data connection a transfer is.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use crate::analysis::control::DraftTransfer;
use crate::analysis::control::Planned;
use crate::digest::Made;
use crate::model::{At, ConnectionId, Digests, Direction, FilePlace, Mode, Transfer};
use crate::tcp::Side;

use super::assemble::Link;
use super::payload::Carried;

/// How many files of each direction of a data connection have found their transfer, and where they end.
pub(super) struct Taken<'d> {
    files: HashMap<(ConnectionId, Side), Taking, RandomState>,
    digests: &'d Made,
}

/// What is taken of one direction of a data connection.
#[derive(Debug, Default)]
struct Taking {
    files: usize,
    /// Where in the stream the last of them ends.
    end: u64,
}

impl<'d> Taken<'d> {
    /// None yet. `digests`: those of all files.
    pub(super) fn new(digests: &'d Made) -> Self {
        Taken {
            files: HashMap::default(),
            digests,
        }
    }
}

/// A transfer's share of a data connection: all that went in its direction, or in MODE B and C the next file of it.
pub(super) struct Share {
    pub(super) carried: Carried,
    pub(super) digests: Digests,
    pub(super) decoded: Option<(u64, Digests)>,
    pub(super) place: FilePlace,
    /// Where its bytes are missing, from its first byte on.
    pub(super) gaps: Vec<(u64, u64)>,
    /// What the wire carries is not the file itself.
    pub(super) wrapped: bool,
    pub(super) encrypted: bool,
    /// No byte missing, and the end marked before any reset: by the sender's FIN, or in the data.
    pub(super) whole: bool,
    pub(super) first: At,
    pub(super) last: At,
}

impl Share {
    pub(super) fn of(
        link: &Link,
        planned: &Planned,
        asked: Option<&DraftTransfer>,
        taken: &mut Taken,
    ) -> Self {
        let tcp = &link.tracked.connection;
        let side = sending_side(link, planned, asked.map(|a| a.kind.direction()));
        let contents = &link.tracked.contents;
        let files = contents.files(side);
        let taking = taken.files.entry((link.id, side)).or_default();
        let (number, start) = (taking.files, taking.end);
        let carried = files.get(number).cloned().unwrap_or_default();
        *taking = Taking {
            files: number + 1,
            end: start + carried.bytes + carried.lost,
        };
        let gaps = gaps_within(tcp.stream(side).gaps(), start, taking.end);
        let place = FilePlace {
            connection: tcp.first.frame,
            sender: tcp.key.endpoint(side),
            number,
        };
        let (is_first, is_last) = (number == 0, number + 1 >= files.len());
        let marked = asked.is_some_and(DraftTransfer::marks_end);
        let ended = if marked {
            carried.ended
        } else {
            tcp.ended_cleanly(side)
        };
        let handshake = tcp.progress();
        Share {
            wrapped: contents.is_wrapped(),
            encrypted: contents
                .tls()
                .is_some_and(|tls| planned.draft.tls.is_some() || tls.server_hello().is_some()),
            whole: carried.lost == 0
                && (handshake.syn || handshake.syn_ack)
                && ended
                && link.claim.sure,
            first: carried.first.filter(|_| !is_first).unwrap_or(tcp.first),
            last: carried.last.filter(|_| !is_last).unwrap_or(tcp.last),
            digests: taken.digests.get(carried.digests),
            decoded: carried
                .decoded
                .map(|(bytes, ticket)| (bytes, taken.digests.get(ticket))),
            carried,
            place,
            gaps,
        }
    }

    pub(super) fn fill(&self, transfer: &mut Transfer) {
        let carried = &self.carried;
        transfer.place = Some(self.place);
        transfer.bytes = carried.bytes;
        transfer.lost_bytes = carried.lost;
        transfer.gaps.clone_from(&self.gaps);
        transfer.wrapped = self.wrapped;
        transfer.digests = self.digests.clone();
        if let Some((bytes, digests)) = &self.decoded {
            transfer.decoded_bytes = Some(*bytes);
            transfer.decoded_digests = digests.clone();
        }
        transfer.encrypted = self.encrypted;
        // What TLS adds cannot be told from the file.
        transfer.expected = transfer.expected.filter(|_| !self.encrypted);
        transfer.start = self.first;
        transfer.end = self.last;
    }
}

/// The parts of a stream's gaps from `start` to `end`, as places from `start` on.
fn gaps_within(gaps: &[(u64, u64)], start: u64, end: u64) -> Vec<(u64, u64)> {
    let parts = gaps
        .iter()
        .map(|&(place, len)| (place.max(start), (place + len).min(end)));
    parts
        .filter(|&(from, to)| from < to)
        .map(|(from, to)| (from - start, to - from))
        .collect()
}

/// The side of the data connection that sends a transfer's bytes; where the direction is hidden, the side that
/// sent more.
fn sending_side(link: &Link, planned: &Planned, direction: Option<Direction>) -> Side {
    let tcp = &link.tracked.connection;
    let listener = tcp.key.side(link.claim.listener);
    let more = if tcp.bytes[1] > tcp.bytes[0] {
        Side::High
    } else {
        Side::Low
    };
    let server = match link.mode {
        Some(Mode::Passive) => listener,
        Some(Mode::Active) => listener.other(),
        None => {
            let server = planned.server_endpoint().ip();
            let (low, high) = (
                tcp.key.endpoint(Side::Low).ip(),
                tcp.key.endpoint(Side::High).ip(),
            );
            match (low == server, high == server) {
                (true, false) => Side::Low,
                (false, true) => Side::High,
                _ => return more,
            }
        }
    };
    match direction {
        Some(Direction::Download | Direction::Listing) => server,
        Some(Direction::Upload) => server.other(),
        None => more,
    }
}
