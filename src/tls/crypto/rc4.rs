//! RC4 (RFC 7465 forbids it, and says why): the one cipher here whose state can be set back, to try
//! whether a record opens.

/// A key stream.
#[derive(Clone)]
pub(super) struct Rc4 {
    state: [u8; 256],
    i: u8,
    j: u8,
}

impl Rc4 {
    /// The key stream of a key, which must not be empty.
    pub(super) fn new(key: &[u8]) -> Self {
        let mut state = [0; 256];
        for (place, byte) in (0..=u8::MAX).zip(&mut state) {
            *byte = place;
        }
        let mut j = 0_u8;
        for (i, &key) in (0..256).zip(key.iter().cycle()) {
            j = j.wrapping_add(state[i]).wrapping_add(key);
            state.swap(i, usize::from(j));
        }
        Rc4 { state, i: 0, j: 0 }
    }

    /// Opens bytes, or seals them.
    pub(super) fn apply(&mut self, bytes: &mut [u8]) {
        for byte in bytes {
            *byte ^= self.next();
        }
    }

    /// Passes over so many bytes.
    pub(super) fn skip(&mut self, len: usize) {
        for _ in 0..len {
            self.next();
        }
    }

    fn next(&mut self) -> u8 {
        self.i = self.i.wrapping_add(1);
        let (i, first) = (usize::from(self.i), self.state[usize::from(self.i)]);
        self.j = self.j.wrapping_add(first);
        self.state.swap(i, usize::from(self.j));
        self.state[usize::from(first.wrapping_add(self.state[i]))]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6229 section 2, a key of 128 bits, at the offsets 0 and 240.
    #[test]
    fn the_key_stream_is_that_of_the_rfc() {
        let key: Vec<u8> = (1..=16).collect();
        let mut stream = [0; 16];
        let mut cipher = Rc4::new(&key);
        cipher.apply(&mut stream);
        assert_eq!(
            stream[..8],
            [0x9a, 0xc7, 0xcc, 0x9a, 0x60, 0x9d, 0x1e, 0xf7]
        );
        cipher.skip(224);
        let mut stream = [0; 8];
        cipher.apply(&mut stream);
        assert_eq!(stream, [0x06, 0x59, 0x02, 0xe4, 0xb6, 0x20, 0xf6, 0xcc]);
    }
}
