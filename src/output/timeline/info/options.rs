//! The options of a TCP header as tshark 4.0 names them in the Info column, in packet order.
//!
//! Kinds and lengths: <https://www.iana.org/assignments/tcp-parameters>. What tshark does not name
//! there (MPTCP, POC, SNACK, the Riverbed probes) is not named here either, and an option of a
//! wrong length is left out.

use std::fmt::Write as _;

use crate::decode::TcpOptions;

use super::push_names;

/// Appends the options; `sack_base` is the sequence number from which selective acknowledgments
/// count.
pub(in crate::output) fn push(text: &mut String, options: &[u8], sack_base: u32) {
    for option in TcpOptions::new(options) {
        push_option(text, option.kind, option.body, sack_base);
    }
}

/// Writing to a string cannot fail; the results are dropped for that.
fn push_option(text: &mut String, kind: u8, body: &[u8], sack_base: u32) {
    let _ = match (kind, body) {
        (2, &[high, low]) => write!(text, " MSS={}", u16::from_be_bytes([high, low])),
        // RFC 7323 section 2.3: a larger shift is taken for 14.
        (3, &[shift]) => write!(text, " WS={}", 1 << shift.min(14)),
        (4, _) => write!(text, " SACK_PERM"),
        (5, blocks) => blocks.chunks_exact(8).try_for_each(|block| {
            let (left, right) = (word(&block[..4]), word(&block[4..]));
            write!(
                text,
                " SLE={} SRE={}",
                left.wrapping_sub(sack_base),
                right.wrapping_sub(sack_base)
            )
        }),
        (6 | 7, &[_, _, _, _]) => write!(text, " ECHO={}", word(body)),
        (8, body) if body.len() == 8 => write!(
            text,
            " TSval={} TSecr={}",
            word(&body[..4]),
            word(&body[4..])
        ),
        (11..=13, &[_, _, _, _]) => write!(text, " CC={}", word(body)),
        (19, _) => write!(text, " MD5"),
        (20, &[capabilities, connection]) => {
            push_scps(text, capabilities, connection);
            Ok(())
        }
        (27, &[rate, _, _, _, _, _]) => {
            push_quick_start(text, rate);
            Ok(())
        }
        (28, &[high, low]) => write!(
            text,
            " USER_TO={}",
            u16::from_be_bytes([high, low]) & 0x7fff
        ),
        // Without a blank, as tshark has it.
        (29, _) => write!(text, "TCP AO"),
        (34, cookie) => write!(text, " TFO={}", if cookie.is_empty() { "R" } else { "C" }),
        (172 | 174, counters) => {
            push_accurate_ecn(text, kind, counters);
            Ok(())
        }
        // RFC 6994: the first two bytes say which experiment; 0xf989 is Fast Open before it got its
        // own kind.
        (253 | 254, &[0xf9, 0x89, ref cookie @ ..]) => {
            write!(text, " TFO={}", if cookie.is_empty() { "R" } else { "C" })
        }
        (253 | 254, &[high, low, ..]) => {
            write!(text, " ExID={:04X}", u16::from_be_bytes([high, low]))
        }
        _ => Ok(()),
    };
}

/// A number of up to four bytes.
fn word(bytes: &[u8]) -> u32 {
    bytes
        .iter()
        .fold(0, |number, &byte| number << 8 | u32::from(byte))
}

/// Space Communications Protocol Standards (CCSDS 714.0-B-2): what an end can do, and the
/// connection's number.
fn push_scps(text: &mut String, capabilities: u8, connection: u8) {
    const NAMES: [(u8, &str); 6] = [
        (0x80, "BETS"),
        (0x40, "SNACK1"),
        (0x20, "SNACK2"),
        (0x10, "COMP"),
        (0x08, "NLTS"),
        (0x07, "RESERVED"),
    ];
    if capabilities != 0 {
        text.push_str(" SCPS[");
        push_names(text, &NAMES, |mask| capabilities & mask != 0, "");
        text.push(']');
    }
    if connection != 0 {
        let _ = write!(text, " Connection ID={connection}");
    }
}

/// The rate of a Quick-Start response (RFC 4782 section 3.1): 40 kbit/s times a power of two.
fn push_quick_start(text: &mut String, rate: u8) {
    const RATES: [&str; 16] = [
        "0 bit/s",
        "80 Kbit/s",
        "160 Kbit/s",
        "320 Kbit/s",
        "640 Kbit/s",
        "1.28 Mbit/s",
        "2.56 Mbit/s",
        "5.12 Mbit/s",
        "10.24 Mbit/s",
        "20.48 Mbit/s",
        "40.96 Mbit/s",
        "81.92 Mbit/s",
        "163.84 Mbit/s",
        "327.68 Mbit/s",
        "655.36 Mbit/s",
        "1.31072 Gbit/s",
    ];
    let _ = write!(text, " QSresp={}", RATES[usize::from(rate & 0x0f)]);
}

