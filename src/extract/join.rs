//! Which transfers are parts of one file?
//!
//! A download that broke off is taken up again with REST, and a file may be fetched in ranges: over
//! several connections at a time, or from its end to its beginning. A file that was fetched twice
//! is two files all the same, and neither may be patched with bytes of the other.
//!
//! # What can be joined at all
//!
//! Parts whose client address, user, server, path and direction are the same ([`JoinKey`]). The
//! client's port and the session do not count: programs that fetch ranges log in once for each.
//! Left alone are listings, which change; APPE and STOU, whose place in the file nobody says; a
//! transfer mode that could not be decoded; and a part with more gaps than are kept.
//!
//! # Which part goes on with which story
//!
//! The parts of one key are taken in the order in which they began. A [`FileHistory`] is what was
//! joined so far; a part that the latest story does not take begins another. The first row that
//! fits decides:
//!
//! | the part | the story | taken, because |
//! |---|---|---|
//! | begins at 0, and is complete | any | no: it is the whole file |
//! | begins at 0 | has its beginning | no: the file was fetched anew |
//! | begins at 0 | lacks its beginning, and is not over when the part begins, or the part reaches it | yes: fetched in ranges at a time, or from the end to the beginning |
//! | begins further on | holds the whole file | no: another fetch of a range |
//! | begins further on | is not over when the part begins | yes: fetched in ranges at a time |
//! | begins at the reach of the story, or before it | has its beginning, and no part that came to the end | yes: taken up again. Clients go back some bytes, for what they had not written yet |
//! | ends at the lowest byte of the story, or behind it, and is not complete | lacks its beginning | yes: from the end to the beginning |
//! | any other | any | no |
//!
//! In the end a story is cut where the ranges of its parts do not meet: what lies between was never
//! asked for, and a file with a hole that nobody lost would be a fake.
//!
//! # Invariants
//!
//! - Each part is in exactly one group, and groups stand in the order of their first transfers:
//!   names of files do not depend on a hash table.
//! - Parts of a group are in the order of their offsets, and each begins at the reach of those
//!   before it or earlier.
//! - Nothing is read but the records, so that a dry run joins what a run joins. Whether parts that
//!   overlap hold the same bytes is seen when they are written.
//!
//! # Why these limits
//!
//! [`Limits::filled`] bounds the bytes that a story may lack, for a part and for all of them
//! together: a capture can claim terabytes of gaps with a few segments. [`Limits::GAPS`] is how
//! many gaps of a transfer are kept: with more of them nobody knows where in the file its bytes
//! belong.

use std::collections::{BTreeMap, HashMap};
use std::net::{IpAddr, SocketAddr};

use foldhash::fast::RandomState;

use crate::limits::Limits;
use crate::model::{Analysis, Direction, Text};

use super::plan::TransferPart;

/// Groups of indices into `parts`: each group is one file, its parts in the order of their ranges;
/// the groups stand in the order of their first transfers.
pub(super) fn join(
    analysis: &Analysis,
    parts: &[TransferPart],
    limits: &Limits,
) -> Vec<Vec<usize>> {
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut same_file: HashMap<JoinKey, Vec<usize>, RandomState> = HashMap::default();
    for (index, part) in parts.iter().enumerate() {
        match JoinKey::of(analysis, part, limits) {
            Some(key) => same_file.entry(key).or_default().push(index),
            None => groups.push(vec![index]),
        }
    }
    for candidates in same_file.into_values() {
        groups.extend(stories(analysis, parts, candidates, limits));
    }
    groups.sort_by_key(|group| group.iter().min().copied());
    groups
}

/// What parts of one file have in common.
#[derive(PartialEq, Eq, Hash)]
struct JoinKey {
    client: IpAddr,
    server: SocketAddr,
    user: Option<Text>,
    path: Text,
    direction: Direction,
}

