//! Frames that a file may have to keep once more of it was read: the latest SYNs, and fragments
//! that wait for others.

use std::collections::{HashMap, VecDeque};

use foldhash::fast::RandomState;

use crate::capture::Frame;
use crate::decode::Segment;
use crate::tcp::ConnectionKey;

use super::index::keep;
use super::packed::KeptFrame;

/// Longest frame with a SYN that is remembered, in bytes: one that says more is not a handshake.
const LONGEST_SYN: usize = 2048;

/// The latest SYN of each connection that is not followed, as many as a control pass remembers.
#[derive(Debug)]
pub(super) struct RememberedSyns {
    most: usize,
    frames: HashMap<ConnectionKey, (u64, KeptFrame), RandomState>,
    /// The oldest first; one that was replaced or taken is here still.
    order: VecDeque<(u64, ConnectionKey)>,
    serial: u64,
}

impl RememberedSyns {
    pub(super) fn new(most: usize) -> Self {
        RememberedSyns {
            most,
            frames: HashMap::default(),
            order: VecDeque::new(),
            serial: 0,
        }
    }

    pub(super) fn look_at(&mut self, key: ConnectionKey, segment: &Segment, frame: &Frame) {
        if !segment.flags.opens() || frame.data.len() > LONGEST_SYN {
            return;
        }
        self.serial += 1;
        self.frames.insert(key, (self.serial, keep(frame)));
        self.order.push_back((self.serial, key));
        while self.order.len() > self.most.max(1) {
            if let Some((serial, key)) = self.order.pop_front()
                && self.frames.get(&key).is_some_and(|held| held.0 == serial)
            {
                self.frames.remove(&key);
            }
        }
    }

    pub(super) fn take(&mut self, key: &ConnectionKey) -> Option<KeptFrame> {
        self.frames.remove(key).map(|(_, frame)| frame)
    }
}

/// Fragments that wait for others, as many bytes of them as a decoder holds.
#[derive(Debug)]
pub(super) struct HeldFragments {
    most: usize,
    bytes: usize,
    frames: VecDeque<KeptFrame>,
}

impl HeldFragments {
    pub(super) fn new(most: usize) -> Self {
        HeldFragments {
            most,
            bytes: 0,
            frames: VecDeque::new(),
        }
    }

    pub(super) fn hold(&mut self, frame: KeptFrame) {
        self.bytes += frame.data.len();
        self.frames.push_back(frame);
        while self.bytes > self.most {
            let Some(oldest) = self.frames.pop_front() else {
                break;
            };
            self.bytes -= oldest.data.len();
        }
    }

    pub(super) fn take(&mut self, number: u64) -> Option<KeptFrame> {
        let place = self.frames.iter().position(|held| held.number == number)?;
        let frame = self.frames.remove(place)?;
        self.bytes -= frame.data.len();
        Some(frame)
    }

    pub(super) fn rest(&mut self) -> Vec<KeptFrame> {
        self.frames.drain(..).collect()
    }
}
