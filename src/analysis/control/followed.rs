//! The connections that are followed as control connections, and which of them make room where they
//! are too many: the oldest on which one side alone has spoken. Lines that anybody can send must not
//! hide a session, and one that is a control channel stays.

use std::collections::{HashMap, VecDeque};

use foldhash::fast::RandomState;

use crate::decode::Segment;
use crate::limits::Limits;
use crate::model::Time;
use crate::tcp::{ConnectionKey, Side};

use super::candidate::Control;
use super::waiting::Ring;

#[derive(Debug)]
pub(super) enum Followed {
    Live(Box<Control>),
    /// Its control channel is complete; what still comes belongs to it and says nothing.
    Over {
        initial: [Option<u32>; 2],
        last: Time,
    },
}

/// All of them.
#[derive(Debug)]
pub(super) struct FollowedConnections {
    all: HashMap<ConnectionKey, Followed, RandomState>,
    /// Control channels among them that are not over, and how many may be.
    live: usize,
    most_live: usize,
    /// Those of these on which only one side has spoken, and how many may be.
    one_sided: usize,
    most_one_sided: usize,
    /// Keys of the live ones in the order of their first lines, to find those that may make room.
    queue: VecDeque<ConnectionKey>,
    /// What found no room, so that each counts once.
    turned_away: Ring<()>,
    dropped: u64,
    dropped_one_sided: u64,
}

impl FollowedConnections {
    pub(super) fn new(limits: &Limits) -> Self {
        FollowedConnections {
            all: HashMap::default(),
            live: 0,
            most_live: limits.control_connections,
            one_sided: 0,
            most_one_sided: limits.one_sided,
            queue: VecDeque::new(),
            turned_away: Ring::new(limits.rejected),
            dropped: 0,
            dropped_one_sided: 0,
        }
    }

    pub(super) fn contains_key(&self, key: &ConnectionKey) -> bool {
        self.all.contains_key(key)
    }

    pub(super) fn get_mut(&mut self, key: &ConnectionKey) -> Option<&mut Followed> {
        self.all.get_mut(key)
    }

    /// Those that are not over, in the order of their first frames: which of them find room must
    /// not depend on the order of a hash table.
    pub(super) fn open(&self) -> Vec<ConnectionKey> {
        let live = self
            .all
            .iter()
            .filter_map(|(key, followed)| match followed {
                Followed::Live(control) => Some((control.first_frame(), *key)),
                Followed::Over { .. } => None,
            });
        let mut open: Vec<(u64, ConnectionKey)> = live.collect();
        open.sort_unstable_by_key(|&(first, _)| first);
        open.into_iter().map(|(_, key)| key).collect()
    }

    /// Makes room for a connection; false where it finds none. Whoever gives way is `rejected`.
    pub(super) fn make_room(&mut self, key: &ConnectionKey, rejected: &mut Ring<()>) -> bool {
        if self.live >= self.most_live {
            let has_room = self.drop_oldest(rejected);
            let is_first_try = has_room || self.turned_away.get(key).is_none();
            self.dropped += u64::from(is_first_try);
            if !has_room {
                if is_first_try {
                    self.turned_away.insert(*key, ());
                }
                return false;
            }
        }
        if self.one_sided >= self.most_one_sided && self.drop_oldest(rejected) {
            self.dropped_one_sided += 1;
        }
        true
    }

    /// The oldest connection on which one side alone has spoken gives way.
    fn drop_oldest(&mut self, rejected: &mut Ring<()>) -> bool {
        while let Some(key) = self.queue.pop_front() {
            let is_one_sided = match self.all.get(&key) {
                Some(Followed::Live(control)) => !control.is_dialogue(),
                _ => false,
            };
            if is_one_sided {
                self.leave(&key);
                rejected.insert(key, ());
                return true;
            }
        }
        false
    }

    /// A connection opens anew, and counts anew where it finds no room.
    pub(super) fn may_try_again(&mut self, key: &ConnectionKey) {
        self.turned_away.remove(key);
    }

    /// Follows one more.
    pub(super) fn add(&mut self, key: ConnectionKey, control: Control) {
        if self.queue.len() >= 2 * self.most_live.max(1) {
            let all = &self.all;
            self.queue
                .retain(|key| matches!(all.get(key), Some(Followed::Live(_))));
        }
        self.queue.push_back(key);
        self.live += 1;
        self.one_sided += usize::from(!control.is_dialogue());
        self.all.insert(key, Followed::Live(Box::new(control)));
    }

    /// Both sides of one have spoken now.
    pub(super) fn other_side_spoke(&mut self) {
        self.one_sided -= 1;
    }

    /// One is followed no more; `None` where its control channel was over.
    pub(super) fn leave(&mut self, key: &ConnectionKey) -> Option<Box<Control>> {
        let Some(Followed::Live(control)) = self.all.remove(key) else {
            return None;
        };
        self.live -= 1;
        self.one_sided -= usize::from(!control.is_dialogue());
        Some(control)
    }

    /// One that has left is remembered as over.
    pub(super) fn keep_over(&mut self, key: ConnectionKey, initial: [Option<u32>; 2], last: Time) {
        self.all.insert(key, Followed::Over { initial, last });
    }

    /// How many were dropped, or found no room, because too many were live.
    pub(super) fn dropped(&self) -> u64 {
        self.dropped
    }

    /// Those that are not over, and all.
    #[cfg(test)]
    pub(super) fn counts(&self) -> (usize, usize) {
        (self.live, self.all.len())
    }

    /// How many were dropped because only one side had spoken on too many.
    pub(super) fn dropped_one_sided(&self) -> u64 {
        self.dropped_one_sided
    }
}

impl Followed {
    pub(super) fn take_other_syn(&mut self) -> Option<Box<Segment<'static>>> {
        match self {
            Followed::Live(control) => control.take_other_syn(),
            Followed::Over { .. } => None,
        }
    }

    pub(super) fn is_reopened_by(&self, segment: &Segment, sender: Side) -> bool {
        match self {
            Followed::Live(control) => control.is_reopened_by(segment, sender),
            Followed::Over { initial, last } => {
                let opens = segment.flags.opens();
                let later = segment.copy_of.is_none() && segment.time > *last;
                segment.flags.syn()
                    && initial[sender.index()]
                        .map_or(opens, |isn| isn != segment.seq || (opens && later))
            }
        }
    }
}