impl JoinKey {
    /// `None` for what is never joined: listings, what has no path, APPE and STOU, whose place in
    /// the file nobody says, and what lacks so much that joining it would only make a large hole.
    fn of(analysis: &Analysis, part: &TransferPart, limits: &Limits) -> Option<Self> {
        let (session, transfer) = part.of(analysis);
        let direction = transfer
            .direction
            .filter(|_| matches!(transfer.verb, Some("RETR" | "STOR")))?;
        let is_sound = part.lost <= limits.filled && transfer.gaps.len() < Limits::GAPS;
        let is_decoded = !transfer.wrapped || transfer.decoded_bytes.is_some();
        (is_sound && is_decoded).then_some(())?;
        let (client, user) = (session.client.ip(), transfer.user.clone());
        Some(JoinKey {
            client,
            server: session.server,
            user,
            path: transfer.path.clone()?,
            direction,
        })
    }
}

/// Parts that may be one file, as far as their order in time tells.
#[derive(Default)]
struct FileHistory {
    parts: Vec<usize>,
    /// The frame in which the last of them ends.
    until: u64,
    /// Where in the file they begin.
    low: u64,
    /// Where in the file they reach.
    reach: u64,
    /// One of them starts at the beginning.
    begun: bool,
    /// One of them came to the end of the file.
    ended: bool,
    /// One of them is the whole file.
    whole: bool,
}

impl FileHistory {
    fn takes(&self, part: &TransferPart, start: u64, complete: bool) -> bool {
        let at_once = start < self.until;
        let before = !self.begun && !complete && part.offset < self.low && part.end() >= self.low;
        if part.offset == 0 {
            before || at_once && !self.begun && !complete
        } else {
            let again = !self.ended && self.begun && part.offset <= self.reach;
            !self.whole && (at_once || again || before)
        }
    }

    fn add(&mut self, index: usize, part: &TransferPart, end: u64, complete: bool) {
        self.low = if self.parts.is_empty() {
            part.offset
        } else {
            self.low.min(part.offset)
        };
        self.parts.push(index);
        self.until = self.until.max(end);
        self.reach = self.reach.max(part.end());
        self.begun |= part.offset == 0;
        self.ended |= complete;
        self.whole |= complete && part.offset == 0;
    }
}

fn stories(
    analysis: &Analysis,
    parts: &[TransferPart],
    mut candidates: Vec<usize>,
    limits: &Limits,
) -> Vec<Vec<usize>> {
    candidates.sort_by_key(|&index| (times(analysis, &parts[index]).0, index));
    let mut stories: Vec<FileHistory> = Vec::new();
    for index in candidates {
        let part = &parts[index];
        let (start, end, complete) = times(analysis, part);
        if !stories
            .last()
            .is_some_and(|story| story.takes(part, start, complete))
        {
            stories.push(FileHistory::default());
        }
        if let Some(story) = stories.last_mut() {
            story.add(index, part, end, complete);
        }
    }
    stories
        .into_iter()
        .flat_map(|story| meeting(parts, story.parts, limits))
        .collect()
}

fn times(analysis: &Analysis, part: &TransferPart) -> (u64, u64, bool) {
    let (_, transfer) = part.of(analysis);
    (
        transfer.start.frame,
        transfer.end.frame,
        transfer.is_complete(),
    )
}

