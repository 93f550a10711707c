//! Structures and their keys as compact JSON. Numbers, and strings that need care, are left to `serde_json`, which
//! would look at every byte of every key and of every plain word too: most of a document of many sessions.

use std::io::Write;

use serde::Serialize;
use serde::ser::{
    Error as _, Impossible, SerializeMap, SerializeSeq, SerializeStruct, SerializeTuple,
    SerializeTupleStruct, Serializer,
};
use serde_json::Error;

use super::ink::Harmless;

/// Writes values as `serde_json` does, but for enums with contents, which the documents have none of.
pub(crate) struct Compact<'o, W: Write>(pub(super) &'o mut W);

/// An object or an array that has begun.
pub(crate) struct OpenValue<'o, W: Write> {
    out: &'o mut W,
    first: bool,
    end: &'static [u8],
}

impl<W: Write> Compact<'_, W> {
    fn plain(&mut self) -> serde_json::Serializer<&mut W, Harmless> {
        serde_json::Serializer::with_formatter(&mut *self.0, Harmless)
    }
}

impl<'o, W: Write> Compact<'o, W> {
    fn open(self, [begin, end]: [&'static [u8]; 2]) -> Result<OpenValue<'o, W>, Error> {
        self.0.write_all(begin).map_err(Error::io)?;
        Ok(OpenValue {
            out: self.0,
            first: true,
            end,
        })
    }
}

const OBJECT: [&[u8]; 2] = [b"{", b"}"];
const ARRAY: [&[u8]; 2] = [b"[", b"]"];

impl<W: Write> OpenValue<'_, W> {
    fn next(&mut self) -> Result<(), Error> {
        if std::mem::take(&mut self.first) {
            Ok(())
        } else {
            self.out.write_all(b",").map_err(Error::io)
        }
    }

    fn add(&mut self, value: &(impl Serialize + ?Sized)) -> Result<(), Error> {
        value.serialize(Compact(&mut *self.out))
    }

    fn close(self) -> Result<(), Error> {
        self.out.write_all(self.end).map_err(Error::io)
    }
}

/// True for text that stands in JSON as it is. Counting goes through all of it, but many bytes at a time.
fn is_plain(text: &str) -> bool {
    let special = |b: &u8| !matches!(b, b' ' | b'!' | b'#'..=b'[' | b']'..=b'~');
    text.as_bytes().iter().filter(|b| special(b)).count() == 0
}

macro_rules! leave_to_serde_json {
    ($($method:ident($type:ty)),*) => {
        $(fn $method(mut self, value: $type) -> Result<(), Error> {
            self.plain().$method(value)
        })*
    };
}

impl<'o, W: Write> Serializer for Compact<'o, W> {
    type Ok = ();
    type Error = Error;
    type SerializeSeq = OpenValue<'o, W>;
    type SerializeTuple = OpenValue<'o, W>;
    type SerializeTupleStruct = OpenValue<'o, W>;
    type SerializeTupleVariant = Impossible<(), Error>;
    type SerializeMap = OpenValue<'o, W>;
    type SerializeStruct = OpenValue<'o, W>;
    type SerializeStructVariant = Impossible<(), Error>;

    leave_to_serde_json!(
        serialize_bool(bool),
        serialize_i8(i8),
        serialize_i16(i16),
        serialize_i32(i32),
        serialize_i64(i64),
        serialize_u8(u8),
        serialize_u16(u16),
        serialize_u32(u32),
        serialize_u64(u64),
        serialize_f32(f32),
        serialize_f64(f64),
        serialize_char(char),
        serialize_bytes(&[u8])
    );

    fn serialize_str(mut self, text: &str) -> Result<(), Error> {
        if !is_plain(text) {
            return self.plain().serialize_str(text);
        }
        self.0
            .write_all(b"\"")
            .and_then(|()| self.0.write_all(text.as_bytes()))
            .map_err(Error::io)?;
        self.0.write_all(b"\"").map_err(Error::io)
    }

    fn serialize_none(self) -> Result<(), Error> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Error> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Error> {
        self.0.write_all(b"null").map_err(Error::io)
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

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: &T,
    ) -> Result<(), Error> {
        Err(Error::custom(variant))
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<OpenValue<'o, W>, Error> {
        self.open(ARRAY)
    }

    fn serialize_tuple(self, _: usize) -> Result<OpenValue<'o, W>, Error> {
        self.open(ARRAY)
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<OpenValue<'o, W>, Error> {
        self.open(ARRAY)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, Error> {
        Err(Error::custom(variant))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<OpenValue<'o, W>, Error> {
        self.open(OBJECT)
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<OpenValue<'o, W>, Error> {
        self.open(OBJECT)
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, Error> {
        Err(Error::custom(variant))
    }
}

impl<W: Write> SerializeStruct for OpenValue<'_, W> {
    type Ok = ();
    type Error = Error;

    /// The names of fields are our own and plain.
    #[inline]
    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        key: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        debug_assert!(is_plain(key), "{key}");
        let before: &[u8] = if std::mem::take(&mut self.first) {
            b"\""
        } else {
            b",\""
        };
        let out = &mut *self.out;
        out.write_all(before)
            .and_then(|()| out.write_all(key.as_bytes()))
            .map_err(Error::io)?;
        out.write_all(b"\":").map_err(Error::io)?;
        self.add(value)
    }

    fn end(self) -> Result<(), Error> {
        self.close()
    }
}

impl<W: Write> SerializeMap for OpenValue<'_, W> {
    type Ok = ();
    type Error = Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Error> {
        self.next()?;
        self.add(key)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.out.write_all(b":").map_err(Error::io)?;
        self.add(value)
    }

    fn end(self) -> Result<(), Error> {
        self.close()
    }
}

macro_rules! elements {
    ($($trait:ident, $method:ident);*) => {
        $(impl<W: Write> $trait for OpenValue<'_, W> {
            type Ok = ();
            type Error = Error;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
                self.next()?;
                self.add(value)
            }

            fn end(self) -> Result<(), Error> {
                self.close()
            }
        })*
    };
}

elements!(SerializeSeq, serialize_element; SerializeTuple, serialize_element; SerializeTupleStruct, serialize_field);

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    #[derive(Debug, Serialize)]
    struct Everything {
        text: String,
        number: f64,
        signed: Option<i64>,
        pairs: Vec<(u64, bool)>,
        map: BTreeMap<String, Option<()>>,
        address: std::net::IpAddr,
    }

    proptest! {
        #[test]
        fn it_is_what_serde_json_writes(
            text in any::<String>(),
            number in any::<f64>(),
            signed in any::<Option<i64>>(),
            pairs in proptest::collection::vec(any::<(u64, bool)>(), 0..3),
            keys in proptest::collection::vec("[ -~]{0,9}", 0..3),
            address in any::<std::net::IpAddr>(),
        ) {
            let map = keys.into_iter().map(|key| (key, None)).collect();
            let value = Everything { text, number, signed, pairs, map, address };
            let (mut ours, mut theirs) = (Vec::new(), Vec::new());
            value.serialize(Compact(&mut ours)).unwrap();
            value.serialize(&mut serde_json::Serializer::with_formatter(&mut theirs, Harmless)).unwrap();
            prop_assert_eq!(String::from_utf8(ours).unwrap(), String::from_utf8(theirs).unwrap());
        }
    }
}
