//! What a data connection carries under TLS, as far as it could be opened: files as those of clear
//! text, with the places of what is missing in them.

use crate::analysis::observer::Content;
use crate::limits::Limits;
use crate::model::At;
use crate::tcp::{Side, StreamItem};
use crate::tls::TlsPiece;

use super::payload::{Carried, Payload};

/// The plain text of both directions.
#[derive(Debug)]
pub(super) struct Unsealed {
    payloads: [Payload; 2],
    ways: [UnsealedWay; 2],
}

/// What is known of one direction.
#[derive(Debug, Default)]
pub(super) struct UnsealedWay {
    /// Bytes so far, those counted that are missing.
    place: u64,
    /// Where bytes are missing: place and length, the first [`Limits::GAPS`].
    pub(super) gaps: Vec<(u64, u64)>,
    /// Records of which bytes are missing.
    pub(super) lost_records: u64,
    /// Records that stay sealed.
    pub(super) sealed_records: u64,
}

impl UnsealedWay {
    fn lose(&mut self, len: u64) {
        let at = self.place;
        let has_room = self.gaps.len() < Limits::GAPS && len > 0;
        match self.gaps.last_mut() {
            Some((place, before)) if *place + *before == at => *before += len,
            _ if has_room => self.gaps.push((at, len)),
            _ => {}
        }
        self.place += len;
    }
}

impl Unsealed {
    pub(super) fn new(payloads: [Payload; 2]) -> Self {
        Unsealed {
            payloads,
            ways: Default::default(),
        }
    }

    /// Takes the next piece of a direction, and tells `out` of it.
    pub(super) fn take(
        &mut self,
        side: Side,
        piece: &TlsPiece,
        out: &mut dyn FnMut(Side, usize, &Content),
    ) {
        let (payload, way) = (
            &mut self.payloads[side.index()],
            &mut self.ways[side.index()],
        );
        match *piece {
            TlsPiece::Opened(plain) => {
                let item = StreamItem::Bytes {
                    offset: way.place,
                    bytes: plain.bytes,
                    at: plain.at,
                    ack: plain.ack,
                };
                payload.take(&item, &mut |number, content| out(side, number, content));
                way.place += plain.bytes.len() as u64;
            }
            TlsPiece::Lost { records, bytes, at } => {
                payload.take(&gap(way.place, bytes, at), &mut |number, content| {
                    out(side, number, content);
                });
                way.lost_records += records;
                way.lose(bytes);
            }
            TlsPiece::Locked(_) => way.sealed_records += 1,
            TlsPiece::Clear(_) | TlsPiece::Begins | TlsPiece::Sealed(_) | TlsPiece::Ends => {}
        }
    }

    /// Nothing follows: the files of both directions, what is known of these, and how many hit a
    /// limit.
    pub(super) fn finish(
        self,
        out: &mut dyn FnMut(Side, usize),
    ) -> ([Box<[Carried]>; 2], [UnsealedWay; 2], usize) {
        let mut files: [Box<[Carried]>; 2] = Default::default();
        let mut hits = 0;
        for ((side, files), payload) in Side::BOTH.into_iter().zip(&mut files).zip(self.payloads) {
            let capped;
            (*files, capped) = payload.finish(&mut |number| out(side, number));
            hits += usize::from(capped);
        }
        (files, self.ways, hits)
    }
}

fn gap(offset: u64, len: u64, at: At) -> StreamItem<'static> {
    StreamItem::Gap { offset, len, at }
}