/// Cuts a story where ranges do not meet.
fn meeting(parts: &[TransferPart], mut story: Vec<usize>, limits: &Limits) -> Vec<Vec<usize>> {
    story.sort_by_key(|&index| (parts[index].offset, index));
    let lost: u64 = story.iter().map(|&index| parts[index].lost).sum();
    let mut files: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let (mut file, mut reach) = (0, 0);
    for index in story {
        let part = &parts[index];
        if part.offset > reach || lost > limits.filled {
            file += 1;
        }
        reach = reach.max(part.end());
        files.entry(file).or_default().push(index);
    }
    files.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::plan::parts_of;
    use crate::extract::testing::{TransferSpec, analysis};

    /// The groups, by the numbers of transfers.
    fn joined(told: &[TransferSpec]) -> Vec<Vec<u32>> {
        let analysis = analysis(told);
        let parts = parts_of(&analysis).0;
        let groups = join(&analysis, &parts, &Limits::default());
        groups
            .iter()
            .map(|group| group.iter().map(|&i| parts[i].of(&analysis).1.id).collect())
            .collect()
    }

    fn part(offset: u64, bytes: u64, frames: (u64, u64), complete: bool) -> TransferSpec {
        TransferSpec {
            path: "/a",
            offset,
            bytes,
            frames,
            complete,
            ..TransferSpec::default()
        }
    }

    #[test]
    fn a_download_that_is_taken_up_again_is_one_file() {
        assert_eq!(
            joined(&[part(0, 100, (1, 9), false), part(100, 50, (10, 20), true)]),
            [[1, 2]]
        );
        // the client had written less, or more has arrived than the capture holds
        assert_eq!(
            joined(&[part(0, 100, (1, 9), false), part(60, 90, (10, 20), true)]),
            [[1, 2]]
        );
        assert_eq!(
            joined(&[part(0, 100, (1, 9), false), part(101, 49, (10, 20), true)]),
            [[1], [2]]
        );
        let thrice = [
            part(0, 9, (1, 2), false),
            part(9, 9, (3, 4), false),
            part(18, 9, (5, 6), true),
        ];
        assert_eq!(joined(&thrice), [[1, 2, 3]]);
    }

    #[test]
    fn what_was_fetched_twice_is_two_files() {
        assert_eq!(
            joined(&[part(0, 100, (1, 9), true), part(0, 100, (10, 20), true)]),
            [[1], [2]]
        );
        assert_eq!(
            joined(&[part(0, 40, (1, 9), false), part(0, 100, (10, 20), true)]),
            [[1], [2]]
        );
        assert_eq!(
            joined(&[part(0, 100, (1, 9), true), part(50, 50, (10, 20), true)]),
            [[1], [2]]
        );
        let again = [
            part(0, 9, (1, 2), false),
            part(9, 9, (3, 4), true),
            part(9, 9, (5, 6), true),
        ];
        assert_eq!(joined(&again), [vec![1, 2], vec![3]]);
    }

    #[test]
    fn ranges_that_were_fetched_at_a_time_are_one_file() {
        let ranges = [
            part(0, 60, (2, 30), false),
            part(50, 60, (1, 31), false),
            part(100, 50, (3, 29), true),
        ];
        assert_eq!(joined(&ranges), [[1, 2, 3]]);
        let holed = [
            part(0, 40, (2, 30), false),
            part(50, 60, (1, 31), false),
            part(100, 50, (3, 29), true),
        ];
        assert_eq!(joined(&holed), [vec![1], vec![2, 3]]);
    }

    #[test]
    fn ranges_that_were_fetched_from_the_end_to_the_beginning_are_one_file() {
        let falling = [
            part(100, 50, (1, 9), true),
            part(60, 40, (10, 19), false),
            part(0, 65, (20, 29), false),
        ];
        assert_eq!(joined(&falling), [[3, 2, 1]]);
        let holed = [part(100, 50, (1, 9), true), part(0, 99, (10, 19), false)];
        assert_eq!(joined(&holed), [[1], [2]]);
        // that is all of it, and may be another version
        assert_eq!(
            joined(&[part(100, 50, (1, 9), true), part(0, 150, (10, 19), true)]),
            [[1], [2]]
        );
    }

    #[test]
    fn only_parts_of_the_same_file_are_joined() {
        let first = part(0, 100, (1, 9), false);
        let second = part(100, 50, (10, 20), true);
        for other in [
            TransferSpec {
                path: "/b",
                ..second
            },
            TransferSpec {
                client: "10.0.0.9",
                ..second
            },
            TransferSpec {
                user: "eve",
                ..second
            },
            TransferSpec {
                verb: "STOR",
                ..second
            },
            TransferSpec {
                lost: u64::MAX / 2,
                ..second
            },
        ] {
            assert_eq!(joined(&[first, other]), [[1], [2]], "{other:?}");
        }
        assert_eq!(
            joined(&[
                TransferSpec {
                    verb: "APPE",
                    ..first
                },
                TransferSpec {
                    verb: "APPE",
                    ..second
                }
            ]),
            [[1], [2]]
        );
    }
}
