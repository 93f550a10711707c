//! The column of a table that says when. Where the screen is narrow, the day that all rows share is
//! its title and the rows have the time alone; where they share only the year, that is left out: a
//! reader looks for who and when first, and both have to fit.

use crate::model::Time;
use crate::text::stamp::Clock;
use crate::text::style::Style;

/// Screens of fewer columns are narrow.
const NARROW: u16 = 120;
/// Bytes of `2026-03-14 09:26:53` before the time, and before month and day.
const DAY: usize = 11;
const YEAR: usize = 5;

/// How the times of some rows are written.
#[derive(Debug)]
pub(super) struct Starts<'c> {
    clock: &'c Clock,
    /// Bytes that are left out in front.
    shared: usize,
    /// The day, where all share it.
    day: Option<String>,
}

impl<'c> Starts<'c> {
    /// Of these times, on a screen of that width.
    pub(super) fn new(clock: &'c Clock, style: Style, times: impl Iterator<Item = Time>) -> Self {
        let mut starts = Starts {
            clock,
            shared: 0,
            day: None,
        };
        if style.width.is_none_or(|width| width >= NARROW) {
            return starts;
        }
        let (mut first, mut last) = (None::<Time>, None::<Time>);
        for time in times {
            first = Some(first.map_or(time, |known| known.min(time)));
            last = Some(last.map_or(time, |known| known.max(time)));
        }
        let Some((first, last)) = first.zip(last) else {
            return starts;
        };
        let [first, last] = [first, last].map(|time| clock.to_the_second(time));
        if first[..DAY] == last[..DAY] {
            starts.shared = DAY;
            starts.day = Some(first[..DAY - 1].to_owned());
        } else if first[..YEAR] == last[..YEAR] {
            starts.shared = YEAR;
        }
        starts
    }

    /// The title of the column, which has another one where it needs none of its own.
    pub(super) fn title(&self, title: &str) -> String {
        self.day.clone().unwrap_or_else(|| title.to_owned())
    }

    /// A time in a row.
    pub(super) fn cell(&self, time: Time) -> String {
        self.clock.to_the_second(time).split_off(self.shared)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(width: u16, seconds: &[i64]) -> Vec<String> {
        let clock = Clock::in_microseconds();
        let style = Style {
            width: Some(width),
            color: false,
        };
        let times: Vec<Time> = seconds
            .iter()
            .map(|at| Time::from_nanos(at * 1_000_000_000))
            .collect();
        let starts = Starts::new(&clock, style, times.iter().copied());
        let cells = times.iter().map(|&time| starts.cell(time));
        std::iter::once(starts.title("Start"))
            .chain(cells)
            .collect()
    }

    #[test]
    fn what_all_rows_share_is_said_once_where_there_is_little_room() {
        assert_eq!(told(80, &[0, 61]), ["1970-01-01", "00:00:00", "00:01:01"]);
        assert_eq!(
            told(80, &[0, 86_400]),
            ["Start", "01-01 00:00:00", "01-02 00:00:00"]
        );
        assert_eq!(
            told(80, &[0, 400 * 86_400])[1..],
            ["1970-01-01 00:00:00", "1971-02-05 00:00:00"]
        );
        assert_eq!(told(160, &[0]), ["Start", "1970-01-01 00:00:00"]);
        assert_eq!(told(80, &[]), ["Start"]);
    }
}
