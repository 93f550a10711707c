//! Points in capture time.

use std::fmt;
use std::num::NonZeroU64;
use std::time::{Duration, SystemTime};

/// Where the epoch lies in what is kept.
const EPOCH: u64 = 1 << 63;

/// A point in capture time: nanoseconds since 1970-01-01T00:00:00Z, from the year 1677 to 2262.
/// Nobody in this crate reads the wall clock.
///
/// Records hold many times that may not be there. What is kept is in the order of the times and
/// never zero, so that an `Option` of it needs no more room than itself.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time(NonZeroU64);

impl Time {
    /// The earliest.
    pub const MIN: Time = Time(NonZeroU64::MIN);

    /// So many nanoseconds after 1970, or before it; [`i64::MIN`] counts as the nanosecond after
    /// it.
    pub const fn from_nanos(nanoseconds: i64) -> Time {
        match NonZeroU64::new(nanoseconds as u64 ^ EPOCH) {
            Some(kept) => Time(kept),
            None => Time::MIN,
        }
    }

    /// Nanoseconds since 1970; negative before it.
    pub const fn as_nanos(self) -> i64 {
        (self.0.get() ^ EPOCH) as i64
    }

    /// Nanoseconds from `earlier` to `self`; negative where the capture's clock ran backwards.
    pub fn since(self, earlier: Time) -> i64 {
        self.as_nanos().saturating_sub(earlier.as_nanos())
    }
}

impl Default for Time {
    fn default() -> Self {
        Time::from_nanos(0)
    }
}

/// RFC 3339 in UTC, with as many digits as the time has: `2026-03-14T09:26:53.005Z`.
impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let nanoseconds = i128::from(self.as_nanos());
        let stamp = jiff::Timestamp::from_nanosecond(nanoseconds).unwrap_or_default();
        fmt::Display::fmt(&stamp, f)
    }
}

impl From<Time> for SystemTime {
    fn from(time: Time) -> Self {
        let distance = Duration::from_nanos(time.as_nanos().unsigned_abs());
        let other = match time.as_nanos() {
            ..0 => SystemTime::UNIX_EPOCH.checked_sub(distance),
            0.. => SystemTime::UNIX_EPOCH.checked_add(distance),
        };
        // a system whose clock cannot go there has no better one
        other.unwrap_or(SystemTime::UNIX_EPOCH)
    }
}

impl fmt::Debug for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Time").field(&self.as_nanos()).finish()
    }
}

#[cfg(feature = "archive")]
impl borsh::BorshSerialize for Time {
    fn serialize<W: std::io::Write>(&self, writer: &mut W) -> std::io::Result<()> {
        self.as_nanos().serialize(writer)
    }
}

#[cfg(feature = "archive")]
impl borsh::BorshDeserialize for Time {
    fn deserialize_reader<R: std::io::Read>(reader: &mut R) -> std::io::Result<Self> {
        i64::deserialize_reader(reader).map(Time::from_nanos)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_in_the_order_of_their_nanoseconds() {
        let nanoseconds = [i64::MIN + 1, -1, 0, 1, 1_700_000_000_000_000_000, i64::MAX];
        let times = nanoseconds.map(Time::from_nanos);
        assert_eq!(times.map(Time::as_nanos), nanoseconds);
        assert!(times.is_sorted());
        assert_eq!(Time::from_nanos(i64::MIN), Time::MIN);
        assert_eq!(Time::default().as_nanos(), 0);
        assert_eq!(size_of::<Option<Time>>(), size_of::<Time>());
    }

    #[test]
    fn times_are_written_for_people_and_known_to_the_system() {
        let time = Time::from_nanos(1_773_480_413_005_000_000);
        assert_eq!(time.to_string(), "2026-03-14T09:26:53.005Z");
        assert_eq!(Time::default().to_string(), "1970-01-01T00:00:00Z");
        assert!(Time::MIN.to_string().starts_with("1677-09-21T"));
        let system = SystemTime::from(time);
        let since = system
            .duration_since(SystemTime::UNIX_EPOCH)
            .expect("later");
        assert_eq!(since.as_nanos() as i64, time.as_nanos());
        let before = SystemTime::from(Time::from_nanos(-1_000));
        assert!(before < SystemTime::UNIX_EPOCH);
    }
}
