//! What people ask of a connection: its round trip, its first byte, its pauses.

use super::Time;

/// Times and counts of one connection. Spans are nanoseconds of capture time, never negative.
#[cfg_attr(
    feature = "archive",
    derive(borsh::BorshSerialize, borsh::BorshDeserialize)
)]
#[derive(Clone, Debug, Default)]
pub struct Numbers {
    syn: Option<Time>,
    established: Option<Time>,
    first_payload: Option<Time>,
    last_payload: Option<Time>,
    round_trip: Option<i64>,
    longest_idle: i64,
    data_segments: u64,
}

impl Numbers {
    /// The time from the opener's last SYN to its ACK: one round trip, wherever between the hosts
    /// the capture was made.
    pub fn round_trip(&self) -> Option<i64> {
        self.round_trip
    }

    /// The end of the handshake.
    pub(crate) fn established(&self) -> Option<Time> {
        self.established
    }

    /// The time from the end of the handshake to the first payload of either side; 0 where the SYN
    /// carried some (RFC 7413).
    pub fn first_byte(&self) -> Option<i64> {
        Some(self.first_payload?.since(self.established?).max(0))
    }

    /// The time from the first payload to the last one; `None` without payload.
    pub fn payload_span(&self) -> Option<i64> {
        Some(self.last_payload?.since(self.first_payload?).max(0))
    }

    /// The time of the first payload.
    pub(crate) fn first_payload(&self) -> Option<Time> {
        self.first_payload
    }

    /// The time of the last payload.
    pub fn last_payload(&self) -> Option<Time> {
        self.last_payload
    }

    /// The longest time between two frames that follow each other.
    pub fn longest_idle(&self) -> i64 {
        self.longest_idle
    }

    /// Segments with payload, copies included.
    pub fn data_segments(&self) -> u64 {
        self.data_segments
    }

    /// Takes a segment; `last` is the time of the one before it (its own, for the first).
    pub(crate) fn follow(&mut self, time: Time, last: Time, has_payload: bool) {
        self.longest_idle = self.longest_idle.max(time.since(last));
        if has_payload {
            self.data_segments += 1;
            self.first_payload.get_or_insert(time);
            self.last_payload = Some(time);
        }
    }

    pub(crate) fn syn(&mut self, time: Time) {
        self.syn = Some(time);
    }

    pub(crate) fn handshake_done(&mut self, time: Time) {
        self.established = Some(time);
        self.round_trip = self.syn.map(|syn| time.since(syn).max(0));
    }
}
