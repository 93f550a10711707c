//! Resets that end nothing.
//!
//! Anybody who knows the ports can send a RST in the name of one end. A host heeds it only where
//! its number is right (RFC 9293 section 3.10.7.4, RFC 5961 section 3), and a capture shows it in
//! any case. What is certain: an end that has reset a connection, or has taken a reset,
//! acknowledges nothing that is sent later, and sends no FIN. Where one end acknowledges what the
//! other one sent behind the RST, and then the end that it named closes with a FIN as if nothing
//! had been, it was forged or did not arrive, and the FIN counts. Where either is missing, the RST
//! stays the end: what is only on its way at that moment, or recorded in the wrong order, must not
//! undo it.

use crate::decode::{Flags, Segment};
use crate::model::Close;
use crate::tcp::key::Side;

use super::{Closing, TcpConnection};

/// A connection of which a RST was seen.
#[derive(Clone, Debug)]
pub(super) struct Survival {
    /// The number of what each side was to send next when the first one came.
    next: [Option<u32>; 2],
    /// The sides in whose name one came, and that have sent no FIN since.
    named: [bool; 2],
    /// One side has acknowledged what the other sent later.
    goes_on: bool,
    /// The first FIN behind it.
    fin: Option<Closing>,
    /// What was known of the end before.
    before: (Option<Closing>, [bool; 2]),
}

impl TcpConnection {
    /// Called before a segment tells of an end.
    pub(super) fn follow_survival(&mut self, segment: &Segment, sender: Side) {
        if segment.flags.rst() {
            self.note_reset(sender);
        } else if self.survival.is_some() {
            self.follow_life(segment, sender);
        }
    }

    fn note_reset(&mut self, sender: Side) {
        if !self.progress.ack {
            // a refusal is another matter
            return;
        }
        let next = [0, 1].map(|side: usize| self.streams[side].next_sequence());
        let before = (self.close, self.cut_off);
        let survival = self.survival.get_or_insert_with(|| {
            Box::new(Survival {
                next,
                named: [false; 2],
                goes_on: false,
                fin: None,
                before,
            })
        });
        survival.named[sender.index()] = true;
    }

    fn follow_life(&mut self, segment: &Segment, sender: Side) {
        let peer = sender.other().index();
        let now = self.streams[peer].next_sequence();
        let Some(survival) = &mut self.survival else {
            return;
        };
        if let (Some(then), Some(now), true) = (survival.next[peer], now, segment.flags.ack()) {
            // what nobody has sent cannot have arrived
            let (acknowledged, sent) = (segment.ack.wrapping_sub(then), now.wrapping_sub(then));
            survival.goes_on |= acknowledged > 0 && acknowledged <= sent && sent < 1 << 31;
        }
        if segment.flags.any(Flags::FIN) {
            survival.named[sender.index()] = false;
            let fin = Closing {
                by: sender,
                how: Close::Fin,
                at: segment.at(),
            };
            let first = *survival.fin.get_or_insert(fin);
            if survival.goes_on && survival.named == [false; 2] {
                let (close, cut_off) = survival.before;
                self.close = close.or(Some(first));
                self.cut_off = cut_off;
                self.survival = None;
            }
        }
    }
}
