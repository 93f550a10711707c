//! What a tracked connection carries: files on a data connection, TLS on either kind.

use crate::analysis::control::Draft;
use crate::analysis::control::Plan;
use crate::analysis::observer::Content;
use crate::digest::Desk;
use crate::limits::Limits;
use crate::model::TlsFacts;
use crate::tcp::{Item, Side};
use crate::tls::Walker;

use super::matching::Match;
use super::payload::{Carried, Payload};
use super::room::Rooms;

/// What went over a connection, both directions.
#[derive(Debug, Default)]
pub(super) struct Contents {
    /// What each side sends on a data connection, until it ends.
    payloads: Option<Box<[Payload; 2]>>,
    /// What each side sent, once it has ended.
    files: [Box<[Carried]>; 2],
    /// Directions whose decoding was stopped because it gave too much.
    capped: usize,
    /// What the wire carries is not the file itself.
    wrapped: bool,
    /// Its TLS, in a session that uses any.
    tls: Option<Box<Walker>>,
    /// Rows are wanted, so that TLS is walked beyond its hellos.
    rows: bool,
}

/// What the contents of data connections are made with.
#[derive(Clone, Copy)]
pub(super) struct Means<'m> {
    pub(super) plan: &'m Plan,
    pub(super) desk: &'m Desk,
    pub(super) limits: &'m Limits,
    pub(super) rooms: &'m Rooms,
    /// Rows are wanted.
    pub(super) rows: bool,
}

impl Contents {
    /// Of a control connection.
    pub(super) fn control(draft: &Draft, limits: &Limits, rows: bool) -> Self {
        Contents {
            tls: walker(draft.tls.is_some(), limits),
            rows,
            ..Contents::default()
        }
    }

    /// Of a data connection and the sessions it was matched to.
    pub(super) fn data(matches: &[Match], means: &Means) -> Self {
        let &Means {
            plan,
            desk,
            limits,
            rooms,
            rows,
        } = means;
        let draft = |matched: &Match| &plan.sessions[matched.session].draft;
        let named = matches
            .iter()
            .find_map(|c| c.transfer.map(|t| (&draft(c).transfers, t)));
        let room = named.map_or(1, |(transfers, _)| transfers.len());
        let payload = || {
            Payload::new(
                desk,
                named.map(|(transfers, t)| &transfers[t]),
                room,
                limits.decoded,
                rooms,
            )
        };
        // A capture that begins in mid-session does not show whether it is protected: the hellos then tell.
        let protected = matches
            .iter()
            .any(|c| draft(c).tls.is_some() || !draft(c).hidden.is_empty());
        let payloads = Box::new([payload(), payload()]);
        let wrapped = payloads[0].is_wrapped();
        Contents {
            payloads: Some(payloads),
            wrapped,
            tls: walker(protected, limits),
            rows,
            ..Contents::default()
        }
    }

    /// Takes the next item that a side sent; `dialogue` is that of a control connection. What a data connection
    /// carries goes to `out`, with the number of its file.
    pub(super) fn take(
        &mut self,
        side: Side,
        item: &Item,
        dialogue: Option<&Draft>,
        out: &mut dyn FnMut(usize, Content),
    ) {
        let side = side.index();
        let tls = self
            .tls
            .as_deref_mut()
            .filter(|tls| self.rows || !tls.knows_all());
        match (tls, item) {
            (None, _) => {}
            (Some(tls), Item::Gap { len, .. }) => tls.gap(side, *len),
            (
                Some(tls),
                Item::Bytes {
                    offset, bytes, at, ..
                },
            ) => {
                let here = match dialogue {
                    Some(draft) => draft.is_under_tls(at.frame),
                    // In the middle of a file anything may look like a record.
                    None => *offset == 0 || tls.is_inside(side),
                };
                if here {
                    tls.bytes(side, bytes);
                } else if tls.is_inside(side) {
                    tls.leave(side);
                }
            }
        }
        if let Some(payloads) = &mut self.payloads {
            if self.tls.as_ref().is_some_and(|tls| tls.is_tls()) {
                payloads[side].give_up();
            }
            payloads[side].take(item, out);
        }
    }

    /// Nothing follows. What ends by it goes to `out`: the side and the number of its file.
    pub(super) fn finish(&mut self, out: &mut dyn FnMut(Side, usize)) {
        let Some(payloads) = self.payloads.take() else {
            return;
        };
        for ((side, files), payload) in Side::BOTH.into_iter().zip(&mut self.files).zip(*payloads) {
            let capped;
            (*files, capped) = payload.finish(&mut |number| out(side, number));
            self.capped += usize::from(capped);
        }
    }

    /// The files that a side of a data connection has sent.
    pub(super) fn files(&self, side: Side) -> &[Carried] {
        &self.files[side.index()]
    }

    /// What a data connection carries, files as they are: neither wrapped nor in a session that uses TLS.
    pub(super) fn is_plain(&self) -> bool {
        !self.wrapped && self.tls.is_none()
    }

    /// What the wire carries is not the file itself.
    pub(super) fn is_wrapped(&self) -> bool {
        self.wrapped
    }

    /// Directions whose decoding was stopped because it gave too much.
    pub(super) fn capped(&self) -> usize {
        self.capped
    }

    /// The walker of its TLS, where it carries any.
    pub(super) fn tls(&self) -> Option<&Walker> {
        self.tls.as_deref().filter(|tls| tls.is_tls())
    }

    /// The facts of its TLS.
    pub(super) fn tls_facts(&self) -> Option<&TlsFacts> {
        self.tls().map(Walker::facts)
    }

    /// A new frame begins.
    pub(super) fn begin_frame(&mut self) {
        if let Some(tls) = &mut self.tls {
            tls.begin_frame();
        }
    }
}

fn walker(wanted: bool, limits: &Limits) -> Option<Box<Walker>> {
    wanted.then(|| Box::new(Walker::new(limits.tls_hello)))
}
