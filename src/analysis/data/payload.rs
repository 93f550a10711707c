//! What one direction of a data connection carried: the bytes on the wire, and the files that the
//! transfer mode wraps in them. In MODE S and Z a direction is one file; in MODE B and C every
//! end-of-file mark ends one, and the next transfer may follow on the same connection (RFC 959
//! section 3.4).

use crate::analysis::control::DraftTransfer;
use crate::analysis::observer::Content;
use crate::digest::{DigestId, DigestPool, RunningDigest};
use crate::ftp::mode::{ModeReader, Piece};
use crate::model::{At, TransferMode};
use crate::tcp::StreamItem;

use super::budget::{Budgets, Grant};
use super::listing::{ListingReader, ReadListing};
use super::parallel::ExtendedRanges;

/// One file of a direction.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Carried {
    /// Its bytes on the wire.
    pub bytes: u64,
    /// Bytes of them that are not in the capture.
    pub lost: u64,
    /// Digests of what was on the wire, where any were asked for.
    pub digests: Option<DigestId>,
    /// Bytes and digests of the file itself; `None` where the wire is the file, and where it could
    /// not be decoded.
    pub decoded: Option<(u64, Option<DigestId>)>,
    /// Its end was marked in the data.
    pub ended: bool,
    /// Nothing of it is missing, and it is not what its mode makes of a file.
    pub broken: bool,
    /// In MODE E, what came of the file; `None` where blocks are broken.
    pub extended: Option<Box<ExtendedRanges>>,
    /// Of a listing, what it told.
    pub listed: ReadListing,
    /// The frame of its first byte.
    pub first: Option<At>,
    /// The frame of its last byte.
    pub last: Option<At>,
}

/// How a mode marks the end of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wrapping {
    /// MODE S with STRU R: the end of the direction counts.
    Records,
    /// MODE B and C: in the data, and another file may follow.
    Marked,
    /// MODE E: likewise, and of each connection; the blocks say where they belong.
    Placed,
    /// MODE Z: by the end of the zlib stream; an empty file may do without one.
    Zlib,
}

/// One direction of a data connection.
#[derive(Debug)]
pub(super) struct Payload {
    pool: DigestPool,
    /// `None` where the wire is the file, and where decoding cannot go on.
    decoder: Option<ModeReader>,
    /// How files are wrapped; `None` where the wire is the file.
    wrapped: Option<Wrapping>,
    current: FilePart,
    /// The number of that file.
    number: usize,
    /// Those before it, as far as there is room.
    files: Vec<Carried>,
    /// Files that are kept: no session needs more than it has transfers.
    room: usize,
    budgets: Budgets,
    /// Among those that inflate.
    grant: Option<Grant>,
    /// Bytes that decoding a file may give.
    cap: u64,
    capped: bool,
    /// Reads what a listing tells.
    listing: Option<Box<ListingReader>>,
}

/// A file in the making.
#[derive(Debug)]
struct FilePart {
    wire: Counter,
    decoded: Counter,
    lost: u64,
    damaged: bool,
    /// Decoding gave more than it may.
    capped: bool,
    ended: bool,
    /// The decoder could make nothing of its bytes.
    refused: bool,
    span: Option<(At, At)>,
    /// In MODE E, what came of the file.
    extended: Option<Box<ExtendedRanges>>,
}

#[derive(Debug)]
struct Counter {
    bytes: u64,
    running: RunningDigest,
}

impl Payload {
    /// `transfer`: the first one that uses the connection, where that is known; `room`: how many
    /// there can be.
    pub(super) fn new(
        pool: &DigestPool,
        transfer: Option<&DraftTransfer>,
        room: usize,
        cap: u64,
        budgets: &Budgets,
    ) -> Self {
        let decoder =
            transfer.and_then(|t| ModeReader::new(t.transfer_mode, t.data_type, t.records));
        let wrapped = transfer
            .filter(|_| decoder.is_some())
            .map(|t| match t.transfer_mode {
                TransferMode::Stream => Wrapping::Records,
                TransferMode::Block | TransferMode::Compressed => Wrapping::Marked,
                TransferMode::ExtendedBlock => Wrapping::Placed,
                TransferMode::Deflate => Wrapping::Zlib,
            });
        Payload {
            pool: pool.clone(),
            decoder,
            wrapped,
            current: FilePart::new(pool, wrapped),
            number: 0,
            files: Vec::new(),
            room: room.max(1),
            budgets: budgets.clone(),
            grant: None,
            cap,
            capped: false,
            listing: None,
        }
    }

