//! Which part of what went over a data connection a transfer is.
//!
//! In MODE S it is all that went in the transfer's direction. In MODE B and C files follow each
//! other over one connection: transfers are asked in the order of their commands, and each takes
//! the next file of its direction ([`AssignedFiles`]); the last one ends where the stream does.
//! Gaps and copies of the stream are cut to that part. Where TLS was opened, places in the file are
//! not those of the wire, so that gaps are those of the opened text and reasons look at the whole
//! stream.

use std::collections::HashMap;
use std::ops::Range;

use foldhash::fast::RandomState;

use crate::analysis::control::DraftTransfer;
use crate::analysis::control::Planned;
use crate::digest::Made;
use crate::model::{
    At, ConnectionEnd, ConnectionId, Digests, Direction, FilePlace, Incomplete, KnownFile, Lost,
    Mode, Role, TlsEnd, Transfer,
};
use crate::tcp::Side;

use super::offers::came_about;
use super::payload::Carried;
use super::records::SessionLink;

/// How many files of each direction of a data connection have found their transfer, and where they
/// end.
pub(super) struct AssignedFiles<'d> {
    files: HashMap<(ConnectionId, Side), AssignedDirection, RandomState>,
    digests: &'d Made,
}

/// What is taken of one direction of a data connection.
#[derive(Debug, Default)]
struct AssignedDirection {
    files: usize,
    /// Where in the stream the last of them ends.
    end: u64,
}

impl<'d> AssignedFiles<'d> {
    /// None yet. `digests`: those of all files.
    pub(super) fn new(digests: &'d Made) -> Self {
        AssignedFiles {
            files: HashMap::default(),
            digests,
        }
    }

    /// Behind the files that have found their transfer, the connection carries another one in that
    /// direction.
    pub(super) fn has_another(&self, link: &SessionLink, asked: &DraftTransfer) -> bool {
        let side = sending_side(link, Some(asked.kind.direction()));
        let taken = self.files.get(&(link.id, side)).map_or(0, |t| t.files);
        link.tracked.contents.files(side).len() > taken
    }
}

/// A transfer's share of a data connection: all that went in its direction, or in MODE B and C the
/// next file of it.
pub(super) struct TransferContent {
    pub(super) carried: Carried,
    pub(super) digests: Digests,
    pub(super) decoded: Option<(u64, Digests)>,
    /// The list that has the file.
    pub(super) known: Option<Box<KnownFile>>,
    pub(super) place: FilePlace,
    /// The connection was opened.
    pub(super) came_about: bool,
    /// Where its bytes are missing, from its first byte on.
    pub(super) gaps: Vec<(u64, u64)>,
    /// What the wire carries is not the file itself.
    pub(super) wrapped: bool,
    pub(super) encrypted: bool,
    /// That was opened.
    pub(super) decrypted: bool,
    pub(super) wire_bytes: u64,
    pub(super) lost_records: u64,
    pub(super) tls_end: Option<TlsEnd>,
    /// Who lost the bytes that are missing.
    pub(super) lost: Lost,
    /// What of the connection speaks against it being complete, in order.
    pub(super) reasons: Vec<Incomplete>,
    pub(super) first: At,
    pub(super) last: At,
}

