//! How values become JSON text, and how a long list of them does on all cores.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{Formatter, PrettyFormatter};

use crate::text::escape;
use crate::threads;

use super::compact::Compact;

/// Bytes that a value has room for from the beginning.
const LINE: usize = 1 << 10;
/// Values that one thread takes at a time.
const SHARE: usize = 32;
/// Bytes that the text of a share has room for from the beginning: a session with a few transfers
/// takes six thousand.
const BEGUN: usize = 256 << 10;
/// Shares, for each thread, whose text may wait until it is written.
const WAITING: usize = 4;

/// As `serde_json::to_writer`, with everything escaped that a terminal might obey or that hides
/// text: one value, which is made in memory first.
pub(crate) fn to_writer<W: Write>(out: &mut W, value: &impl Serialize) -> io::Result<()> {
    let mut text = Vec::with_capacity(LINE);
    append(&mut text, value)?;
    out.write_all(&text)
}

/// Appends it to a text in memory.
pub(crate) fn append(text: &mut Vec<u8>, value: &impl Serialize) -> io::Result<()> {
    value.serialize(Compact(text))?;
    Ok(())
}

/// The same for people: a line for each member, as `serde_json::to_writer_pretty` makes them.
pub(crate) fn to_writer_pretty<W: Write>(out: &mut W, value: &impl Serialize) -> io::Result<()> {
    let lines = PrettyFormat(PrettyFormatter::new());
    value.serialize(&mut serde_json::Serializer::with_formatter(out, lines))?;
    Ok(())
}

/// One value as compact text.
pub(crate) fn to_string(value: &impl Serialize) -> io::Result<String> {
    let mut text = Vec::new();
    append(&mut text, value)?;
    String::from_utf8(text).map_err(io::Error::other)
}

/// A part of a string that needs no escape of JSON's own; what [`escape`] calls unsafe becomes
/// `\\u` escapes.
fn write_fragment(out: &mut (impl Write + ?Sized), fragment: &str) -> io::Result<()> {
    if is_plain(fragment.as_bytes()) {
        return out.write_all(fragment.as_bytes());
    }
    let mut rest = fragment;
    while let Some((at, character)) = escape::first_unsafe(rest) {
        out.write_all(&rest.as_bytes()[..at])?;
        for unit in character.encode_utf16(&mut [0; 2]) {
            write!(out, "\\u{unit:04x}")?;
        }
        rest = &rest[at + character.len_utf8()..];
    }
    out.write_all(rest.as_bytes())
}

/// True for ASCII without DEL. Eight bytes are looked at in one step: adding 1 to DEL sets its
/// highest bit, which every other byte that is not ASCII has by itself.
fn is_plain(bytes: &[u8]) -> bool {
    const ONES: u64 = 0x0101_0101_0101_0101;
    let (words, rest) = bytes.as_chunks::<8>();
    let words = words.iter().fold(0, |all, &word| {
        let word = u64::from_ne_bytes(word);
        all | word | ((word & !(ONES << 7)) + ONES)
    });
    let rest = rest
        .iter()
        .fold(0, |all, &byte| all | byte | byte.wrapping_add(1));
    words & (ONES << 7) == 0 && rest < 0x80
}

/// Compact JSON in which DEL, C1 controls and what [`escape`] calls invisible are `\\u` escapes.
pub(crate) struct Harmless;

impl Formatter for Harmless {
    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        out: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        write_fragment(out, fragment)
    }
}

/// The same with line ends and indents.
struct PrettyFormat(PrettyFormatter<'static>);

macro_rules! leave_to_pretty {
    ($($method:ident($($first:ident)?)),*) => {
        $(fn $method<W: ?Sized + Write>(&mut self, out: &mut W $(, $first: bool)?) -> io::Result<()> {
            self.0.$method(out $(, $first)?)
        })*
    };
}

impl Formatter for PrettyFormat {
    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        out: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        write_fragment(out, fragment)
    }

    leave_to_pretty!(
        begin_array(),
        end_array(),
        begin_array_value(first),
        end_array_value(),
        begin_object(),
        end_object(),
        begin_object_key(first),
        begin_object_value(),
        end_object_value()
    );
}

/// Writes items in their order, each with its index and the parameters of its share. Where several
/// threads may be used, each makes the text of its share of them; only that of a few shares is
/// there at a time.
pub(crate) fn write_each<T: Sync, P>(
    out: &mut dyn Write,
    items: &[T],
    params: impl Fn() -> P + Sync,
    write: impl Fn(&mut Vec<u8>, &P, usize, &T) -> io::Result<()> + Sync,
) -> io::Result<()> {
    let shares: Vec<(usize, &[T])> = (0..).step_by(SHARE).zip(items.chunks(SHARE)).collect();
    let text = |&(first, share): &(usize, &[T])| -> io::Result<Vec<u8>> {
        let (params, mut text) = (params(), Vec::with_capacity(BEGUN));
        for (index, item) in (first..).zip(share) {
            write(&mut text, &params, index, item)?;
        }
        Ok(text)
    };
    for shares in shares.chunks(threads::count() * WAITING) {
        let (texts, ()) = threads::spread(shares.iter(), text, || ());
        for text in texts {
            out.write_all(&text?)?;
        }
    }
    out.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_that_is_not_plain_is_seen_at_every_place() {
        for byte in 0..=u8::MAX {
            for place in 0..19 {
                let mut text = [b'a'; 19];
                text[place] = byte;
                assert_eq!(is_plain(&text), byte < 0x7f, "{byte} at {place}");
            }
        }
    }
    use crate::threads::Threads;

    #[test]
    fn every_item_comes_out_once_and_in_order_however_long_it_is() {
        for count in [0, 1, SHARE, SHARE + 1, 1000] {
            let items: Vec<usize> = (0..count)
                .map(|i| if i % 100 == 7 { 1 << 17 } else { i % 5 })
                .collect();
            let mut written = Vec::new();
            let line = |out: &mut Vec<u8>, (): &(), index, len: &usize| {
                writeln!(out, "{index}{}", "x".repeat(*len))
            };
            Threads::new(2)
                .enter(|| write_each(&mut written, &items, || (), line))
                .unwrap();
            let lines = items
                .iter()
                .enumerate()
                .map(|(index, &len)| format!("{index}{}\n", "x".repeat(len)));
            assert!(
                written == lines.collect::<String>().into_bytes(),
                "{count} items"
            );
        }
    }

    #[test]
    fn an_output_that_breaks_ends_it() {
        struct Broken(usize);
        impl Write for Broken {
            fn write(&mut self, text: &[u8]) -> io::Result<usize> {
                self.0 = self.0.checked_sub(1).ok_or(io::ErrorKind::BrokenPipe)?;
                Ok(text.len())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let items = vec![(); 10_000];
        let result = write_each(
            &mut Broken(2),
            &items,
            || (),
            |out, (), _, ()| out.write_all(&[b'x'; 1000]),
        );
        assert_eq!(result.unwrap_err().kind(), io::ErrorKind::BrokenPipe);
    }
}
