//! Numbers of frames as ranges.

use std::fmt::Write as _;

/// Numbers in ranges that neither touch nor overlap; made of numbers that mostly ascend.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct NumberRanges {
    ranges: Vec<(u64, u64)>,
}

impl NumberRanges {
    /// Adds a number; false where it would need a range of its own and there is no `room` for one.
    pub(crate) fn add(&mut self, number: u64, room: bool) -> bool {
        let place = self.ranges.partition_point(|&(_, last)| last < number);
        if let Some((first, _)) = self.ranges.get(place)
            && *first <= number
        {
            return true;
        }
        if let Some(before) = place.checked_sub(1)
            && self.ranges[before].1 + 1 == number
        {
            self.ranges[before].1 = number;
            self.join(before);
            return true;
        }
        if let Some((first, _)) = self.ranges.get_mut(place)
            && *first == number + 1
        {
            *first = number;
            return true;
        }
        if room {
            self.ranges.insert(place, (number, number));
        }
        room
    }

    /// Joins a range with the one behind it where they touch.
    fn join(&mut self, place: usize) {
        if let Some(&(first, last)) = self.ranges.get(place + 1)
            && self.ranges[place].1 + 1 == first
        {
            self.ranges[place].1 = last;
            self.ranges.remove(place + 1);
        }
    }

    pub(crate) fn count(&self) -> usize {
        self.ranges.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.ranges.is_empty()
    }

    /// `1..5, 8`
    pub(crate) fn display(&self) -> String {
        self.joined("..", ", ")
    }

    /// `1-5 8`
    pub(crate) fn editcap(&self) -> String {
        self.joined("-", " ")
    }

    fn joined(&self, to: &str, between: &str) -> String {
        let mut text = String::new();
        for (place, (first, last)) in self.ranges.iter().enumerate() {
            if place > 0 {
                text.push_str(between);
            }
            let _ = if first == last {
                write!(text, "{first}")
            } else {
                write!(text, "{first}{to}{last}")
            };
        }
        text
    }
}

/// The display filter of a few frames: `frame.number in {4, 8..10}`.
pub(crate) fn frames(numbers: &[u64]) -> String {
    let mut ranges = NumberRanges::default();
    for &number in numbers {
        ranges.add(number, true);
    }
    format!("frame.number in {{{}}}", ranges.display())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_become_ranges() {
        assert_eq!(
            frames(&[1, 2, 3, 7, 9, 10]),
            "frame.number in {1..3, 7, 9..10}"
        );
        assert_eq!(frames(&[3, 1, 2, 2]), "frame.number in {1..3}");
        assert_eq!(frames(&[1, 3, 2]), "frame.number in {1..3}");
        assert_eq!(frames(&[2, 1]), "frame.number in {1..2}");
    }

    #[test]
    fn what_has_no_room_is_told() {
        let mut ranges = NumberRanges::default();
        assert!(ranges.add(5, true) && ranges.add(6, false) && !ranges.add(8, false));
        assert_eq!(ranges.editcap(), "5-6");
    }
}
