//! Where another connection begins with the ports of one that is known, as the head of [`super`]
//! has it.

use crate::decode::Segment;
use crate::tcp::key::Side;

use super::TcpConnection;

impl TcpConnection {
    /// True if this SYN opens a new connection between the same endpoints and is not a repeat of
    /// the one that opened this: its initial sequence number is another one. After the end a
    /// SYN+ACK does too: its SYN may be missing from the capture, or come later. While both sides
    /// speak a SYN alone opens nothing, as anybody can send one (RFC 9293 section 3.10.7.4); the
    /// answer to it does.
    pub fn is_reopened_by(&self, segment: &Segment, sender: Side) -> bool {
        let flags = segment.flags;
        if !flags.syn() || self.is_doubtful_syn(segment, sender) {
            return false;
        }
        if flags.ack() && self.answers_other_syn(segment, sender) {
            return true;
        }
        match self.initial[sender.index()] {
            Some(isn) if isn == segment.seq => return self.begins_anew(segment, sender),
            Some(_) => return !flags.ack() || self.close.is_some(),
            None => {}
        }
        if flags.ack() {
            return false;
        }
        // The SYN that a captured SYN+ACK answers may have been recorded after it; any other SYN is
        // a new one.
        let expected = self.streams[sender.index()].sequence(0);
        let is_late = !self.progress.data || segment.time < self.last.time;
        let known = expected == Some(segment.seq.wrapping_add(1)) && is_late;
        self.frames > 0 && !known && !self.is_simultaneous(sender)
    }

    /// True for a SYN with another number in the midst of a connection of which the capture shows
    /// both sides.
    pub(super) fn is_doubtful_syn(&self, segment: &Segment, sender: Side) -> bool {
        let is_other = self.initial[sender.index()] != Some(segment.seq);
        let both_speak = self
            .senders
            .iter()
            .all(|sender| sender.last.get().is_some());
        let is_alive = self.close.is_none() && self.progress.data && both_speak;
        // a copy of one that was doubtful is too; that of the connection's own is known by its
        // number
        let is_copy = segment.copy_of.is_some()
            && self
                .other_syn
                .as_ref()
                .is_none_or(|syn| syn.seq != segment.seq);
        segment.flags.opens() && is_other && is_alive && !is_copy
    }

    fn answers_other_syn(&self, segment: &Segment, sender: Side) -> bool {
        self.other_syn.as_ref().is_some_and(|syn| {
            let of_peer = self.key.endpoint(sender) == syn.dst;
            of_peer && segment.ack == syn.seq.wrapping_add(1)
        })
    }

    /// The SYN with another number, for the connection that it has opened.
    pub fn take_other_syn(&mut self) -> Option<Box<Segment<'static>>> {
        self.other_syn.take()
    }

    /// True if a SYN with a known number opens a new connection all the same: after data and the
    /// end of the connection, or after data and the opener's SYN where the answer to it comes anew.
    /// A SYN that was sent again, or delayed, comes before any data, or is not answered by another
    /// one (RFC 9293 section 3.10.7.4).
    fn begins_anew(&self, segment: &Segment, sender: Side) -> bool {
        let later = segment.copy_of.is_none() && segment.time > self.last.time;
        let spoken = later && self.progress.ack && self.progress.data;
        let answers = segment.flags.ack();
        let expected = if answers {
            self.syn_after_data
        } else {
            self.close.is_some()
        };
        spoken && expected && answers == (sender != self.opener)
    }
}
