//! Secrets in the order in which segments came.

use std::ops::Range;

use super::{Scanner, begins_with_secret};

/// Reads what a client sent as it came, copies included, of which no stream knows: a line that
/// begins in one segment goes on in the next that follows it.
#[derive(Debug, Default)]
pub(in crate::analysis) struct Arrivals {
    scanner: Scanner,
    /// Reads what was opened of TLS.
    opened: Scanner,
    /// The sequence number that would follow.
    next: Option<u32>,
}

impl Arrivals {
    /// Where in text secrets stand that was opened, in the order of the stream.
    pub(in crate::analysis) fn opened(&mut self, text: &[u8]) -> Vec<Range<usize>> {
        if begins_with_secret(text) {
            self.opened.end_line();
        }
        self.opened.read(text)
    }

    /// Where in a payload secrets stand.
    pub(in crate::analysis) fn segment(&mut self, seq: u32, payload: &[u8]) -> Vec<Range<usize>> {
        if self.next != Some(seq) || begins_with_secret(payload) {
            self.scanner.skip(0);
        }
        self.next = Some(seq.wrapping_add(payload.len() as u32));
        self.scanner.read(payload)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_goes_on_in_the_segment_that_follows() {
        let mut arrivals = Arrivals::default();
        assert_eq!(arrivals.segment(100, b"PASS ").len(), 0);
        assert_eq!(arrivals.segment(105, b"sun"), [Range { start: 0, end: 3 }]);
        assert_eq!(
            arrivals.segment(108, b"flower\r\nCWD a"),
            [Range { start: 0, end: 6 }]
        );
        assert_eq!(
            arrivals.segment(100, b"PASS x"),
            [Range { start: 5, end: 6 }]
        );
        assert_eq!(arrivals.segment(300, b"CWD a").len(), 0);
        assert_eq!(arrivals.segment(305, b"\r\nPASS x\r").len(), 1);
        assert_eq!(arrivals.segment(314, b"\n").len(), 0);
    }
}