    /// Has its listings read.
    #[must_use]
    pub(super) fn with(mut self, listing: Option<Box<ListingReader>>) -> Self {
        self.listing = listing;
        self
    }

    /// What the wire carries is not the file itself.
    pub(super) fn is_wrapped(&self) -> bool {
        self.wrapped.is_some()
    }

    /// Takes the next item of the stream, and tells `out` of it with the number of its file.
    pub(super) fn take(&mut self, item: &StreamItem, out: &mut dyn FnMut(usize, &Content)) {
        match *item {
            StreamItem::Bytes { bytes, at, .. } => self.bytes(bytes, at, out),
            StreamItem::Gap { len, .. } => {
                out(self.number, &Content::Missing(len));
                self.current.lost += len;
                self.current.damaged = true;
                if let Some(listing) = &mut self.listing {
                    listing.gap();
                }
                if self.decoder.as_mut().is_some_and(|d| d.gap(len).is_err()) {
                    self.give_up();
                }
            }
        }
    }

    /// The direction has ended: its files, and whether decoding was stopped because it gave too
    /// much. The number of a file that ends here goes to `out`.
    pub(super) fn finish(mut self, out: &mut dyn FnMut(usize)) -> (Box<[Carried]>, bool) {
        let current = &mut self.current;
        if let Some(mut decoder) = self.decoder.take() {
            decoder.finish(&mut |piece| current.ended |= piece == Piece::EndOfFile);
        }
        if self.files.is_empty() || self.current.span.is_some() || self.current.lost > 0 {
            out(self.number);
            self.end_file();
        }
        // of a direction in which nothing was sent there is nothing to keep, unless a digest of
        // nothing is wanted
        self.files.pop_if(|last| *last == Carried::default());
        (self.files.into(), self.capped)
    }

    fn bytes(&mut self, mut bytes: &[u8], at: At, out: &mut dyn FnMut(usize, &Content)) {
        if let Some(listing) = self.listing.as_mut().filter(|_| self.wrapped.is_none()) {
            listing.take(bytes);
        }
        while !bytes.is_empty() {
            let used = self.decode(bytes, out);
            out(self.number, &Content::Wire(&bytes[..used]));
            self.current.wire.update(&bytes[..used]);
            if used > 0 {
                self.current.span.get_or_insert((at, at)).1 = at;
            }
            bytes = &bytes[used..];
            let is_marked = matches!(self.wrapped, Some(Wrapping::Marked | Wrapping::Placed));
            if is_marked && self.current.ended {
                out(self.number, &Content::End);
                self.end_file();
            }
        }
    }

    /// How many of the bytes belong to the current file.
    fn decode(&mut self, bytes: &[u8], out: &mut dyn FnMut(usize, &Content)) -> usize {
        if !self.may_decode() {
            self.give_up();
        }
        let Some(decoder) = self.decoder.as_mut() else {
            return bytes.len();
        };
        let before = self.current.decoded.bytes;
        let room = self.budgets.expansion.room(bytes.len() as u64);
        if room == 0 {
            self.budgets.expansion.refuse();
            self.give_up();
            return bytes.len();
        }
        let (current, number) = (&mut self.current, self.number);
        let mut listing = self.listing.as_mut();
        let cap = self.cap.min(before.saturating_add(room));
        let result = decoder.push(bytes, &mut |piece| {
            match piece {
                Piece::EndOfRecord => {
                    if let Some(listing) = &mut listing {
                        listing.take(b"\n");
                    }
                    out(number, &Content::EndOfRecord);
                }
                Piece::Place(place) => out(number, &Content::Place(place)),
                _ => {}
            }
            if let Some(data) = current.take(piece, cap) {
                if let Some(listing) = &mut listing {
                    listing.take(data);
                }
                out(number, &Content::Decoded(data));
            }
        });
        self.budgets
            .expansion
            .note(self.current.decoded.bytes - before);
        if self.current.capped {
            self.tell_cap();
        }
        self.current.refused |= result.is_err() && self.current.lost == 0;
        if self.current.capped || result.is_err() {
            self.give_up();
        } else if self.current.ended {
            self.grant = None;
        }
        result.unwrap_or(bytes.len())
    }

