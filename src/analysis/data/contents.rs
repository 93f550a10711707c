//! What a tracked connection carries: files on a data connection, TLS on either kind.
//!
//! Where there are secrets, what a data connection carries under TLS is counted twice, as it is on
//! the wire and as it opens: that it opens is only known by its first record. Observers are told of
//! what opens, and never of what is sealed.

use std::sync::Arc;

use crate::analysis::control::proxy::{Preface, PrefacePart};
use crate::analysis::control::{ControlPlan, Planned, SessionDraft};
use crate::analysis::observer::Content;
use crate::analysis::tls::{self, Clash};
use crate::digest::DigestPool;
use crate::ftp::Effect;
use crate::limits::Limits;
use crate::model::{At, TlsFacts, TlsSealed};
use crate::tcp::{Side, StreamItem, TcpConnection};
use crate::tls::{Begins, Keyring, TlsConnection, TlsPiece};

use super::budget::Budgets;
use super::listing::ListingReader;
use super::matching::Match;
use super::payload::{Carried, Payload};
use super::unsealed::{Unsealed, UnsealedWay};

/// What went over a connection, both directions.
#[derive(Debug, Default)]
pub(super) struct Contents {
    /// What may be a header before the files of a data connection.
    prefaces: [Preface; 2],
    /// What each side sends on a data connection, until it ends.
    payloads: Option<Box<[Payload; 2]>>,
    /// What of that TLS hides and could be opened.
    unsealed: Option<Box<Unsealed>>,
    /// What is known of each direction of it, once the connection has ended and anything was
    /// opened.
    opened: Option<Box<[UnsealedWay; 2]>>,
    /// Bytes of each side on the wire, and those that are missing.
    wire: [(u64, u64); 2],
    /// What each side sent, once it has ended.
    files: [Box<[Carried]>; 2],
    /// Directions whose decoding was stopped because it gave too much.
    capped: usize,
    /// What the wire carries is not the file itself.
    wrapped: bool,
    /// Its TLS, in a session that uses any.
    tls: Option<Box<TlsConnection>>,
    /// What is known of that at the end of a data connection.
    tls_facts: Option<Box<TlsFacts>>,
}

/// What the contents of data connections are made with.
#[derive(Clone, Copy)]
pub(super) struct ContentParams<'m> {
    pub(super) plan: &'m ControlPlan,
    pub(super) pool: &'m DigestPool,
    pub(super) limits: &'m Limits,
    pub(super) budgets: &'m Budgets,
    pub(super) ring: Option<&'m Arc<Keyring>>,
}

impl Contents {
    /// Of a control connection; its TLS is read again for rows alone.
    pub(super) fn control(
        planned: &Planned,
        limits: &Limits,
        rows: bool,
        ring: Option<&Arc<Keyring>>,
    ) -> Self {
        let wanted = rows && planned.tls.is_some();
        Contents {
            tls: wanted.then(|| {
                let begins = Begins::WithLine;
                let tls = TlsConnection::new(begins, planned.from_beginning, limits.tls_hello);
                Box::new(tls.with(ring))
            }),
            ..Contents::default()
        }
    }

    /// Of a data connection and the sessions it was matched to. `from_beginning`: its first byte is
    /// in the capture.
    pub(super) fn data(matches: &[Match], from_beginning: bool, means: &ContentParams) -> Self {
        let &ContentParams {
            plan,
            pool,
            limits,
            budgets,
            ring,
        } = means;
        let draft = |matched: &Match| &plan.sessions[matched.session].draft;
        let named = matches
            .iter()
            .find_map(|c| c.transfer.map(|t| (draft(c), t)));
        let room = named.map_or(1, |(draft, _)| draft.transfers.len());
        let payload = || {
            let listing = named.and_then(|(draft, transfer)| {
                ListingReader::of(draft, transfer, budgets.listings.as_ref())
            });
            Payload::new(
                pool,
                named.map(|(draft, t)| &draft.transfers[t]),
                room,
                limits.decoded,
                budgets,
            )
            .with(listing)
        };
        // A capture that begins in mid-session does not show whether it is protected: the hellos
        // then tell.
        let protected = matches
            .iter()
            .any(|c| draft(c).tls.is_some() || !draft(c).hidden.is_empty());
        let payloads = Box::new([payload(), payload()]);
        let wrapped = payloads[0].is_wrapped();
        let opens = protected && ring.is_some();
        Contents {
            payloads: Some(payloads),
            unsealed: opens.then(|| Box::new(Unsealed::new([payload(), payload()]))),
            wrapped,
            tls: protected.then(|| {
                let is_known = matches.iter().any(|c| is_protected(draft(c), c.transfer));
                let begins = if is_known && !from_beginning {
                    Begins::Before
                } else {
                    Begins::WithStream
                };
                Box::new(TlsConnection::new(begins, from_beginning, limits.tls_hello).with(ring))
            }),
            ..Contents::default()
        }
    }

