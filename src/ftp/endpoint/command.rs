//! The arguments of PORT, EPRT and LPRT.

use std::net::IpAddr;

use crate::model::{Announcement, Oddity, PortNumbers};

use super::{
    Cursor, EndpointError, is_delimiter, long_numbers, six_numbers, text_address, text_and_numbers,
};

/// The argument of PORT (RFC 959 section 4.1.2): `h1,h2,h3,h4,p1,p2`.
pub fn parse_port(argument: &[u8]) -> Result<Announcement, EndpointError> {
    with_commas(argument, six_numbers)
        .or_else(|error| with_commas(argument, text_and_numbers).map_err(|_| error))
}

/// The argument of LPRT (RFC 1639 section 3): `af,hal,h1,h2,...,pal,p1,p2`.
pub fn parse_lprt(argument: &[u8]) -> Result<Announcement, EndpointError> {
    with_commas(argument, long_numbers)
}

/// The argument of EPRT (RFC 2428 section 2): `|1|132.235.1.2|6275|` or
/// `|2|1080::8:800:200C:417A|5282|`, with any delimiter.
pub fn parse_eprt(argument: &[u8]) -> Result<Announcement, EndpointError> {
    let mut cursor = Cursor::new(argument, 0);
    cursor.blanks();
    let Some(delimiter) = cursor.peek().filter(|&byte| is_delimiter(byte)) else {
        return Err(EndpointError::NoDelimiter { at: cursor.at });
    };
    cursor.at += 1;
    let family = cursor.number()?;
    cursor.delimiter(delimiter)?;
    let ip = text_address(&mut cursor, delimiter)?;
    cursor.delimiter(delimiter)?;
    let port = cursor.port()?;
    let closed = cursor.accept(delimiter);
    cursor.oddities.insert_if(Oddity::Unclosed, !closed);
    cursor
        .oddities
        .insert_if(Oddity::OddDelimiter, delimiter != b'|');
    cursor.oddities.insert_if(
        Oddity::FamilyMismatch,
        family != if ip.is_ipv4() { 1 } else { 2 },
    );
    note_rest(&mut cursor);
    Ok(cursor.announced(Some(ip), port, None))
}

