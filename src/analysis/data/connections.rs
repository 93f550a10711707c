//! The connections that the data pass follows: their segments are put in order, counted and
//! remembered here, whatever the connection is for. Which one a segment belongs to is decided by
//! those who keep them: [`super::control`] for the control connections, [`super::DataPass`] for
//! those of data.

use std::io;

use crate::analysis::observer::Observer;
use crate::capture::Frame;
use crate::decode::{self, QuotedSegment, Segment};
use crate::limits::Limits;
use crate::model::{At, Close, Rejection, Unreachable};
use crate::tcp::{Copies, HandshakeProgress, Side, StreamItem};

use super::tracked::{ContentForwarder, Tracked};

/// Memory, in bytes, of what later copies are compared with, for all [`Connections`] of a kind
/// together. Beyond it the copies of a connection are not compared: that only makes a forgery
/// harder to see, and no byte is read otherwise.
const COMPARED: usize = 8 << 20;

/// Connections that are followed, in the order in which they began.
#[derive(Debug)]
pub(super) struct Connections {
    /// Each in a place of its own, so that a list of many need not be moved as it grows.
    #[expect(clippy::vec_box, reason = "they are large")]
    list: Vec<Box<Tracked>>,
    copies: Copies,
    /// Bytes that each direction of a connection may hold out of order.
    held: usize,
    /// Layers of tunnels that are looked through.
    nesting: usize,
    /// Memory of the first bytes of streams, which later copies are compared with.
    kept: usize,
}

/// The connection of a segment.
#[derive(Debug)]
pub(super) struct Placed {
    /// Its place among the [`Connections`].
    pub(super) index: usize,
    /// Who sent the segment.
    pub(super) sender: Side,
    /// The SYN that opened the connection, where it begins with this segment, the answer to it.
    pub(super) opened_by: Option<Box<Segment<'static>>>,
}

/// What was known of a connection before a segment.
#[derive(Clone, Copy, Debug)]
pub(super) struct Before {
    pub(super) progress: HandshakeProgress,
    /// Nothing could change any more what it carried.
    pub(super) was_over: bool,
}

/// What becomes of a connection when a segment seems to open another one with its ports.
#[derive(Debug)]
pub(super) enum Succession {
    /// It goes on: the segment opens nothing.
    None,
    /// It has ended; the SYN of the other one, where the segment answers to it.
    Ended(Option<Box<Segment<'static>>>),
}

impl Connections {
    /// None yet. `held`: bytes that each direction may hold out of order.
    pub(super) fn new(held: usize, limits: &Limits) -> Self {
        Connections {
            list: Vec::new(),
            copies: Copies::default(),
            held,
            nesting: limits.nesting,
            kept: 0,
        }
    }

    /// Takes the next segment, before its connection is looked for: is its packet in the capture
    /// already?
    pub(super) fn look_for_copies(&mut self, segment: &mut Segment) {
        segment.copy_of = self.copies.find(segment);
    }

    /// True where a segment opens another connection with the ports of this one.
    pub(super) fn is_reopened_by(&self, index: usize, segment: &Segment, sender: Side) -> bool {
        let connection = &self.list[index].connection;
        connection.is_reopened_by(segment, sender)
    }

    /// Ends a connection that is reopened in the present segment; `is_followed`: the next one will
    /// be.
    ///
    /// # Errors
    /// Those of the observer.
    pub(super) fn succeed(
        &mut self,
        index: usize,
        is_followed: bool,
        now: At,
        observer: &mut dyn Observer,
    ) -> io::Result<Succession> {
        let tracked = &mut self.list[index];
        let syn = tracked.connection.take_other_syn();
        if !is_followed && tracked.connection.close() == Close::Open {
            // anybody can send a SYN; one that opens nothing ends nothing (RFC 9293 section
            // 3.10.7.4)
            return Ok(Succession::None);
        }
        let forgotten = tracked.connection.forget_beginnings();
        self.kept = self.kept.saturating_sub(forgotten);
        tracked.finish(now, observer)?;
        Ok(Succession::Ended(syn))
    }

    /// How many there are: the place of the next one.
    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    /// Follows one more.
    pub(super) fn add(&mut self, tracked: Tracked) {
        self.list.push(Box::new(tracked));
    }

    /// One of them.
    pub(super) fn get_mut(&mut self, index: usize) -> &mut Tracked {
        &mut self.list[index]
    }

    /// Takes the next segment of a connection, and the frame that it came in.
    ///
    /// # Errors
    /// Those of the observer.
    pub(super) fn segment(
        &mut self,
        placed: Placed,
        segment: &Segment,
        frame: &Frame,
        observer: &mut dyn Observer,
    ) -> io::Result<Before> {
        let sender = placed.sender;
        let tracked = &mut *self.list[placed.index];
        let was_over = tracked.is_over();
        tracked.contents.begin_frame();
        if tracked.connection.frames == 0 {
            tracked.encapsulation = decode::encapsulation(frame, self.nesting);
        }
        if let Some(syn) = placed.opened_by {
            tracked.take_syn(&syn, sender.other());
        }
        let &mut Tracked {
            ref mut connection,
            ref mut contents,
            ref mut history,
            told,
            ..
        } = tracked;
        let progress = connection.progress();
        let mut forwarder = ContentForwarder::new(connection, told.then_some(observer));
        let arrival = connection.segment(segment, sender, self.held, &mut |side, item| {
            if let StreamItem::Gap { .. } = item {
                history.gap(side);
            }
            contents.take(side, &item, &mut |side, number, content| {
                forwarder.tell(side, number, content);
            });
        });
        forwarder.result?;
        history.segment(segment, sender, &arrival);
        self.kept += arrival.kept;
        if self.kept > COMPARED || tracked.is_over() {
            let forgotten = tracked.connection.forget_beginnings();
            self.kept = self.kept.saturating_sub(forgotten);
        }
        Ok(Before { progress, was_over })
    }

    /// Somebody says that a segment of a connection did not arrive: the first who does is
    /// remembered.
    pub(super) fn unreachable(
        &mut self,
        index: usize,
        error: &QuotedSegment,
        rejection: Rejection,
    ) {
        let tracked = &mut self.list[index];
        if error.reason == Unreachable::TooBig {
            tracked.too_big.get_or_insert_with(|| Box::new(rejection));
            return;
        }
        let opener = tracked.connection.key.endpoint(tracked.connection.opener);
        if tracked.connection.is_unanswered() && opener == error.src {
            tracked.rejected.get_or_insert_with(|| Box::new(rejection));
        }
    }

    /// Nothing follows: ends them all.
    ///
    /// # Errors
    /// Those of the observer.
    pub(super) fn end(&mut self, now: At, observer: &mut dyn Observer) -> io::Result<()> {
        self.list
            .iter_mut()
            .try_for_each(|tracked| tracked.finish(now, observer))
    }

    /// All of them.
    #[expect(clippy::vec_box, reason = "each is freed by itself")]
    pub(super) fn into_list(self) -> Vec<Box<Tracked>> {
        self.list
    }
}
