//! Compact JSON, written straight into memory.
//!
//! `serde_json` writes every key and every value in four to six steps, each of which asks the
//! formatter and the writer, and looks at each byte of each string. Of many short sessions the
//! document is half of all work, and so it took half as long again (`benches/compare`, chatty).
//! Here a key is one copy, a string is looked at eight bytes at a time, and what is rare (floating
//! point, strings with escapes) is left to `serde_json`, so that its text is the same.

use serde::Serialize;
use serde::ser::{
    self, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
    SerializeTupleStruct, SerializeTupleVariant, Serializer,
};
use serde_json::Error;

use super::writer::Harmless;

/// Writes a value behind what stands in the buffer.
pub(super) struct Compact<'o>(pub(super) &'o mut Vec<u8>);

/// An array, an object, or a variant around one of them.
pub(super) struct Open<'o> {
    out: &'o mut Vec<u8>,
    /// Nothing stands in it yet.
    is_empty: bool,
    /// What closes it.
    end: &'static str,
}

impl<'o> Open<'o> {
    fn new(out: &'o mut Vec<u8>, begin: &'static str, end: &'static str) -> Self {
        out.extend_from_slice(begin.as_bytes());
        Open {
            out,
            is_empty: true,
            end,
        }
    }

    #[inline]
    fn comma(&mut self) {
        if !std::mem::replace(&mut self.is_empty, false) {
            self.out.push(b',');
        }
    }

    #[inline]
    fn element<T: ?Sized + Serialize>(&mut self, value: &T) -> Result<(), Error> {
        self.comma();
        value.serialize(Compact(self.out))
    }

    /// The name of a field, which never needs an escape. Where it is written its length is known to
    /// the compiler, so that no more than a few words are stored.
    #[expect(clippy::inline_always, reason = "inlined the length is a constant")]
    #[inline(always)]
    fn name(&mut self, name: &'static str) {
        self.out.reserve(name.len() + ",\"\":".len());
        self.comma();
        self.out.push(b'"');
        self.out.extend_from_slice(name.as_bytes());
        self.out.extend_from_slice(b"\":");
    }

    fn close(self) {
        self.out.extend_from_slice(self.end.as_bytes());
    }
}

impl<'o> Compact<'o> {
    /// An object with one member, whose value begins.
    fn variant(self, name: &str, begin: &'static str, end: &'static str) -> Open<'o> {
        self.0.push(b'{');
        write_string(self.0, name);
        self.0.push(b':');
        Open::new(self.0, begin, end)
    }

    fn integer(self, number: impl itoa::Integer) {
        let mut digits = itoa::Buffer::new();
        self.0.extend_from_slice(digits.format(number).as_bytes());
    }
}

/// A string in quotation marks, with everything escaped that JSON, or a terminal, might obey.
pub(super) fn write_string(out: &mut Vec<u8>, text: &str) {
    if !is_plain(text.as_bytes()) {
        // memory takes everything
        let _ = text.serialize(&mut serde_json::Serializer::with_formatter(out, Harmless));
        return;
    }
    out.reserve(text.len() + 2);
    out.push(b'"');
    out.extend_from_slice(text.as_bytes());
    out.push(b'"');
}

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGHEST: u64 = ONES << 7;

/// True for printable ASCII without quotation marks and backslashes. Eight bytes are looked at in
/// one step; the last step takes some of those before it once more.
fn is_plain(bytes: &[u8]) -> bool {
    let (words, rest) = bytes.as_chunks::<8>();
    let mut marks = words.iter().fold(0, |marks, word| marks | marks_of(*word));
    if let (false, Some(last)) = (rest.is_empty(), bytes.last_chunk::<8>()) {
        marks |= marks_of(*last);
    } else {
        let mut last = [b' '; 8];
        last[..rest.len()].copy_from_slice(rest);
        marks |= marks_of(last);
    }
    marks & HIGHEST == 0
}

