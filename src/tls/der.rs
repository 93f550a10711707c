//! DER (X.690), as much of it as certificates need: values one after the other, each with a tag and
//! a length.

/// What is left of some values.
#[derive(Clone, Copy, Debug)]
pub(super) struct Der<'a>(&'a [u8]);

/// A value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct DerValue<'a> {
    /// Class, form and number in one byte; longer tags stand in no certificate.
    pub(super) tag: u8,
    pub(super) contents: &'a [u8],
}

impl<'a> Der<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Der(bytes)
    }

    /// The next value; `None` at the end, and where something else stands there.
    pub(super) fn next(&mut self) -> Option<DerValue<'a>> {
        const LONG_TAG: u8 = 0x1f;
        let (&tag, rest) = self.0.split_first()?;
        if tag & LONG_TAG == LONG_TAG {
            return None;
        }
        let (len, rest) = length(rest)?;
        let (contents, rest) = rest.split_at_checked(len)?;
        self.0 = rest;
        Some(DerValue { tag, contents })
    }

    /// The contents of the next value, if it has the tag; otherwise it stays the next.
    pub(super) fn take(&mut self, tag: u8) -> Option<&'a [u8]> {
        let before = *self;
        let value = self.next()?;
        if value.tag != tag {
            *self = before;
            return None;
        }
        Some(value.contents)
    }

    /// The values in the next one, if it has the tag.
    pub(super) fn enter(&mut self, tag: u8) -> Option<Der<'a>> {
        self.take(tag).map(Der)
    }

    pub(super) fn is_empty(self) -> bool {
        self.0.is_empty()
    }
}

/// A definite length of at most four bytes, and what follows it.
fn length(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let (&first, rest) = bytes.split_first()?;
    if first < 0x80 {
        return Some((usize::from(first), rest));
    }
    let count = usize::from(first & 0x7f);
    if count == 0 || count > 4 {
        return None;
    }
    let (digits, rest) = rest.split_at_checked(count)?;
    let len = digits
        .iter()
        .fold(0_u64, |len, &digit| len << 8 | u64::from(digit));
    Some((usize::try_from(len).ok()?, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_follow_each_other() {
        let mut der = Der::new(b"\x30\x03\x02\x01\x05\x04\x81\x01x");
        let mut inner = der.enter(0x30).unwrap();
        assert_eq!(
            (inner.take(0x02), inner.is_empty()),
            (Some(&b"\x05"[..]), true)
        );
        assert_eq!(der.take(0x02), None);
        assert_eq!(der.take(0x04), Some(&b"x"[..]));
        assert!(der.is_empty() && der.next().is_none());
    }

    #[test]
    fn what_is_no_value_is_none() {
        for bytes in [
            &b"\x30"[..],
            b"\x30\x80",
            b"\x30\x85\0\0\0\0\x01x",
            b"\x30\x02x",
            b"\x1f\x01\x01x",
            b"\x30\x84\xff\xff\xff\xff",
        ] {
            assert_eq!(Der::new(bytes).next(), None, "{bytes:x?}");
        }
    }
}
