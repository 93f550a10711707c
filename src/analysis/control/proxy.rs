//! The header of the PROXY protocol before a side's first byte, taken out of the way of the control
//! channel, and of the files of a data connection.

use crate::ftp::{ProxyHeader, ProxyParse, parse_proxy_header};
use crate::model::{At, Proxied};

/// Most bytes that are held back for a header: those of version 2 may carry any number of
/// extensions, and real ones a few hundred bytes.
const LONGEST: usize = 4096;

/// The beginning of one direction.
#[derive(Debug, Default)]
pub(in crate::analysis) struct Preface {
    state: PrefaceState,
    /// What the header said, and its bytes.
    found: Option<Box<(Proxied, usize)>>,
}

#[derive(Debug)]
enum PrefaceState {
    /// What may be a header, as it came.
    Reading(Vec<(At, Vec<u8>)>),
    Passed,
}

impl Default for PrefaceState {
    fn default() -> Self {
        PrefaceState::Reading(Vec::new())
    }
}

/// What becomes of bytes at the beginning of a direction.
pub(in crate::analysis) enum PrefacePart<'a> {
    /// Bytes behind it.
    Content(&'a [u8], At),
    /// So many bytes of a header.
    Header(usize),
}

impl Preface {
    /// What the header said, if there was one.
    pub(in crate::analysis) fn proxied(&self) -> Option<Proxied> {
        self.found.as_ref().map(|found| found.0)
    }

    /// Bytes of the header.
    pub(in crate::analysis) fn header_bytes(&self) -> u64 {
        self.found.as_ref().map_or(0, |found| found.1 as u64)
    }

    /// True once what comes is not part of a header.
    pub(in crate::analysis) fn has_passed(&self) -> bool {
        matches!(self.state, PrefaceState::Passed)
    }

    /// Takes the next bytes and hands on what is known of them.
    pub(in crate::analysis) fn bytes(
        &mut self,
        bytes: &[u8],
        at: At,
        out: &mut dyn FnMut(PrefacePart<'_>),
    ) {
        let PrefaceState::Reading(held) = &mut self.state else {
            return out(PrefacePart::Content(bytes, at));
        };
        if held.is_empty() && parse_proxy_header(bytes) == ProxyParse::None {
            self.state = PrefaceState::Passed;
            return out(PrefacePart::Content(bytes, at));
        }
        held.push((at, bytes.to_vec()));
        let stream: Vec<u8> = held.iter().flat_map(|(_, bytes)| bytes).copied().collect();
        match parse_proxy_header(&stream) {
            ProxyParse::Incomplete if stream.len() < LONGEST => {}
            ProxyParse::Header(header) => self.pass(header, at, out),
            ProxyParse::None | ProxyParse::Incomplete => self.flush(out),
        }
    }

    /// Bytes are missing, or the stream is over: what was held back is not a header.
    pub(in crate::analysis) fn flush(&mut self, out: &mut dyn FnMut(PrefacePart<'_>)) {
        if let PrefaceState::Reading(held) =
            std::mem::replace(&mut self.state, PrefaceState::Passed)
        {
            for (at, bytes) in &held {
                out(PrefacePart::Content(bytes, *at));
            }
        }
    }

    /// The header, and what of the control channel came with its end.
    fn pass(&mut self, header: ProxyHeader, at: At, out: &mut dyn FnMut(PrefacePart<'_>)) {
        let proxied = Proxied {
            at,
            client: header.source,
            is_refused: false,
        };
        self.found = Some(Box::new((proxied, header.length)));
        out(PrefacePart::Header(header.length));
        let PrefaceState::Reading(held) = std::mem::replace(&mut self.state, PrefaceState::Passed)
        else {
            return;
        };
        let mut header = header.length;
        for (at, bytes) in &held {
            let skipped = header.min(bytes.len());
            header -= skipped;
            if skipped < bytes.len() {
                out(PrefacePart::Content(&bytes[skipped..], *at));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What each chunk gives: text of the control channel, or the length of a header.
    fn run(chunks: &[&[u8]]) -> (Vec<String>, Option<String>) {
        let mut preface = Preface::default();
        let mut parts = Vec::new();
        let mut take = |part: PrefacePart<'_>| match part {
            PrefacePart::Content(bytes, at) => {
                parts.push(format!("{} {}", at.frame, bytes.escape_ascii()));
            }
            PrefacePart::Header(length) => parts.push(format!("header {length}")),
        };
        for (frame, chunk) in (1..).zip(chunks) {
            let at = At {
                frame,
                ..At::default()
            };
            preface.bytes(chunk, at, &mut take);
        }
        preface.flush(&mut take);
        let client = preface.proxied().and_then(|proxied| proxied.client);
        (parts, client.map(|client| client.to_string()))
    }

    #[test]
    fn a_header_is_no_part_of_the_dialogue() {
        let header = b"PROXY TCP4 192.0.2.1 192.0.2.2 5 21\r\n";
        let client = Some("192.0.2.1:5".to_owned());
        let whole = [&header[..], b"USER a"].concat();
        let parts = vec!["header 37".to_owned(), "1 USER a".into()];
        assert_eq!(run(&[&whole]), (parts, client.clone()));
        let parts = vec!["header 37".to_owned(), "3 USER a".into()];
        assert_eq!(
            run(&[&header[..9], &header[9..], b"USER a"]),
            (parts, client)
        );
    }

    #[test]
    fn what_is_no_header_keeps_its_frames() {
        let parts = vec!["1 P".to_owned(), "2 ASS x".into(), "3 y".into()];
        assert_eq!(run(&[b"P", b"ASS x", b"y"]), (parts, None));
        assert_eq!(run(&[b"PROXY"]), (vec!["1 PROXY".to_owned()], None));
    }
}
