//! Values of fields, kept small. Most say what the bytes of the frame say, which are in the page as
//! well: a port, a checksum, an address. Of those the page has only how to read them. Every other
//! text is said where it stands first, and named by its number where it stands again.
//!
//! `page/model.js` reads what is written here; both know the same ways.

use std::net::Ipv4Addr;
use std::ops::Range;

use serde::Serialize;

/// A value as the page keeps it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LayerValue {
    /// The number of a text.
    Text(usize),
    /// What the frame tells, read like this.
    Told(Reading),
}

/// How a value is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reading {
    /// Its bytes, as a number with the highest one in front.
    Decimal,
    /// `0x`, and its bytes.
    Hexadecimal,
    /// An IPv4 address.
    Address,
    /// Bytes with colons between them.
    HardwareAddress,
    /// The number of the frame.
    FrameNumber,
    /// Its time, in seconds.
    Time,
    /// The column Info.
    Info,
}

impl Reading {
    /// What it has in the page in the place of a text's number.
    fn code(self) -> i8 {
        match self {
            Reading::Decimal => -1,
            Reading::Hexadecimal => -2,
            Reading::Address => -3,
            Reading::HardwareAddress => -4,
            Reading::FrameNumber => -5,
            Reading::Time => -6,
            Reading::Info => -7,
        }
    }
}

/// What the page has of a frame anyway.
pub(super) struct KnownOfFrame<'r> {
    pub(super) number: u64,
    pub(super) time: &'r str,
    pub(super) info: &'r str,
    /// Its bytes, as far as the page shows them.
    pub(super) bytes: &'r [u8],
}

impl KnownOfFrame<'_> {
    /// How a text is read off the frame, where it can be; `place` is that of its bytes, empty where
    /// it has none.
    pub(super) fn tells(&self, text: &str, place: Range<usize>) -> Option<LayerValue> {
        let bytes = self.bytes.get(place).unwrap_or_default();
        let reading = of_bytes(text, bytes).or_else(|| self.of_row(text))?;
        Some(LayerValue::Told(reading))
    }

    fn of_row(&self, text: &str) -> Option<Reading> {
        if text == self.info {
            return Some(Reading::Info);
        }
        if text.strip_suffix(" s") == Some(self.time) {
            return Some(Reading::Time);
        }
        is_number(text, self.number).then_some(Reading::FrameNumber)
    }
}

fn of_bytes(text: &str, bytes: &[u8]) -> Option<Reading> {
    let number = match *bytes {
        [] => return None,
        [a, b, c, d] if text == Ipv4Addr::new(a, b, c, d).to_string() => {
            return Some(Reading::Address);
        }
        [_, ..] if bytes.len() <= 4 => bytes
            .iter()
            .fold(0, |number, &byte| number << 8 | u64::from(byte)),
        _ => return (text == hexadecimal(bytes, ":")).then_some(Reading::HardwareAddress),
    };
    if is_number(text, number) {
        return Some(Reading::Decimal);
    }
    let digits = text.strip_prefix("0x")?;
    (digits == hexadecimal(bytes, "")).then_some(Reading::Hexadecimal)
}

fn is_number(text: &str, number: u64) -> bool {
    text.len() <= 20 && text == number.to_string()
}

fn hexadecimal(bytes: &[u8], between: &str) -> String {
    let digits: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    digits.join(between)
}

/// A layer as the script reads it: its shape, its place, its values.
pub(super) type CodedLayer<'t> = (usize, usize, usize, Vec<CodedValue<'t>>);

/// A value as the script reads it.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub(super) enum CodedValue<'t> {
    /// A text that stands here first.
    First(&'t str),
    /// One that was said before, by its number among those.
    Again(usize),
    /// How it is read.
    Told(i8),
}

/// Texts that were said.
#[derive(Default)]
pub(super) struct CodedTexts {
    /// Numbers of texts by those that the page has, from one on; 0 where one was not said yet.
    said: Vec<usize>,
    count: usize,
}

impl CodedTexts {
    pub(super) fn code<'t>(&mut self, value: LayerValue, texts: &'t [String]) -> CodedValue<'t> {
        let number = match value {
            LayerValue::Told(reading) => return CodedValue::Told(reading.code()),
            LayerValue::Text(number) => number,
        };
        self.said.resize(texts.len(), 0);
        let known = &mut self.said[number];
        if *known > 0 {
            return CodedValue::Again(*known - 1);
        }
        self.count += 1;
        *known = self.count;
        CodedValue::First(&texts[number])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_read_off_the_bytes_only_where_they_say_the_same() {
        let bytes = [0x00, 0x15, 10, 0, 0, 5, 0xab, 0x00];
        let frame = KnownOfFrame {
            number: 7,
            time: "1.500000",
            info: "21 → 1",
            bytes: &bytes,
        };
        let told = [
            ("21", 0..2, Some(Reading::Decimal)),
            ("0x0015", 0..2, Some(Reading::Hexadecimal)),
            ("0x15", 0..2, None),
            ("021", 0..2, None),
            ("10.0.0.5", 2..6, Some(Reading::Address)),
            ("00:15:0a:00:00:05", 0..6, Some(Reading::HardwareAddress)),
            ("171", 6..7, Some(Reading::Decimal)),
            ("171", 6..99, None),
            ("7", 0..0, Some(Reading::FrameNumber)),
            ("1.500000 s", 0..0, Some(Reading::Time)),
            ("21 → 1", 0..0, Some(Reading::Info)),
            ("22", 0..2, None),
        ];
        for (text, place, reading) in told {
            assert_eq!(
                frame.tells(text, place),
                reading.map(LayerValue::Told),
                "{text}"
            );
        }
    }

    #[test]
    fn a_text_is_said_once() {
        let texts = ["a", "b"].map(str::to_owned);
        let mut coded = CodedTexts::default();
        let values = [1, 0, 1].map(|number| coded.code(LayerValue::Text(number), &texts));
        assert_eq!(
            values,
            [
                CodedValue::First("b"),
                CodedValue::First("a"),
                CodedValue::Again(0)
            ]
        );
    }
}
