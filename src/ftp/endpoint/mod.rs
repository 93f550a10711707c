//! Announcement data endpoints: the arguments of PORT, EPRT and LPRT here, the replies 227, 228 and
//! 229 in `passive`.
//!
//! What a client or a server would accept is accepted; each departure from the letter is an
//! [`Oddity`] of the result.

mod command;
mod passive;

use std::net::IpAddr;

use crate::model::{Announcement, Oddities, Oddity, PortNumbers};

pub use command::{parse_eprt, parse_lprt, parse_port};
#[cfg(feature = "report")]
pub(crate) use passive::announcing_line;
pub use passive::parse_passive_reply;

/// Why a text announces nothing. `at` counts bytes from the beginning of the argument, or of the
/// reply's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EndpointError {
    /// A reply in which nothing looks like an endpoint.
    #[error("no address and port in the text")]
    Nothing,
    /// Something else where a number must stand, or a number of more than five digits.
    #[error("a number was expected at byte {at}")]
    NotANumber {
        /// Where.
        at: usize,
    },
    /// Something else where a delimiter must stand.
    #[error("a delimiter was expected at byte {at}")]
    NoDelimiter {
        /// Where.
        at: usize,
    },
    /// An address that is none.
    #[error("the address at byte {at} is none")]
    BadAddress {
        /// Where.
        at: usize,
    },
    /// A length (LPRT) that fits no address or port.
    #[error("the length at byte {at} is {length}, which fits neither IPv4 nor IPv6 nor a port")]
    BadLength {
        /// Where.
        at: usize,
        /// The length.
        length: u32,
    },
    /// Port 0, or one above 65535.
    #[error("the port at byte {at} is {port}")]
    BadPort {
        /// Where.
        at: usize,
        /// The number.
        port: u32,
    },
}

/// What a peer that does not check keeps of a number.
fn low_byte(number: u32) -> u8 {
    (number & 0xff) as u8
}

/// Reads a text from left to right, and knows where it is.
#[derive(Clone, Debug)]
struct Cursor<'a> {
    text: &'a [u8],
    at: usize,
    oddities: Oddities,
}