    /// Decoding is stopped because it gives too much: by itself, or for what went in.
    fn tell_cap(&mut self) {
        if self.current.decoded.bytes == self.cap {
            self.capped = true;
        } else {
            self.budgets.expansion.refuse();
        }
    }

    /// Where decoding takes much memory, there is room for it.
    fn may_decode(&mut self) -> bool {
        if self.wrapped == Some(Wrapping::Zlib)
            && self.decoder.is_some()
            && !self.current.ended
            && self.grant.is_none()
        {
            self.grant = self.budgets.inflating.grant();
            return self.grant.is_some();
        }
        true
    }

    /// What comes is TLS, and no listing that could be read.
    pub(super) fn forget_listing(&mut self) {
        self.listing = None;
    }

    /// What follows cannot be decoded.
    pub(super) fn give_up(&mut self) {
        self.decoder = None;
        self.grant = None;
        self.current.damaged = true;
        if let Some(listing) = &mut self.listing {
            listing.gap();
        }
    }

    /// Nobody wants the digest of what came.
    pub(super) fn forget_digest(&mut self) {
        self.current.wire.running = DigestPool::default().begin();
    }

    fn end_file(&mut self) {
        let ended = std::mem::replace(&mut self.current, FilePart::new(&self.pool, self.wrapped));
        let listing = self.listing.as_mut();
        let listed = listing.map(|listing| listing.end_file(self.number + 1));
        let is_next = self.number == self.files.len() && self.number < self.room;
        if is_next && (self.number == 0 || self.budgets.files.take()) {
            self.files.push(Carried {
                listed: listed.unwrap_or_default(),
                ..ended.finish(self.wrapped)
            });
        }
        self.number += 1;
    }
}

impl FilePart {
    fn new(pool: &DigestPool, wrapped: Option<Wrapping>) -> Self {
        FilePart {
            wire: Counter::new(pool),
            // blocks that come in any order have no digest
            decoded: Counter::new(&match wrapped {
                None | Some(Wrapping::Placed) => DigestPool::default(),
                Some(_) => pool.clone(),
            }),
            lost: 0,
            damaged: false,
            capped: false,
            ended: false,
            refused: false,
            span: None,
            extended: (wrapped == Some(Wrapping::Placed)).then(Box::default),
        }
    }

    /// Takes a piece; gives back the bytes that count.
    fn take<'d>(&mut self, piece: Piece<'d>, cap: u64) -> Option<&'d [u8]> {
        match piece {
            Piece::Data(data) => {
                let room = cap - self.decoded.bytes;
                let kept = &data[..data.len().min(usize::try_from(room).unwrap_or(usize::MAX))];
                self.capped |= kept.len() < data.len();
                self.decoded.update(kept);
                if let Some(extended) = &mut self.extended {
                    extended.take(kept.len());
                }
                return Some(kept).filter(|kept| !kept.is_empty());
            }
            Piece::EndOfFile => self.ended = true,
            Piece::Place(place) => {
                if let Some(extended) = &mut self.extended {
                    extended.place(place);
                }
            }
            Piece::Channels(count) => {
                if let Some(extended) = &mut self.extended {
                    extended.channels(count);
                }
            }
            Piece::EndOfRecord | Piece::Restart => {}
        }
        None
    }

    fn finish(self, wrapped: Option<Wrapping>) -> Carried {
        let whole = match wrapped {
            None | Some(Wrapping::Placed) => false,
            Some(Wrapping::Marked) => self.ended,
            Some(Wrapping::Zlib) => self.ended || self.wire.bytes == 0,
            Some(Wrapping::Records) => true,
        };
        let lacks_end = wrapped == Some(Wrapping::Zlib) && !whole && !self.damaged;
        Carried {
            broken: self.refused || lacks_end,
            bytes: self.wire.bytes,
            lost: self.lost,
            digests: self.wire.running.finish(),
            decoded: (whole && !self.damaged)
                .then(|| (self.decoded.bytes, self.decoded.running.finish())),
            ended: self.ended,
            extended: self.extended.filter(|_| !self.damaged),
            listed: ReadListing::default(),
            first: self.span.map(|(first, _)| first),
            last: self.span.map(|(_, last)| last),
        }
    }
}