/// Byte counters of accurate ECN (RFC 9768 section 3.2.3), three bytes each, in the order that the
/// kind gives.
fn push_accurate_ecn(text: &mut String, kind: u8, counters: &[u8]) {
    let names = if kind == 172 {
        ["EE0B", "ECEB", "EE1B"]
    } else {
        ["EE1B", "ECEB", "EE0B"]
    };
    match counters.len() {
        0 => text.push_str(" AccECN"),
        3 | 6 | 9 => {
            for (name, counter) in names.iter().zip(counters.chunks_exact(3)) {
                let _ = write!(text, " {name}={}", word(counter));
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(options: &[u8]) -> String {
        let mut text = String::new();
        push(&mut text, options, 100);
        text
    }

    /// Each option as tshark 4.0.17 writes it.
    #[test]
    fn every_option_reads_as_in_tshark() {
        let cases: &[(&[u8], &str)] = &[
            (b"\x02\x04\x05\xb4", " MSS=1460"),
            (b"\x03\x03\x07", " WS=128"),
            (b"\x03\x03\x28", " WS=16384"),
            (b"\x04\x02", " SACK_PERM"),
            (
                b"\x05\x12\0\0\0\x65\0\0\0\x6e\0\0\0\x78\0\0\0\x82",
                " SLE=1 SRE=10 SLE=20 SRE=30",
            ),
            (b"\x06\x06\0\0\0\x05\x07\x06\0\0\0\x06", " ECHO=5 ECHO=6"),
            (
                b"\x01\x01\x08\x0a\0\0\0\x01\xff\xff\xff\xff",
                " TSval=1 TSecr=4294967295",
            ),
            (
                b"\x0b\x06\0\0\0\x05\x0c\x06\0\0\0\x06\x0d\x06\0\0\0\x07",
                " CC=5 CC=6 CC=7",
            ),
            (b"\x13\x12................", " MD5"),
            (
                b"\x14\x04\xff\x03",
                " SCPS[BETS, SNACK1, SNACK2, COMP, NLTS, RESERVED] Connection ID=3",
            ),
            (b"\x14\x04\x60\0", " SCPS[SNACK1, SNACK2]"),
            (b"\x14\x04\0\x03", " Connection ID=3"),
            (b"\x1b\x08\x81\0\0\0\0\x05", " QSresp=80 Kbit/s"),
            (b"\x1b\x08\x0f\0\0\0\0\x05", " QSresp=1.31072 Gbit/s"),
            (b"\x1c\x04\x80\x05", " USER_TO=5"),
            (b"\x1d\x04\x01\x02", "TCP AO"),
            (b"\x22\x02", " TFO=R"),
            (b"\x22\x0acookie..", " TFO=C"),
            (b"\xfe\x04\xf9\x89", " TFO=R"),
            (b"\xfd\x0c\xf9\x89cookie..", " TFO=C"),
            (b"\xfe\x08\x12\x34....", " ExID=1234"),
            (b"\xac\x02", " AccECN"),
            (b"\xac\x0b\0\0\x01\0\0\x02\0\0\x03", " EE0B=1 ECEB=2 EE1B=3"),
            (b"\xae\x08\0\0\x01\0\0\x02", " EE1B=1 ECEB=2"),
        ];
        for (options, expected) in cases {
            assert_eq!(said(options), *expected, "{options:02x?}");
        }
    }

    #[test]
    fn multipath_tcp_has_no_words_in_info() {
        assert_eq!(said(b"\x1e\x0c\x01\x81key.key.\x04\x02"), " SACK_PERM");
    }

    #[test]
    fn a_wrong_length_says_nothing_and_what_follows_is_still_read() {
        assert_eq!(said(b"\x02\x03\x05\x04\x02"), " SACK_PERM");
        assert_eq!(said(b"\x08\x0c..........\x22\x02"), " TFO=R");
        assert_eq!(said(b"\x1c\x03\x01\xac\x04..\x04\x02"), " SACK_PERM");
    }

    #[test]
    fn the_end_of_the_options_ends_the_text() {
        assert_eq!(said(b"\x00\x04\x02"), "");
        assert_eq!(said(b"\x02"), "");
        assert_eq!(said(b"\x02\x00\x04\x02"), "");
        assert_eq!(said(b"\x02\x01\x04\x02"), "");
        assert_eq!(said(b"\x04\x02\x02\x30\x05"), " SACK_PERM");
    }
}
