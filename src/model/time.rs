//! Points in capture time.

use std::fmt;
use std::num::NonZeroU64;

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
}