impl TransferContent {
    pub(super) fn of(
        link: &SessionLink,
        planned: &Planned,
        asked: Option<&DraftTransfer>,
        taken: &mut AssignedFiles,
    ) -> Self {
        let tcp = &link.tracked.connection;
        let side = sending_side(link, asked.map(|a| a.kind.direction()));
        let contents = &link.tracked.contents;
        let files = contents.files(side);
        let taking = taken.files.entry((link.id, side)).or_default();
        let header = contents.header_bytes(side);
        let (number, start) = (taking.files, taking.end.max(header));
        let carried = files.get(number).cloned().unwrap_or_default();
        *taking = AssignedDirection {
            files: number + 1,
            end: start + carried.bytes + carried.lost,
        };
        let opened = contents.opened(side);
        let (gaps, wire) = match opened {
            // what is missing on the wire is missing somewhere in the file
            Some(way) => (
                gaps_within(&way.gaps, start - header, taking.end - header),
                0..u64::MAX,
            ),
            None => (
                gaps_within(tcp.stream(side).gaps(), start, taking.end),
                start..taking.end,
            ),
        };
        let (is_first, is_last) = (number == 0, number + 1 >= files.len());
        let end = if asked.is_some_and(DraftTransfer::marks_end) {
            EndOfFile::Marked
        } else {
            EndOfFile::OfConnection
        };
        let file_digest = carried
            .decoded
            .map_or(carried.digests, |(_, digest)| digest);
        TransferContent {
            place: FilePlace {
                connection: tcp.first.frame,
                sender: tcp.key.endpoint(side),
                number,
            },
            came_about: came_about(link.tracked),
            wrapped: contents.is_wrapped(),
            encrypted: contents
                .tls()
                .is_some_and(|tls| planned.draft.tls.is_some() || tls.server_hello().is_some()),
            decrypted: opened.is_some(),
            wire_bytes: if opened.is_some() {
                contents.wire_bytes(side)
            } else {
                carried.bytes
            },
            lost_records: opened.map_or(0, |way| way.lost_records + way.sealed_records),
            tls_end: opened.and_then(|_| tls_end(link, side)),
            reasons: reasons(link, side, (&carried, end), wire.clone()),
            lost: tcp.stream(side).lost_within(wire.start, wire.end),
            first: carried.first.filter(|_| !is_first).unwrap_or(tcp.first),
            last: carried.last.filter(|_| !is_last).unwrap_or(tcp.last),
            digests: taken.digests.get(carried.digests),
            known: taken.digests.known(file_digest),
            decoded: carried
                .decoded
                .map(|(bytes, digest)| (bytes, taken.digests.get(digest))),
            carried,
            gaps,
        }
    }

    /// The bytes are those of TLS that nobody could open.
    pub(super) fn is_sealed(&self) -> bool {
        self.encrypted && !self.decrypted
    }

    pub(super) fn fill(&self, transfer: &mut Transfer) {
        let carried = &self.carried;
        // where no connection came about there is no file, not even an empty one
        transfer.place = self.came_about.then_some(self.place);
        transfer.bytes = carried.bytes;
        transfer.lost_bytes = carried.lost;
        transfer.lost_on_path_bytes = self.lost.on_path;
        transfer.gaps.clone_from(&self.gaps);
        transfer.wrapped = self.wrapped;
        let is_listed = transfer.direction != Some(Direction::Upload) && !self.is_sealed();
        transfer.listing = carried.listed.listing.clone().filter(|_| is_listed);
        if self.came_about {
            transfer.digests = self.digests.clone();
            transfer.known.clone_from(&self.known);
        }
        if let Some((bytes, digests)) = &self.decoded {
            transfer.decoded_bytes = Some(*bytes);
            let made = *digests != Digests::default();
            transfer.decoded_digests = made.then(|| Box::new(digests.clone()));
        }
        transfer.encrypted = self.encrypted;
        transfer.decrypted = self.decrypted;
        transfer.wire_bytes = self.wire_bytes;
        transfer.lost_records = self.lost_records;
        transfer.tls_end = self.tls_end;
        // What TLS adds cannot be told from the file.
        transfer.expected = transfer.expected.filter(|_| !self.is_sealed());
        transfer.start = self.first;
        transfer.end = self.last;
    }
}

/// What shows that a file is at its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum EndOfFile {
    /// A mark in the data.
    Marked,
    /// The sender's FIN, or its `close_notify`.
    OfConnection,
}

