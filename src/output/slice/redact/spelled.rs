//! Addresses where they are spelled in a text: `192.0.2.1`, `192,0,2,1,19,137` (PORT and 227, RFC
//! 959; LPRT and 228, RFC 1639), and IPv6 (EPRT, RFC 2428). A PROXY header of version 2 holds them
//! as numbers.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::ops::Range;

use crate::analysis::control_line::ControlLine;

use super::addresses::Addresses;
use super::names::overwrite;

/// Beginning of a PROXY header of version 2, and where its family and addresses stand.
const PROXY_V2: &[u8] = b"\r\n\r\n\0\r\nQUIT\n";
const PROXY_FAMILY: usize = 13;
const PROXY_ADDRESSES: usize = 16;

/// Replaces every address in a text by one of the same length. What only looks like one is replaced
/// too.
pub(super) fn replace(text: &mut [u8], addresses: &mut Addresses) {
    replace_in_proxy_header(text, addresses);
    let mut done: Vec<Range<usize>> = Vec::new();
    for range in runs(text, is_part_of_v6) {
        if replace_v6(&mut text[range.clone()], addresses) {
            done.push(range);
        }
    }
    for numbers in numbers(text, b'.') {
        let start = numbers[0].start;
        if numbers.len() == 4 && !done.iter().any(|range| range.contains(&start)) {
            replace_v4(text, &numbers, addresses);
        }
    }
    for numbers in numbers(text, b',') {
        // four of the address and two of the port; in LPRT the family and two lengths more
        match numbers.len() {
            6 => replace_v4(text, &numbers[..4], addresses),
            9 => replace_v4(text, &numbers[2..6], addresses),
            _ => {}
        }
    }
}

/// Overwrites the numbers of a torn line, any of which may be a part of an address; a code that it
/// begins with stays.
pub(super) fn overwrite_numbers(line: &mut [u8]) {
    let has_code = matches!(
        ControlLine::of(false, line),
        ControlLine::Response { code: Some(_), .. }
    );
    let code = if has_code { 3 } else { 0 };
    for byte in line[code..].iter_mut().filter(|byte| byte.is_ascii_digit()) {
        *byte = b'0';
    }
}

fn is_part_of_v6(byte: u8) -> bool {
    byte.is_ascii_hexdigit() || b":.".contains(&byte)
}

/// Replaces an address whose octets stand in those places. What stands between them stays.
fn replace_v4(text: &mut [u8], octets: &[Range<usize>], addresses: &mut Addresses) {
    let Some(old) = parsed_v4(text, octets) else {
        return;
    };
    let IpAddr::V4(new) = addresses.ip(old.into()) else {
        return;
    };
    let (start, end) = (octets[0].start, octets[3].end);
    let mut between = octets.windows(2).map(|two| &text[two[0].end..two[1].start]);
    let digits = octets.iter().map(Range::len).sum();
    let mut spelled = Vec::with_capacity(end - start);
    for octet in of_digits(new, digits) {
        spelled.extend(octet.bytes());
        spelled.extend(between.next().unwrap_or_default());
    }
    if spelled.len() == end - start {
        text[start..end].copy_from_slice(&spelled);
    } else {
        overwrite(&mut text[start..end]);
    }
}

fn parsed_v4(text: &[u8], octets: &[Range<usize>]) -> Option<Ipv4Addr> {
    let mut parsed = [0; 4];
    for (octet, range) in parsed.iter_mut().zip(octets) {
        *octet = std::str::from_utf8(&text[range.clone()])
            .ok()?
            .parse()
            .ok()?;
    }
    Some(parsed.into())
}

/// The octets with so many digits in all: zeros before them where the old ones had some.
fn of_digits(address: Ipv4Addr, digits: usize) -> [String; 4] {
    let mut octets = address.octets().map(|octet| octet.to_string());
    let mut missing = digits.saturating_sub(octets.iter().map(String::len).sum());
    for octet in &mut octets {
        while missing > 0 && octet.len() < 3 {
            octet.insert(0, '0');
            missing -= 1;
        }
    }
    octets
}

