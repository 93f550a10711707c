//! Times as text. An analysis writes a dozen of them for each session, and most lie in the second
//! of the one before.

use std::cell::Cell;
use std::fmt;

use jiff::tz::TimeZone;
use serde::{Serialize, Serializer};

use crate::analysis::view::View;
use crate::capture::Time;

/// Bytes of `2026-03-14T09:26:53`.
const SECONDS: usize = 19;
/// The same with a point, nine digits and `Z`.
const LONGEST: usize = SECONDS + 11;

/// Writes times with the precision of a capture.
#[derive(Debug)]
pub(crate) struct Clock {
    nanoseconds: bool,
    /// The second that was written last, and how.
    last: Cell<(i64, [u8; SECONDS])>,
}

impl Clock {
    /// With the precision of the capture.
    pub(crate) fn of(view: &View) -> Self {
        Clock::new(view.nanoseconds())
    }

    /// To the microsecond.
    pub(crate) fn in_microseconds() -> Self {
        Clock::new(false)
    }

    /// To the microsecond, or to the nanosecond.
    pub(crate) fn new(nanoseconds: bool) -> Self {
        Clock {
            nanoseconds,
            last: Cell::new((0, *b"1970-01-01T00:00:00")),
        }
    }

    /// `2026-11-22 06:36:29`, in UTC: for tables.
    pub(crate) fn to_the_second(&self, time: Time) -> String {
        let text = self.stamp(time).to_string();
        text[..SECONDS].replace('T', " ")
    }

    /// RFC 3339 in UTC.
    pub(crate) fn stamp(&self, time: Time) -> Stamp {
        let (second, mut rest) = (
            time.as_nanos().div_euclid(1_000_000_000),
            time.as_nanos().rem_euclid(1_000_000_000),
        );
        if self.last.get().0 != second {
            self.last.set((second, seconds(second)));
        }
        let mut text = [0; LONGEST];
        text[..SECONDS].copy_from_slice(&self.last.get().1);
        text[SECONDS] = b'.';
        let digits = if self.nanoseconds { 9 } else { 6 };
        if !self.nanoseconds {
            rest /= 1000;
        }
        for place in (SECONDS + 1..=SECONDS + digits).rev() {
            text[place] = b'0' + (rest % 10) as u8;
            rest /= 10;
        }
        text[SECONDS + digits + 1] = b'Z';
        Stamp {
            text,
            len: SECONDS + digits + 2,
        }
    }
}

/// Nanoseconds as seconds with so many digits after the point, as tshark writes them.
pub(crate) fn relative(nanoseconds: i64, digits: usize) -> String {
    let mut text = String::new();
    push_relative(&mut text, nanoseconds, digits);
    text
}

/// Appends them.
pub(crate) fn push_relative(text: &mut String, nanoseconds: i64, digits: usize) {
    if nanoseconds < 0 {
        text.push('-');
    }
    let nanoseconds = nanoseconds.unsigned_abs();
    text.push_str(itoa::Buffer::new().format(nanoseconds / 1_000_000_000));
    text.push('.');
    let mut rest = nanoseconds % 1_000_000_000;
    let mut place = 1_000_000_000;
    for _ in 0..digits {
        place /= 10;
        text.push(char::from(b'0' + (rest / place) as u8));
        rest %= place;
    }
}

/// `2026-11-22 06:36:29.123456`
pub(crate) fn of_day(time: Time, digits: usize, zone: TimeZone) -> String {
    let second = time.as_nanos().div_euclid(1_000_000_000);
    let stamp = jiff::Timestamp::from_second(second).unwrap_or_default();
    let clock = stamp
        .to_zoned(zone)
        .strftime("%Y-%m-%d %H:%M:%S")
        .to_string();
    let fraction = relative(time.as_nanos().rem_euclid(1_000_000_000), digits);
    format!("{clock}{}", fraction.trim_start_matches('0'))
}

/// A second without its fraction. Nanoseconds in 64 bits reach from 1677 to 2262, so a year has
/// four digits.
fn seconds(second: i64) -> [u8; SECONDS] {
    let text = jiff::Timestamp::from_second(second)
        .unwrap_or_default()
        .to_string();
    let mut seconds = [b'0'; SECONDS];
    for (place, byte) in seconds.iter_mut().zip(text.bytes()) {
        *place = byte;
    }
    seconds
}

/// A time as text, without memory of its own.
#[derive(Clone, Copy)]
pub(crate) struct Stamp {
    text: [u8; LONGEST],
    len: usize,
}

impl Stamp {
    fn as_str(&self) -> &str {
        std::str::from_utf8(&self.text[..self.len]).unwrap_or_default()
    }
}

impl fmt::Display for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Stamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// Day, hour, minute, second.
pub(crate) const UNITS: [&str; 4] = ["d", "h", "min", "s"];
/// From here on hours are more than people count in.
const HOURS: u64 = 48;

/// `0.31 s`, `12 s`, `3 min 42 s`, `2 h 05 min`, `3 d 07 h`
pub(crate) fn duration(nanoseconds: i64, [d, h, min, s]: [&str; 4]) -> String {
    let seconds = nanoseconds.max(0) as f64 / 1e9;
    match seconds {
        ..10.0 => format!("{seconds:.2} {s}"),
        ..60.0 => format!("{seconds:.0} {s}"),
        _ => {
            let whole = seconds as u64;
            match (whole / 3600, whole / 60 % 60, whole % 60) {
                (0, minutes, seconds) => format!("{minutes} {min} {seconds:02} {s}"),
                (HOURS.., ..) => {
                    let hours = whole / 3600;
                    format!("{} {d} {:02} {h}", hours / 24, hours % 24)
                }
                (hours, minutes, _) => format!("{hours} {h} {minutes:02} {min}"),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_something_took_is_written_in_two_units_at_most() {
        for (seconds, shown) in [
            (0.314, "0.31 s"),
            (31.2, "31 s"),
            (66.0, "1 min 06 s"),
            (4909.4, "1 h 21 min"),
            (172_799.0, "47 h 59 min"),
            (172_800.0, "2 d 00 h"),
            (73_480_440.0, "850 d 11 h"),
        ] {
            assert_eq!(duration((seconds * 1e9) as i64, UNITS), shown);
        }
        let vi = ["ngày", "giờ", "phút", "giây"];
        assert_eq!(duration(66_000_000_000, vi), "1 phút 06 giây");
        assert_eq!(duration(4_909_400_000_000, vi), "1 giờ 21 phút");
    }

    #[test]
    fn every_time_is_written_as_the_library_writes_it() {
        let second = 1_000_000_000;
        let times = [
            0,
            second,
            -second,
            86_400 * second,
            1_773_480_413 * second,
            Time::MIN.as_nanos(),
            i64::MAX,
        ];
        for digits in [6, 9] {
            let clock = Clock::new(digits == 9);
            for time in times
                .into_iter()
                .flat_map(|time| [time.saturating_sub(1), time, time.saturating_add(1)])
            {
                let time = Time::from_nanos(time);
                let nanoseconds = i128::from(time.as_nanos());
                let jiff = jiff::Timestamp::from_nanosecond(nanoseconds).unwrap();
                assert_eq!(
                    clock.stamp(time).to_string(),
                    format!("{jiff:.digits$}"),
                    "{time:?}"
                );
            }
        }
    }
}