/// What speaks against a transfer being complete whose file was carried in these places.
fn reasons(
    link: &SessionLink,
    side: Side,
    (carried, end): (&Carried, EndOfFile),
    places: Range<u64>,
) -> Vec<Incomplete> {
    let tcp = &link.tracked.connection;
    let stream = tcp.stream(side);
    let opened = link.tracked.contents.opened(side);
    let (lost_records, sealed_records) =
        opened.map_or((0, 0), |way| (way.lost_records, way.sealed_records));
    let beyond_end = stream.acknowledged_beyond_end() || stream.may_go_on_behind_fin();
    let handshake = tcp.progress();
    // close_notify comes under the same seal as the file, so that it proves as much as a FIN
    let says_end = opened.is_some() && tls_end(link, side) == Some(TlsEnd::CloseNotify);
    let ended = match end {
        EndOfFile::Marked => carried.ended,
        EndOfFile::OfConnection => tcp.ended_cleanly(side) || says_end,
    };
    let is_reset = !ended && tcp.is_cut_off(side);
    let found = [
        (
            Incomplete::MissingBytes,
            carried.lost > 0 || lost_records > 0,
        ),
        (
            Incomplete::NoBeginning,
            !handshake.syn && !handshake.syn_ack,
        ),
        (Incomplete::NoEnd, !ended && !is_reset),
        (Incomplete::Reset, is_reset),
        (
            Incomplete::Undecodable,
            carried.broken && (opened.is_some() || link.tracked.contents.tls().is_none()),
        ),
        (
            Incomplete::CopiesDiffer,
            stream.differs_within(places.start, places.end),
        ),
        (
            Incomplete::AcknowledgedBeyondEnd,
            beyond_end && end == EndOfFile::OfConnection,
        ),
        (
            Incomplete::SealedRecords,
            sealed_records > 0 || link.tracked.contents.lacks_handshake(),
        ),
        (Incomplete::Inferred, !link.matched.sure),
    ];
    found
        .into_iter()
        .filter_map(|(reason, holds)| holds.then_some(reason))
        .collect()
}

/// How the sender's direction of TLS ended that was opened.
fn tls_end(link: &SessionLink, side: Side) -> Option<TlsEnd> {
    let (tcp, contents) = (&link.tracked.connection, &link.tracked.contents);
    let told = contents.tls()?.close_notify(side.index());
    if told.is_some() {
        Some(TlsEnd::CloseNotify)
    } else if tcp.ended_cleanly(side) {
        Some(TlsEnd::Fin)
    } else {
        tcp.is_cut_off(side).then_some(TlsEnd::Reset)
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

/// The side of the data connection that sends a transfer's bytes; where the direction is hidden, or
/// nothing tells the ends apart, the side that sent more.
fn sending_side(link: &SessionLink, direction: Option<Direction>) -> Side {
    let tcp = &link.tracked.connection;
    let sent = Side::BOTH.map(|side| tcp.bytes[side.index()] + tcp.stream(side).lost());
    let more = if sent[1] > sent[0] {
        Side::High
    } else {
        Side::Low
    };
    match (direction, server_side(link)) {
        (Some(Direction::Download | Direction::Listing), Some(server)) => server,
        (Some(Direction::Upload), Some(server)) => server.other(),
        (None, _) | (_, None) => more,
    }
}

/// The side of the session's server, or of whoever stands in its place: opposite to the client.
pub(super) fn server_side(link: &SessionLink) -> Option<Side> {
    if link.mode.is_none() && link.tracked.by_address == [None; 2] {
        return None;
    }
    let end = link
        .roles
        .end_of(Role::Server)
        .or_else(|| link.roles.end_of(Role::Client).map(ConnectionEnd::other));
    let by_mode = link.mode.map(|mode| match mode {
        Mode::Active => ConnectionEnd::Opener,
        Mode::Passive => ConnectionEnd::Listener,
    });
    let opener = link.tracked.connection.opener;
    end.or(by_mode).map(|end| match end {
        ConnectionEnd::Opener => opener,
        ConnectionEnd::Listener => opener.other(),
    })
}
