//! Holes so large that sequence numbers come again within them.

use crate::model::{Connection, Session, Transfer};

use super::transfers::can_compare;

/// Sequence numbers come again after 4 GiB (RFC 9293 section 3.4), so that a gap is known but for a
/// multiple of that. Where the server said how long the file is, that settles it; if the bytes
/// could have come in the time.
pub(super) fn count_wraps(transfer: &mut Transfer) {
    let Some((expected, _)) = transfer.expected.filter(|_| can_compare(transfer)) else {
        return;
    };
    let came = transfer.bytes.saturating_add(transfer.lost_bytes);
    let unseen = expected.saturating_sub(came);
    let nanoseconds = transfer.end.time.since(transfer.start.time).max(0);
    let is_possible = i128::from(unseen) <= i128::from(nanoseconds) * FASTEST;
    if unseen == 0 || unseen % SEQUENCE_NUMBERS != 0 || !is_possible {
        return;
    }
    let Some(hole) = (0..transfer.gaps.len()).max_by_key(|&place| transfer.gaps[place].1) else {
        return;
    };
    transfer.lost_bytes += unseen;
    transfer.gaps[hole].1 += unseen;
    for gap in &mut transfer.gaps[hole + 1..] {
        gap.0 += unseen;
    }
}

/// How many sequence numbers there are.
const SEQUENCE_NUMBERS: u64 = 1 << 32;
/// Bytes that a link carries in a nanosecond at most: 800 Gbit/s.
const FASTEST: i128 = 100;

/// A connection lacks no less than the transfer on it: one transfer's SIZE tells what sequence
/// numbers cannot.
pub(super) fn count_wraps_of_connections(
    sessions: &[Session],
    connections: &mut [Box<Connection>],
) {
    for session in sessions {
        for transfer in session.transfers.iter().filter(|t| t.lost_bytes > 0) {
            let Some((id, place)) = transfer.connection.zip(transfer.place) else {
                continue;
            };
            let Some(connection) = connections.get_mut(id as usize - 1) else {
                continue;
            };
            let opened = place.sender == connection.opener;
            let lost = &mut connection.flows[usize::from(!opened)].lost;
            let more = transfer.lost_bytes.saturating_sub(lost.total());
            lost.not_captured += more;
            connection.lost_bytes += more;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{At, DataType, ExpectedFrom, Time};

    /// A download of which 10 bytes came, with a gap of 5 between them, in so many seconds.
    fn lost(expected: u64, seconds: i64) -> (u64, Vec<(u64, u64)>) {
        let mut transfer = Transfer {
            data_type: DataType::Image,
            bytes: 10,
            lost_bytes: 6,
            gaps: vec![(2, 5), (9, 1)],
            expected: Some((expected, ExpectedFrom::Size)),
            end: At {
                frame: 9,
                time: Time::from_nanos(seconds * 1_000_000_000),
            },
            ..Transfer::default()
        };
        count_wraps(&mut transfer);
        (transfer.lost_bytes, transfer.gaps)
    }

    #[test]
    fn a_size_settles_how_often_sequence_numbers_came_again() {
        let round = SEQUENCE_NUMBERS;
        let apart = (6 + round, vec![(2, 5 + round), (9 + round, 1)]);
        assert_eq!(lost(16 + round, 60), apart);
        let as_it_was = (6, vec![(2, 5), (9, 1)]);
        assert_eq!(lost(16, 60), as_it_was);
        assert_eq!(lost(17 + round, 60), as_it_was, "another number of bytes");
        assert_eq!(lost(16 + (round << 20), 60), as_it_was, "too fast");
    }
}