fn with_commas(
    argument: &[u8],
    form: impl Fn(&mut Cursor<'_>) -> Result<(IpAddr, PortNumbers), EndpointError>,
) -> Result<Announcement, EndpointError> {
    let mut cursor = Cursor::new(argument, 0);
    cursor.blanks();
    let (ip, numbers) = form(&mut cursor)?;
    note_rest(&mut cursor);
    Ok(cursor.announced(Some(ip), numbers.port(), Some(numbers)))
}

fn note_rest(cursor: &mut Cursor<'_>) {
    cursor.blanks();
    let rest = cursor.at < cursor.text.len();
    cursor.oddities.insert_if(Oddity::TextAfter, rest);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn told(parsed: Result<Announcement, EndpointError>) -> (String, Vec<Oddity>) {
        let announced = parsed.expect("an endpoint");
        let ip = announced.ip.expect("an address");
        (
            format!("{ip} {}", announced.port),
            announced.oddities.iter().collect(),
        )
    }

    #[test]
    fn port_is_six_numbers() {
        assert_eq!(
            told(parse_port(b"127,0,0,1,249,156")),
            ("127.0.0.1 63900".into(), vec![])
        );
        let numbers = parse_port(b"127,0,0,1,249,156").unwrap().numbers;
        assert_eq!(
            numbers,
            Some(PortNumbers {
                high: 249,
                low: 156
            })
        );
    }

    #[test]
    fn port_is_read_as_servers_do() {
        let blanks = parse_port(b"10,0,0,2, 164,90 ");
        assert_eq!(
            told(blanks),
            ("10.0.0.2 42074".into(), vec![Oddity::Blanks])
        );
        let large = parse_port(b"10,0,0,2,300,51");
        assert_eq!(
            told(large),
            ("10.0.0.2 11315".into(), vec![Oddity::NumberAbove255])
        );
        let nowhere = parse_port(b"0,0,0,0,4,1");
        assert_eq!(
            told(nowhere),
            ("0.0.0.0 1025".into(), vec![Oddity::UnspecifiedAddress])
        );
        assert_eq!(
            told(parse_port(b"10,0,0,2,4,1,7")),
            ("10.0.0.2 1025".into(), vec![Oddity::TextAfter])
        );
    }

    #[test]
    fn a_bad_port_says_where() {
        assert_eq!(parse_port(b""), Err(EndpointError::NotANumber { at: 0 }));
        assert_eq!(
            parse_port(b"10,0,0,2,4"),
            Err(EndpointError::NoDelimiter { at: 10 })
        );
        assert_eq!(
            parse_port(b"10,0,x,2,4,1"),
            Err(EndpointError::NotANumber { at: 5 })
        );
        assert_eq!(
            parse_port(b"10,0,0,2,999999,1"),
            Err(EndpointError::NotANumber { at: 9 })
        );
        assert_eq!(
            parse_port(b"10,0,0,2,0,0"),
            Err(EndpointError::BadPort { at: 9, port: 0 })
        );
    }

    #[test]
    fn eprt_takes_both_families_and_any_delimiter() {
        assert_eq!(
            told(parse_eprt(b"|1|132.235.1.2|6275|")),
            ("132.235.1.2 6275".into(), vec![])
        );
        assert_eq!(
            told(parse_eprt(b"|2|1080::8:800:200C:417A|5282|")),
            ("1080::8:800:200c:417a 5282".into(), vec![])
        );
        assert_eq!(
            told(parse_eprt(b"!1!10.0.0.2!1025!")),
            ("10.0.0.2 1025".into(), vec![Oddity::OddDelimiter])
        );
    }

    #[test]
    fn eprt_is_read_as_servers_do() {
        assert_eq!(
            told(parse_eprt(b"|1|10.0.0.2|1025")),
            ("10.0.0.2 1025".into(), vec![Oddity::Unclosed])
        );
        assert_eq!(
            told(parse_eprt(b"|1|::1|1025|")),
            ("::1 1025".into(), vec![Oddity::FamilyMismatch])
        );
        assert_eq!(
            told(parse_eprt(b"|2|fe80::1%eth0|1025|")),
            ("fe80::1 1025".into(), vec![Oddity::Zone])
        );
    }

    #[test]
    fn a_bad_eprt_says_where() {
        assert_eq!(parse_eprt(b""), Err(EndpointError::NoDelimiter { at: 0 }));
        assert_eq!(
            parse_eprt(b"|||1025|"),
            Err(EndpointError::NotANumber { at: 1 })
        );
        assert_eq!(
            parse_eprt(b"|1|host|1025|"),
            Err(EndpointError::BadAddress { at: 3 })
        );
        assert_eq!(
            parse_eprt(b"|1|10.0.0.2%a|1025|"),
            Err(EndpointError::BadAddress { at: 3 })
        );
        assert_eq!(
            parse_eprt(b"|1|10.0.0.2|70000|"),
            Err(EndpointError::BadPort {
                at: 12,
                port: 70000
            })
        );
    }

    #[test]
    fn lprt_carries_lengths() {
        assert_eq!(
            told(parse_lprt(b"4,4,192,0,2,77,2,203,50")),
            ("192.0.2.77 52018".into(), vec![])
        );
        let six = parse_lprt(b"6,16,32,1,13,184,0,0,0,0,0,0,0,0,0,0,0,1,2,203,50");
        assert_eq!(told(six), ("2001:db8::1 52018".into(), vec![]));
        assert_eq!(
            parse_lprt(b"4,5,1,2,3,4,5,2,1,1"),
            Err(EndpointError::BadLength { at: 2, length: 5 })
        );
        assert_eq!(
            parse_lprt(b"4,4,1,2,3,4,1,9"),
            Err(EndpointError::BadLength { at: 12, length: 1 })
        );
    }

    proptest! {
        #[test]
        fn no_argument_causes_a_panic(any in prop::collection::vec(any::<u8>(), 0..60), near in "[0-9,| .:]{0,40}") {
            for argument in [any.as_slice(), near.as_bytes()] {
                let _ = (parse_port(argument), parse_eprt(argument), parse_lprt(argument));
            }
        }

        #[test]
        fn every_endpoint_survives_its_writing(ip in any::<[u8; 4]>(), port in 1u16..) {
            let [a, b, c, d] = ip;
            let argument = format!("{a},{b},{c},{d},{},{}", port / 256, port % 256);
            let announced = parse_port(argument.as_bytes()).unwrap();
            prop_assert_eq!((announced.ip, announced.port), (Some(IpAddr::from(ip)), port));
            let argument = format!("|1|{}|{port}|", IpAddr::from(ip));
            let announced = parse_eprt(argument.as_bytes()).unwrap();
            prop_assert_eq!((announced.ip, announced.port), (Some(IpAddr::from(ip)), port));
        }
    }
}