/// The highest bit of some byte is set where any of the eight is not plain. Where all are ASCII the
/// borrow of a subtraction can only set more bits above one that is set; where one is not, its own
/// bit says so.
#[inline]
fn marks_of(word: [u8; 8]) -> u64 {
    let word = u64::from_ne_bytes(word);
    let controls = word.wrapping_sub(ONES * 0x20);
    let quotes = (word ^ (ONES * u64::from(b'"'))).wrapping_sub(ONES);
    let backslashes = (word ^ (ONES * u64::from(b'\\'))).wrapping_sub(ONES);
    // one more makes the highest bit of DEL; every other byte that is not ASCII has it by itself
    let deletes = (word & !HIGHEST).wrapping_add(ONES);
    word | controls | quotes | backslashes | deletes
}

macro_rules! integers {
    ($($method:ident: $number:ty),*) => {
        $(
            #[inline]
            fn $method(self, number: $number) -> Result<(), Error> {
                self.integer(number);
                Ok(())
            }
        )*
    };
}

impl<'o> Serializer for Compact<'o> {
    type Ok = ();
    type Error = Error;
    type SerializeSeq = Open<'o>;
    type SerializeTuple = Open<'o>;
    type SerializeTupleStruct = Open<'o>;
    type SerializeTupleVariant = Open<'o>;
    type SerializeMap = Open<'o>;
    type SerializeStruct = Open<'o>;
    type SerializeStructVariant = Open<'o>;

    integers!(
        serialize_i8: i8,
        serialize_i16: i16,
        serialize_i32: i32,
        serialize_i64: i64,
        serialize_i128: i128,
        serialize_u8: u8,
        serialize_u16: u16,
        serialize_u32: u32,
        serialize_u64: u64,
        serialize_u128: u128
    );

    #[inline]
    fn serialize_bool(self, value: bool) -> Result<(), Error> {
        let text: &[u8] = if value { b"true" } else { b"false" };
        self.0.extend_from_slice(text);
        Ok(())
    }

    fn serialize_f32(self, number: f32) -> Result<(), Error> {
        serde_json::to_writer(self.0, &number)
    }

    fn serialize_f64(self, number: f64) -> Result<(), Error> {
        serde_json::to_writer(self.0, &number)
    }

    fn serialize_char(self, character: char) -> Result<(), Error> {
        self.serialize_str(character.encode_utf8(&mut [0; 4]))
    }

    #[inline]
    fn serialize_str(self, text: &str) -> Result<(), Error> {
        write_string(self.0, text);
        Ok(())
    }

    fn serialize_bytes(self, bytes: &[u8]) -> Result<(), Error> {
        self.collect_seq(bytes)
    }

    #[inline]
    fn serialize_none(self) -> Result<(), Error> {
        self.serialize_unit()
    }

    #[inline]
    fn serialize_some<T: ?Sized + Serialize>(self, value: &T) -> Result<(), Error> {
        value.serialize(self)
    }

    #[inline]
    fn serialize_unit(self) -> Result<(), Error> {
        self.0.extend_from_slice(b"null");
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Error> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<(), Error> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: ?Sized + Serialize>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: ?Sized + Serialize>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        let around = self.variant(variant, "", "}");
        value.serialize(Compact(around.out))?;
        around.close();
        Ok(())
    }

    #[inline]
    fn serialize_seq(self, _: Option<usize>) -> Result<Open<'o>, Error> {
        Ok(Open::new(self.0, "[", "]"))
    }

    #[inline]
    fn serialize_tuple(self, _: usize) -> Result<Open<'o>, Error> {
        Ok(Open::new(self.0, "[", "]"))
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Open<'o>, Error> {
        Ok(Open::new(self.0, "[", "]"))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Open<'o>, Error> {
        Ok(self.variant(variant, "[", "]}"))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Open<'o>, Error> {
        Ok(Open::new(self.0, "{", "}"))
    }

    #[inline]
    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Open<'o>, Error> {
        Ok(Open::new(self.0, "{", "}"))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Open<'o>, Error> {
        Ok(self.variant(variant, "{", "}}"))
    }
}