/// Replaces a text that is an IPv6 address. Where no new one can be spelled with so many
/// characters, what is left tells nothing. False if it is none.
fn replace_v6(text: &mut [u8], addresses: &mut Addresses) -> bool {
    let parsed = std::str::from_utf8(text)
        .ok()
        .and_then(|text| text.parse().ok());
    let Some(old): Option<Ipv6Addr> = parsed else {
        return false;
    };
    let IpAddr::V6(new) = addresses.ip(old.into()) else {
        return false;
    };
    let full = new.segments().map(|group| format!("{group:04x}")).join(":");
    let every_group = new.segments().map(|group| format!("{group:x}")).join(":");
    let spelled = [new.to_string(), every_group, full];
    match spelled.iter().find(|spelled| spelled.len() == text.len()) {
        Some(spelled) => text.copy_from_slice(spelled.as_bytes()),
        None => overwrite(text),
    }
    true
}

/// A header of version 2 (PROXY protocol section 2.2).
fn replace_in_proxy_header(bytes: &mut [u8], addresses: &mut Addresses) {
    const OVER_V4: u8 = 0x10;
    const OVER_V6: u8 = 0x20;
    if !bytes.starts_with(PROXY_V2) {
        return;
    }
    let Some((head, rest)) = bytes.split_at_mut_checked(PROXY_ADDRESSES) else {
        return;
    };
    let size = match head[PROXY_FAMILY] & 0xf0 {
        OVER_V4 => 4,
        OVER_V6 => 16,
        _ => return,
    };
    for packed in rest.chunks_exact_mut(size).take(2) {
        super::replace_packed(packed, addresses);
    }
}

/// Numbers with nothing between them but a sign, and blanks behind it.
fn numbers(text: &[u8], sign: u8) -> Vec<Vec<Range<usize>>> {
    let mut found: Vec<Vec<Range<usize>>> = Vec::new();
    for number in runs(text, |byte| byte.is_ascii_digit()) {
        let last = found.last().and_then(|numbers| numbers.last());
        let between = last.and_then(|last| text[last.end..number.start].split_first());
        let goes_on = between
            .is_some_and(|(&first, rest)| first == sign && rest.iter().all(|&byte| byte == b' '));
        match found.last_mut() {
            Some(numbers) if goes_on => numbers.push(number),
            _ => found.push(vec![number]),
        }
    }
    found
}

/// The longest parts of a text that consist of such bytes.
fn runs(text: &[u8], belongs: impl Fn(u8) -> bool) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for (at, &byte) in text.iter().enumerate() {
        if !belongs(byte) {
            continue;
        }
        match found.last_mut() {
            Some(last) if last.end == at => last.end += 1,
            _ => found.push(at..at + 1),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn replaced(text: &str) -> String {
        let mut bytes = text.as_bytes().to_vec();
        replace(&mut bytes, &mut Addresses::default());
        String::from_utf8(bytes).expect("text")
    }

    #[test]
    fn every_form_of_an_address_keeps_its_length() {
        for (old, new) in [
            ("PORT 10,0,0,5,19,137\r\n", "PORT 10,1,1,1,19,137\r\n"),
            (
                "227 ok (10, 0, 0, 5, 19, 137)",
                "227 ok (10, 1, 1, 1, 19, 137)",
            ),
            ("227 10,000,000,005,19,137", "227 010,001,001,01,19,137"),
            ("EPRT |1|10.0.0.5|5001|", "EPRT |1|10.1.1.1|5001|"),
            ("LPRT 4,4,10,0,0,5,2,19,137", "LPRT 4,4,10,1,1,1,2,19,137"),
            ("EPRT |2|fd00:1::5|5001|", "EPRT |2|fd00::100|5001|"),
            (
                "530 10.0.0.5: not you, 10.0.0.5",
                "530 10.1.1.1: not you, 10.1.1.1",
            ),
            (
                "150 (1,2,3) files at 12:30:01",
                "150 (1,2,3) files at 12:30:01",
            ),
            ("127.0.0.1", "127.0.0.1"),
        ] {
            let shown = replaced(old);
            assert_eq!(shown.len(), old.len(), "{shown}");
            assert_eq!(shown, new);
        }
    }

    #[test]
    fn a_proxy_header_holds_them_as_numbers() {
        let head = [PROXY_V2, &[0x21, 0x11, 0, 12]].concat();
        let mut header = [&head[..], &[10, 0, 0, 5, 10, 0, 0, 6, 0, 21, 0, 21]].concat();
        replace(&mut header, &mut Addresses::default());
        assert_eq!(header[16..24], [10, 1, 1, 1, 10, 1, 1, 2]);
    }
}