    /// Takes the next item that a side sent. What a data connection carries goes to `out`, with its
    /// side and the number of its file.
    pub(super) fn take(
        &mut self,
        side: Side,
        item: &StreamItem,
        out: &mut dyn FnMut(Side, usize, &Content),
    ) {
        if self.payloads.is_none() || self.prefaces[side.index()].has_passed() {
            return self.take_behind_header(side, item, out);
        }
        let mut preface = std::mem::take(&mut self.prefaces[side.index()]);
        match *item {
            StreamItem::Bytes {
                offset,
                bytes,
                at,
                ack,
            } => preface.bytes(bytes, at, &mut |part| {
                if let PrefacePart::Content(bytes, at) = part {
                    let item = StreamItem::Bytes {
                        offset,
                        bytes,
                        at,
                        ack,
                    };
                    self.take_behind_header(side, &item, out);
                }
            }),
            StreamItem::Gap { .. } => {
                self.take_held(&mut preface, side, out);
                self.take_behind_header(side, item, out);
            }
        }
        self.prefaces[side.index()] = preface;
    }

    /// What was held back and is not a header after all.
    fn take_held(
        &mut self,
        preface: &mut Preface,
        side: Side,
        out: &mut dyn FnMut(Side, usize, &Content),
    ) {
        preface.flush(&mut |part| {
            if let PrefacePart::Content(bytes, at) = part {
                let item = StreamItem::Bytes {
                    offset: 0,
                    bytes,
                    at,
                    ack: None,
                };
                self.take_behind_header(side, &item, out);
            }
        });
    }

    fn take_behind_header(
        &mut self,
        side: Side,
        item: &StreamItem,
        out: &mut dyn FnMut(Side, usize, &Content),
    ) {
        let place = side.index();
        let mut unsealed = self.unsealed.as_deref_mut();
        if let Some(tls) = &mut self.tls {
            let take = &mut |place, piece: TlsPiece| {
                if let Some(unsealed) = &mut unsealed {
                    unsealed.take(side_at(place), &piece, out);
                }
            };
            match *item {
                StreamItem::Gap { len, at, .. } => tls.gap(place, len, at, take),
                StreamItem::Bytes { bytes, at, ack, .. } => {
                    tls.bytes(place, bytes, (at, ack), take);
                }
            }
        }
        let is_tls = self.tls.as_ref().is_some_and(|tls| tls.is_tls());
        if let Some(payloads) = &mut self.payloads {
            if is_tls {
                payloads[place].give_up();
                payloads[place].forget_listing();
            }
            if is_tls && self.unsealed.is_some() {
                // nobody wants the digest of what is sealed
                payloads[place].forget_digest();
                payloads[place].take(item, &mut |_, _| {});
            } else {
                payloads[place].take(item, &mut |number, content| out(side, number, content));
            }
        }
    }

    /// Nothing follows: what TLS waited for did not come. What still opens goes to `out`.
    pub(super) fn end_tls(&mut self, at: At, out: &mut dyn FnMut(Side, usize, &Content)) {
        if let (Some(tls), Some(unsealed)) = (&mut self.tls, &mut self.unsealed) {
            for place in 0..2 {
                tls.finish(place, at, &mut |place, piece| {
                    unsealed.take(side_at(place), &piece, out);
                });
            }
        }
    }

    /// Nothing follows on a data connection: what came of its TLS.
    pub(super) fn judge_tls(&mut self, connection: &TcpConnection, now: At) {
        if let (Some(tls), Some(_)) = (&self.tls, &self.payloads) {
            let clash = clash(tls, connection);
            self.tls_facts = tls::facts(tls, connection, clash, now).map(Box::new);
        }
    }

    /// Nothing follows. What ends by it goes to `out`: the side and the number of its file.
    pub(super) fn finish(&mut self, out: &mut dyn FnMut(Side, usize)) {
        let Some(payloads) = self.payloads.take() else {
            return;
        };
        let unsealed = self.unsealed.take();
        let opened = self.tls.as_ref().and_then(|tls| tls.opened());
        let is_open = opened.is_some_and(|opened| opened.records != [0, 0]);
        let is_sealed = unsealed.is_some() && self.tls().is_some();
        for ((side, files), payload) in Side::BOTH.into_iter().zip(&mut self.files).zip(*payloads) {
            let capped;
            (*files, capped) = payload.finish(&mut |number| {
                if !is_sealed {
                    out(side, number);
                }
            });
            self.capped += usize::from(capped);
            self.wire[side.index()] = (
                files.iter().map(|file| file.bytes).sum(),
                files.iter().map(|file| file.lost).sum(),
            );
        }
        if let Some(unsealed) = unsealed.filter(|_| is_open) {
            let (files, ways, capped) = unsealed.finish(out);
            self.files = files;
            self.opened = Some(Box::new(ways));
            self.capped += capped;
        }
    }