macro_rules! elements {
    ($($kind:ident: $method:ident),*) => {
        $(
            impl $kind for Open<'_> {
                type Ok = ();
                type Error = Error;

                #[inline]
                fn $method<T: ?Sized + Serialize>(&mut self, value: &T) -> Result<(), Error> {
                    self.element(value)
                }

                fn end(self) -> Result<(), Error> {
                    self.close();
                    Ok(())
                }
            }
        )*
    };
}

elements!(
    SerializeSeq: serialize_element,
    SerializeTuple: serialize_element,
    SerializeTupleStruct: serialize_field,
    SerializeTupleVariant: serialize_field
);

macro_rules! members {
    ($($kind:ident),*) => {
        $(
            impl $kind for Open<'_> {
                type Ok = ();
                type Error = Error;

                #[inline(always)]
                fn serialize_field<T: ?Sized + Serialize>(
                    &mut self,
                    name: &'static str,
                    value: &T,
                ) -> Result<(), Error> {
                    self.name(name);
                    value.serialize(Compact(self.out))
                }

                fn end(self) -> Result<(), Error> {
                    self.close();
                    Ok(())
                }
            }
        )*
    };
}

members!(SerializeStruct, SerializeStructVariant);

impl SerializeMap for Open<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_key<T: ?Sized + Serialize>(&mut self, key: &T) -> Result<(), Error> {
        self.comma();
        let begin = self.out.len();
        key.serialize(Compact(self.out))?;
        if self.out.get(begin) == Some(&b'"') {
            return Ok(());
        }
        Err(ser::Error::custom("a key that is no string"))
    }

    fn serialize_value<T: ?Sized + Serialize>(&mut self, value: &T) -> Result<(), Error> {
        self.out.push(b':');
        value.serialize(Compact(self.out))
    }

    fn end(self) -> Result<(), Error> {
        self.close();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::super::writer::to_string;
    use super::*;

    #[derive(Serialize)]
    enum Every {
        Unit,
        Newtype(u8),
        Tuple(i64, &'static str),
        Struct { a: bool, b: Option<f64> },
    }

    #[derive(Serialize)]
    struct Outer {
        list: Vec<Every>,
        nothing: [u8; 0],
        pair: (u64, u64),
        #[serde(flatten)]
        map: BTreeMap<String, char>,
    }

    #[test]
    fn every_kind_of_value_is_written_as_serde_json_writes_it() {
        let value = Outer {
            list: vec![
                Every::Unit,
                Every::Newtype(7),
                Every::Tuple(i64::MIN, "a\"b"),
                Every::Struct { a: true, b: None },
                Every::Struct {
                    a: false,
                    b: Some(0.1 + 0.2),
                },
                Every::Struct {
                    a: false,
                    b: Some(f64::NAN),
                },
            ],
            nothing: [],
            pair: (0, u64::MAX),
            map: [("k\n".to_owned(), 'ö'), ("x".to_owned(), '\\')].into(),
        };
        let written = to_string(&value).expect("memory takes everything");
        assert_eq!(written, serde_json::to_string(&value).expect("JSON"));
    }

    #[test]
    fn every_byte_that_needs_an_escape_is_seen_at_every_place() {
        for byte in 0..=u8::MAX {
            let plain = (b' '..0x7f).contains(&byte) && !matches!(byte, b'"' | b'\\');
            for (len, neighbour) in [(3, b'a'), (8, b'~'), (19, b'!'), (27, b' ')] {
                for place in 0..len {
                    let mut text = vec![neighbour; len];
                    text[place] = byte;
                    assert_eq!(is_plain(&text), plain, "{byte} at {place} of {len}");
                }
            }
        }
        assert!(is_plain(b""));
    }

    #[test]
    fn a_key_is_a_string() {
        assert!(to_string(&BTreeMap::from([(1, 2)])).is_err());
    }
}