impl Counter {
    fn new(pool: &DigestPool) -> Self {
        Counter {
            bytes: 0,
            running: pool.begin(),
        }
    }

    fn update(&mut self, bytes: &[u8]) {
        self.bytes += bytes.len() as u64;
        self.running.update(bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ftp::TransferKind;
    use crate::limits::Limits;
    use crate::model::DataType;

    fn transfer(mode: TransferMode) -> DraftTransfer {
        let mut transfer = DraftTransfer::new(0, At::default(), TransferKind::Retr, None);
        transfer.transfer_mode = mode;
        transfer.data_type = DataType::Image;
        transfer
    }

    fn files(
        mode: TransferMode,
        items: &[StreamItem],
        cap: u64,
    ) -> Vec<(u64, u64, bool, Option<u64>)> {
        let mut payload = Payload::new(
            &DigestPool::default(),
            Some(&transfer(mode)),
            2,
            cap,
            &Budgets::new(&Limits::default(), false),
        );
        for item in items {
            payload.take(item, &mut |_, _| ());
        }
        payload
            .finish(&mut |_| ())
            .0
            .iter()
            .map(|f| {
                (
                    f.bytes,
                    f.lost,
                    f.ended,
                    f.decoded.as_ref().map(|decoded| decoded.0),
                )
            })
            .collect()
    }

    fn bytes(bytes: &[u8]) -> StreamItem<'_> {
        StreamItem::Bytes {
            offset: 0,
            bytes,
            at: At::default(),
            ack: None,
        }
    }

    fn gap(len: u64) -> StreamItem<'static> {
        StreamItem::Gap {
            offset: 0,
            len,
            at: At::default(),
        }
    }

    #[test]
    fn files_follow_each_other_and_no_more_are_kept_than_can_be_asked_for() {
        let wire = b"\x40\x00\x01a\x40\x00\x02bb\x40\x00\x03ccc";
        assert_eq!(
            files(TransferMode::Block, &[bytes(wire)], 99),
            [(4, 0, true, Some(1)), (5, 0, true, Some(2))]
        );
    }

    #[test]
    fn a_gap_damages_its_file_and_those_whose_beginning_it_hides() {
        let inside = [bytes(b"\x40\x00\x03a"), gap(2), bytes(b"\x40\x00\x01b")];
        assert_eq!(
            files(TransferMode::Block, &inside, 99),
            [(4, 2, true, None), (4, 0, true, Some(1))]
        );
        let across = [bytes(b"\x40\x00\x03a"), gap(4), bytes(b"\x40\x00\x01b")];
        assert_eq!(
            files(TransferMode::Block, &across, 99),
            [(8, 4, false, None)]
        );
    }

    #[test]
    fn a_file_without_its_mark_is_not_decoded() {
        assert_eq!(
            files(TransferMode::Block, &[bytes(b"\x00\x00\x01a")], 99),
            [(4, 0, false, None)]
        );
        assert_eq!(
            files(TransferMode::Deflate, &[], 99),
            [(0, 0, false, Some(0))]
        );
        assert_eq!(
            files(TransferMode::Stream, &[bytes(b"abc")], 99),
            [(3, 0, false, None)]
        );
    }

    #[test]
    fn decoding_stops_at_its_cap() {
        let wire = [0xbf, b'x', 0xbf, b'x', 0x00, 0x40, 0x01, b'y'];
        let whole = files(TransferMode::Compressed, &[bytes(&wire)], 127);
        assert_eq!(whole, [(8, 0, true, Some(127))]);
        assert_eq!(
            files(TransferMode::Compressed, &[bytes(&wire)], 100)[0].3,
            None
        );
    }
}
