//! What a server shows of itself.

use std::fmt;

use super::{Text, Time};

/// A certificate (RFC 5280), as far as a reader of FTP needs it. Nothing of it is verified.
#[cfg_attr(
    feature = "archive",
    derive(borsh::BorshSerialize, borsh::BorshDeserialize)
)]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// Whose it is: `CN=ftp.example.org, O=Example`, in the order of the certificate, with the
    /// escapes of RFC 4514.
    pub subject: Text,
    /// Who issued it.
    pub issuer: Text,
    /// The hosts and addresses that it is good for (subjectAltName), as many as are kept.
    pub names: Vec<Text>,
    /// Since when it holds.
    pub not_before: CertificateTime,
    /// Until when it holds, that second included.
    pub not_after: CertificateTime,
    /// It was issued by whom it belongs to. The signature is not looked at.
    pub self_signed: bool,
    /// The digest of all of it, as fingerprints are told; `None` without the feature `digest`.
    pub sha256: Option<String>,
}

/// A second in UTC, in years that a [`Time`] may not hold: certificates without an end have one in
/// the year 9999.
#[cfg_attr(
    feature = "archive",
    derive(borsh::BorshSerialize, borsh::BorshDeserialize)
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CertificateTime {
    /// Four digits.
    pub year: u16,
    /// From 1.
    pub month: u8,
    /// From 1.
    pub day: u8,
    /// From 0 to 23.
    pub hour: u8,
    /// From 0 to 59.
    pub minute: u8,
    /// From 0 to 59.
    pub second: u8,
}

impl CertificateTime {
    /// True where the second is over at that moment.
    pub fn is_over(self, now: Time) -> bool {
        self.seconds() < now.as_nanos().div_euclid(1_000_000_000)
    }

    /// Seconds since 1970.
    fn seconds(self) -> i64 {
        let clock = (i64::from(self.hour) * 60 + i64::from(self.minute)) * 60;
        self.days() * 86_400 + clock + i64::from(self.second)
    }

    /// Days since 1970-01-01 of the Gregorian calendar, with years that begin in March, so that the
    /// leap day is their last.
    fn days(self) -> i64 {
        let (year, month) = (i64::from(self.year), i64::from(self.month));
        let (year, month) = if month > 2 {
            (year, month - 3)
        } else {
            (year - 1, month + 9)
        };
        let of_months = (153 * month + 2) / 5;
        let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
        // the days before 1970-01-01, counted from the 1st of March of the year 0
        year * 365 + leap_days + of_months + i64::from(self.day) - 1 - 719_468
    }
}

impl fmt::Display for CertificateTime {
    /// RFC 3339 in UTC.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let CertificateTime {
            year,
            month,
            day,
            hour,
            minute,
            second,
        } = self;
        write!(
            f,
            "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(year: u16, month: u8, day: u8) -> CertificateTime {
        CertificateTime {
            year,
            month,
            day,
            hour: 23,
            minute: 59,
            second: 59,
        }
    }

    #[test]
    fn seconds_are_those_of_the_calendar() {
        let end_of_day = 86_399;
        assert_eq!(at(1970, 1, 1).seconds(), end_of_day);
        assert_eq!(at(1969, 12, 31).seconds(), -1);
        assert_eq!(at(2000, 2, 29).seconds(), 951_782_400 + end_of_day);
        assert_eq!(at(2026, 11, 28).seconds(), 1_795_824_000 + end_of_day);
        assert_eq!(at(9999, 12, 31).seconds(), 253_402_300_799);
    }

    #[test]
    fn it_is_over_after_its_last_second() {
        let last = at(2026, 11, 28);
        let begins = last.seconds() * 1_000_000_000;
        assert!(!last.is_over(Time::from_nanos(begins + 999_999_999)));
        assert!(last.is_over(Time::from_nanos(begins + 1_000_000_000)));
        assert!(!at(9999, 12, 31).is_over(Time::from_nanos(i64::MAX)));
        assert_eq!(last.to_string(), "2026-11-28T23:59:59Z");
    }
}
