//! How a connection opens: what of the handshake was captured, and what it came to.

use crate::decode::{Flags, Segment};
use crate::model::{Close, Handshake};
use crate::tcp::key::Side;

use super::TcpConnection;

/// What of the handshake was captured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HandshakeProgress {
    /// A SYN without ACK.
    pub syn: bool,
    /// A SYN with ACK.
    pub syn_ack: bool,
    /// An ACK of the opener after both.
    pub ack: bool,
    /// Any payload.
    pub data: bool,
}

impl TcpConnection {
    /// What of the handshake was captured.
    pub fn progress(&self) -> HandshakeProgress {
        self.progress
    }

    /// The same in the words of the record.
    pub fn handshake(&self) -> Handshake {
        match self.progress {
            HandshakeProgress {
                syn: true,
                syn_ack: true,
                ack: true,
                ..
            } => Handshake::Complete,
            HandshakeProgress {
                syn: false,
                syn_ack: false,
                ..
            } => Handshake::Missing,
            _ => Handshake::Partial,
        }
    }

    /// The SYN was answered by a RST.
    pub fn is_refused(&self) -> bool {
        !self.progress.syn_ack
            && !self.progress.data
            && self
                .close
                .is_some_and(|c| c.how == Close::Reset && c.by != self.opener)
    }

    /// Only SYNs were seen, and perhaps the RST with which their sender gave up. An answer that did
    /// not reach it, so that it kept asking, is none for it.
    pub fn is_unanswered(&self) -> bool {
        self.is_rejected_answer()
            || (self.progress.syn && (self.only_syns || self.answer_did_not_arrive()))
    }

    /// A SYN+ACK that its receiver did not ask for and reset (RFC 9293 section 3.10.7.3): the
    /// answer to a SYN came from another address.
    pub fn is_rejected_answer(&self) -> bool {
        let is_answer = self.progress.syn_ack && !self.progress.syn && !self.progress.data;
        is_answer
            && self
                .close
                .is_some_and(|c| c.how == Close::Reset && c.by == self.opener)
    }

    /// The opener took its SYN back, by the RST that it owes to the ACK of an older connection (RFC
    /// 9293 section 3.5.1).
    fn is_given_up(&self) -> bool {
        self.only_syns && self.close.is_some_and(|close| close.how == Close::Reset)
    }

    /// The listener answers a SYN by an ACK alone: it still has an older connection between these
    /// endpoints, and says so (RFC 9293 section 3.10.7.4). That opens nothing.
    fn is_of_older_one(&self, segment: &Segment, sender: Side) -> bool {
        let flags = segment.flags;
        let is_bare = flags.ack() && segment.is_empty();
        let asked = self.progress.syn && !self.progress.syn_ack;
        let expected = self.initial[self.opener.index()].map(|initial| initial.wrapping_add(1));
        is_bare
            && asked
            && sender != self.opener
            && !flags.any(Flags::SYN | Flags::FIN | Flags::RST)
            && expected != Some(segment.ack)
    }

    /// The opener got no answer, although one was sent: it repeated its SYN behind the SYN+ACK, and
    /// went no further.
    fn answer_did_not_arrive(&self) -> bool {
        self.syn_after_answer && !self.progress.ack && !self.progress.data
    }

    pub(super) fn follow_handshake(&mut self, segment: &Segment, sender: Side) {
        let flags = segment.flags;
        if self.progress.data && self.progress.ack && !flags.any(Flags::SYN | Flags::RST) {
            // the opener's ACK was seen, and payload: there is nothing left to learn
            return;
        }
        let knocks = sender == self.opener && (flags.opens() || flags.rst());
        self.only_syns &= knocks || self.is_of_older_one(segment, sender);
        let begins_again = self.is_refused() || (flags.opens() && self.is_given_up());
        if flags.syn() && begins_again {
            // The opener tried again with the same number, as Windows does: the refusal is not the
            // end.
            self.close = None;
            self.cut_off = [false; 2];
            self.only_syns = true;
        }
        if flags.syn() && !flags.rst() {
            self.initial[sender.index()] = Some(segment.seq);
            if flags.ack() {
                if self.progress.ack && sender != self.opener {
                    let rare = self.senders[sender.index()].rare.get_or_insert_default();
                    rare.late_answers = rare.late_answers.saturating_add(1);
                }
                self.progress.syn_ack = true;
            } else {
                self.syn_after_data |= self.progress.ack && self.progress.data;
                self.syn_after_answer |= self.progress.syn_ack;
                self.progress.syn = true;
                self.syns += 1;
                self.numbers.syn(segment.time);
            }
        } else if flags.ack() && sender == self.opener && self.progress.syn && self.progress.syn_ack
        {
            if !self.progress.ack {
                self.numbers.handshake_done(segment.time);
            }
            self.progress.ack = true;
        }
        self.progress.data |= !segment.is_empty() && !flags.rst();
    }
}