    /// Bytes of a header before what a side of a data connection sent.
    pub(super) fn header_bytes(&self, side: Side) -> u64 {
        self.prefaces[side.index()].header_bytes()
    }

    /// Nothing follows: what was held back goes to `out`, with the number of its file.
    pub(super) fn end_prefaces(&mut self, out: &mut dyn FnMut(Side, usize, &Content)) {
        if self.payloads.is_none() {
            return;
        }
        for side in Side::BOTH {
            let mut preface = std::mem::take(&mut self.prefaces[side.index()]);
            self.take_held(&mut preface, side, out);
            self.prefaces[side.index()] = preface;
        }
    }

    /// The files that a side of a data connection has sent.
    pub(super) fn files(&self, side: Side) -> &[Carried] {
        &self.files[side.index()]
    }

    /// What a data connection carries, files as they are: neither wrapped nor in a session that
    /// uses TLS which cannot be opened.
    pub(super) fn is_plain(&self) -> bool {
        !self.wrapped && (self.tls.is_none() || self.unsealed.is_some())
    }

    /// What is known of a direction of TLS that was opened, in part or whole.
    pub(super) fn opened(&self, side: Side) -> Option<&UnsealedWay> {
        self.opened.as_ref().map(|ways| &ways[side.index()])
    }

    /// There are secrets, but the capture lacks what the keys are made of beside them: a part of
    /// the connection.
    pub(super) fn lacks_handshake(&self) -> bool {
        let opened = self.tls().and_then(|tls| tls.opened());
        self.opened.is_none()
            && opened.is_some_and(|opened| opened.reason == Some(TlsSealed::NoHandshake))
    }

    /// Bytes that a side of a data connection has sent on the wire.
    pub(super) fn wire_bytes(&self, side: Side) -> u64 {
        self.wire[side.index()].0
    }

    /// What the wire carries is not the file itself.
    pub(super) fn is_wrapped(&self) -> bool {
        self.wrapped
    }

    /// Directions whose decoding was stopped because it gave too much.
    pub(super) fn capped(&self) -> usize {
        self.capped
    }

    /// Its TLS, where it carries any.
    pub(super) fn tls(&self) -> Option<&TlsConnection> {
        self.tls.as_deref().filter(|tls| tls.is_tls())
    }

    /// What is known of that, once a data connection has ended.
    pub(super) fn tls_facts(&self) -> Option<&TlsFacts> {
        self.tls_facts.as_deref()
    }

    /// A new frame begins.
    pub(super) fn begin_frame(&mut self) {
        if let Some(tls) = &mut self.tls {
            tls.begin_frame();
        }
    }
}

/// True where data connections were protected by the time of a transfer, or of the whole dialogue:
/// the latest PROT that was accepted says P, and not C, S or E (RFC 2228 section 3).
fn is_protected(draft: &SessionDraft, transfer: Option<usize>) -> bool {
    let until = transfer.map_or(draft.commands.len(), |t| draft.transfers[t].command);
    let accepted = draft.commands[..until].iter().rev().find(|command| {
        command.effect() == Effect::Prot
            && command
                .final_reply()
                .is_some_and(|reply| reply.code.is_completion())
    });
    accepted
        .and_then(|command| command.argument())
        .is_some_and(|level| level.eq_ignore_ascii_case(b"P"))
}

fn side_at(place: usize) -> Side {
    if place == Side::Low.index() {
        Side::Low
    } else {
        Side::High
    }
}

/// One side speaks TLS, and what the other sends begins with something else.
fn clash(tls: &TlsConnection, connection: &TcpConnection) -> Option<Clash> {
    Side::BOTH.into_iter().find_map(|side| {
        let (ours, theirs) = (
            tls.evidence(side.index()),
            tls.evidence(side.other().index()),
        );
        let met = theirs.clear.filter(|_| theirs.first.is_none());
        let begun = connection.progress().syn || connection.progress().syn_ack;
        let whole = begun && !ours.lost && !theirs.lost;
        ours.first?;
        Some(Clash {
            tls: side,
            clear: met.filter(|_| whole)?,
        })
    })
}