impl<'a> Cursor<'a> {
    fn new(text: &'a [u8], at: usize) -> Self {
        Cursor {
            text,
            at,
            oddities: Oddities::default(),
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    /// Steps over `byte`, if it is next.
    fn accept(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn delimiter(&mut self, byte: u8) -> Result<(), EndpointError> {
        if self.accept(byte) {
            Ok(())
        } else {
            Err(EndpointError::NoDelimiter { at: self.at })
        }
    }

    fn blanks(&mut self) {
        while self.accept(b' ') {
            self.oddities.insert(Oddity::Blanks);
        }
    }

    fn take_while(&mut self, wanted: impl Fn(u8) -> bool) -> &'a [u8] {
        let rest = &self.text[self.at..];
        let length = rest
            .iter()
            .position(|&byte| !wanted(byte))
            .unwrap_or(rest.len());
        self.at += length;
        &rest[..length]
    }

    /// A number of one to five digits.
    fn number(&mut self) -> Result<u32, EndpointError> {
        let start = self.at;
        let digits = self.take_while(|byte| byte.is_ascii_digit());
        if digits.is_empty() || digits.len() > 5 {
            self.at = start;
            return Err(EndpointError::NotANumber { at: start });
        }
        Ok(digits
            .iter()
            .fold(0, |number, digit| number * 10 + u32::from(digit - b'0')))
    }

    /// `N` numbers between commas.
    fn numbers<const N: usize>(&mut self) -> Result<[u32; N], EndpointError> {
        let mut numbers = [0; N];
        for (i, number) in numbers.iter_mut().enumerate() {
            if i > 0 {
                self.comma()?;
            }
            *number = self.number()?;
            self.oddities
                .insert_if(Oddity::NumberAbove255, *number > 255);
        }
        Ok(numbers)
    }

    fn comma(&mut self) -> Result<(), EndpointError> {
        self.blanks();
        self.delimiter(b',')?;
        self.blanks();
        Ok(())
    }

    fn bytes<const N: usize>(&mut self) -> Result<[u8; N], EndpointError> {
        Ok(self.numbers::<N>()?.map(low_byte))
    }

    /// `p1,p2`.
    fn port_numbers(&mut self) -> Result<PortNumbers, EndpointError> {
        let start = self.at;
        let [high, low] = self.numbers()?;
        let numbers = PortNumbers { high, low };
        if numbers.port() == 0 {
            Err(EndpointError::BadPort { at: start, port: 0 })
        } else {
            Ok(numbers)
        }
    }

    /// A port in decimal.
    fn port(&mut self) -> Result<u16, EndpointError> {
        let at = self.at;
        let port = self.number()?;
        match u16::try_from(port) {
            Ok(valid @ 1..) => Ok(valid),
            _ => Err(EndpointError::BadPort { at, port }),
        }
    }

    fn announced(
        mut self,
        ip: Option<IpAddr>,
        port: u16,
        numbers: Option<PortNumbers>,
    ) -> Announcement {
        self.oddities.insert_if(
            Oddity::UnspecifiedAddress,
            ip.is_some_and(|ip| ip.is_unspecified()),
        );
        Announcement {
            ip,
            port,
            numbers,
            oddities: self.oddities,
        }
    }
}

/// `h1,h2,h3,h4,p1,p2`
fn six_numbers(cursor: &mut Cursor<'_>) -> Result<(IpAddr, PortNumbers), EndpointError> {
    let ip = IpAddr::from(cursor.bytes::<4>()?);
    cursor.comma()?;
    Ok((ip, cursor.port_numbers()?))
}

/// `2001:db8::21,p1,p2`: no specification has it, and servers say it all the same.
fn text_and_numbers(cursor: &mut Cursor<'_>) -> Result<(IpAddr, PortNumbers), EndpointError> {
    let ip = text_address(cursor, b',')?;
    cursor.comma()?;
    cursor.oddities.insert(Oddity::Ipv6Address);
    Ok((ip, cursor.port_numbers()?))
}

/// `af,hal,h1,h2,...,pal,p1,p2` (RFC 1639)
fn long_numbers(cursor: &mut Cursor<'_>) -> Result<(IpAddr, PortNumbers), EndpointError> {
    let family = cursor.number()?;
    cursor.comma()?;
    let at = cursor.at;
    let ip: IpAddr = match (cursor.number()?, cursor.comma()?) {
        (4, ()) => cursor.bytes::<4>()?.into(),
        (16, ()) => cursor.bytes::<16>()?.into(),
        (length, ()) => return Err(EndpointError::BadLength { at, length }),
    };
    cursor.oddities.insert_if(
        Oddity::FamilyMismatch,
        family != if ip.is_ipv4() { 4 } else { 6 },
    );
    cursor.comma()?;
    let at = cursor.at;
    let length = cursor.number()?;
    if length != 2 {
        return Err(EndpointError::BadLength { at, length });
    }
    cursor.comma()?;
    Ok((ip, cursor.port_numbers()?))
}

/// An address in text, up to `end`. The zone of an IPv6 address is dropped.
fn text_address(cursor: &mut Cursor<'_>, end: u8) -> Result<IpAddr, EndpointError> {
    let at = cursor.at;
    let address = cursor.take_while(|byte| byte != end);
    let (address, zone) = match address.iter().position(|&byte| byte == b'%') {
        Some(percent) => (&address[..percent], true),
        None => (address, false),
    };
    let ip = std::str::from_utf8(address)
        .ok()
        .and_then(|address| address.parse::<IpAddr>().ok());
    let ip = ip
        .filter(|ip| ip.is_ipv6() || !zone)
        .ok_or(EndpointError::BadAddress { at })?;
    cursor.oddities.insert_if(Oddity::Zone, zone);
    Ok(ip)
}

/// RFC 2428 section 2: any printable character but the digits may delimit; a letter or a blank
/// would be text.
fn is_delimiter(byte: u8) -> bool {
    byte.is_ascii_punctuation()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn oddities_are_a_set() {
        let mut set = Oddities::default();
        assert!(set.is_empty());
        for oddity in Oddity::ALL {
            assert!(!set.contains(oddity));
            set.insert(oddity);
            assert!(set.contains(oddity));
        }
        assert!(set.iter().eq(Oddity::ALL));
    }

    #[test]
    fn a_port_is_256_times_high_plus_low() {
        assert_eq!(
            PortNumbers {
                high: 249,
                low: 156
            }
            .port(),
            63900
        );
        assert_eq!(PortNumbers { high: 300, low: 51 }.port(), 11315);
    }
}
