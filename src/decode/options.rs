//! The options of a TCP header, in packet order (RFC 9293 section 3.2).
//!
//! etherparse has such an iterator, which ends at the first option that it does not know: Fast
//! Open, MPTCP and others stand before the window scale in captures of today.

/// One option of more than a byte: what ends the list and what pads it is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TcpOption<'a> {
    /// <https://www.iana.org/assignments/tcp-parameters>
    pub(crate) kind: u8,
    /// What follows its length.
    pub(crate) body: &'a [u8],
}

/// Goes through the bytes of the options, to the end of the list or to a length that makes no
/// sense.
#[derive(Clone, Debug)]
pub(crate) struct TcpOptions<'a>(&'a [u8]);

impl<'a> TcpOptions<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        TcpOptions(bytes)
    }
}

/// End of the option list.
const END: u8 = 0;
/// No operation: pads to a boundary.
const NO_OPERATION: u8 = 1;

impl<'a> Iterator for TcpOptions<'a> {
    type Item = TcpOption<'a>;

    fn next(&mut self) -> Option<TcpOption<'a>> {
        loop {
            let (&kind, rest) = self.0.split_first()?;
            match kind {
                END => return None,
                NO_OPERATION => self.0 = rest,
                _ => {
                    let length = usize::from(*rest.first()?);
                    let body = self.0.get(2..length)?;
                    self.0 = &self.0[length..];
                    return Some(TcpOption { kind, body });
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(bytes: &[u8]) -> Vec<(u8, &[u8])> {
        TcpOptions::new(bytes).map(|o| (o.kind, o.body)).collect()
    }

    #[test]
    fn padding_and_what_follows_the_end_are_left_out() {
        assert_eq!(
            options(&[2, 4, 5, 180, 1, 3, 3, 7, 34, 2, 0, 4, 2]),
            [(2, &[5, 180][..]), (3, &[7]), (34, &[])]
        );
    }

    #[test]
    fn a_length_that_makes_no_sense_ends_the_list() {
        for bytes in [
            &[4, 2, 3][..],
            &[4, 2, 3, 0, 7],
            &[4, 2, 3, 1, 7],
            &[4, 2, 3, 9, 7],
        ] {
            assert_eq!(options(bytes), [(4, &[][..])], "{bytes:?}");
        }
    }
}
