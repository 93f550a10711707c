//! What one end of a connection does.

use super::super::certificate::certificate;
use super::super::keyed::Keyed;
use super::super::story::Passage;
use super::super::tcp::{ACK, FIN, PSH, RST, SYN, Segment, Side, URG};
use super::super::tls::{self, Tls};
use super::bytes::hexadecimal;
use super::{Fault, Teller, number, pair};

impl Teller {
    /// What stands behind `data>`: how it fares, what it is, and its text.
    pub(super) fn send(&mut self, from: Side, action: &str) -> Result<(), Fault> {
        let (passage, action) = passage(action)?;
        let (verb, rest) = action.split_once(' ').unwrap_or((action, ""));
        match verb {
            // a SYN that was not answered is sent again
            "syn" if self.story.begun(from) => return self.again(from, "", passage),
            "syn" => self.segment(from, SYN, &[], passage),
            "syn-ack" => self.segment(from, SYN | ACK, &[], passage),
            "ack" => self.segment(from, ACK, &[], passage),
            "fin" => self.segment(from, FIN | ACK, &[], passage),
            "rst" => self.reset(from, passage),
            "handshake" => self.story.handshake(from),
            "hellos" => return self.hellos(from, rest),
            "close" => self.story.close(from),
            "refused" => self.refused(from, passage),
            "again" => return self.again(from, rest, passage),
            "ack-beyond" => self.story.ack_beyond(from, number(rest)?),
            "icmp" => return self.icmp(from, rest),
            "skip" => self.skip(from, number(rest)?, passage),
            "repeat" => return self.repeat(from, rest, passage),
            _ => return self.speak(from, verb, rest, passage),
        }
        Ok(())
    }

    /// One segment of bytes.
    fn speak(&mut self, from: Side, verb: &str, rest: &str, passage: Passage) -> Result<(), Fault> {
        match verb {
            "line" => {
                let line = [self.bytes(rest)?, b"\r\n".to_vec()].concat();
                self.spoken(from, &line, passage);
            }
            "urgent" => {
                let bytes = self.bytes(rest)?;
                let mut segment = self.story.cut(from, PSH | ACK | URG, &bytes);
                segment.urgent = bytes.len() as u16;
                self.pass(segment, passage);
            }
            _ => {
                let bytes = match verb {
                    "send" => self.bytes(rest)?,
                    "block-b" => self.block_b(rest)?,
                    "block-e" => self.block_e(rest)?,
                    _ => self.tls_bytes(from, verb, rest)?,
                };
                self.spoken(from, &bytes, passage);
            }
        }
        Ok(())
    }

    /// Bytes, after the handshake where nobody has sent anything yet.
    fn spoken(&mut self, from: Side, bytes: &[u8], passage: Passage) {
        if !self.story.begun(from) {
            let originator = if from.is_originator() {
                from
            } else {
                from.other()
            };
            self.story.handshake(originator);
        }
        for segment in self.story.parts(from, bytes) {
            self.pass(segment, passage);
        }
    }

    fn segment(&mut self, from: Side, flags: u8, bytes: &[u8], passage: Passage) {
        let segment = self.story.cut(from, flags, bytes);
        self.pass(segment, passage);
    }

    fn pass(&mut self, segment: Segment, passage: Passage) {
        self.story.pass(&segment, passage);
        self.sent.insert(segment.from.index(), segment);
    }

    fn reset(&mut self, from: Side, passage: Passage) {
        self.segment(from, RST | ACK, &[], passage);
        self.story.gone(from);
        if passage.arrives {
            self.story.gone(from.other());
        }
    }

    fn refused(&mut self, from: Side, passage: Passage) {
        self.segment(from, SYN, &[], passage);
        self.story.refuse(from.other());
        self.story.gone(from.other());
    }

    /// A host, and the code with which it says that the last segment did not arrive.
    fn icmp(&mut self, from: Side, rest: &str) -> Result<(), Fault> {
        let (by, code) = pair(rest)?;
        let by = by.parse().map_err(|_| format!("no address: {by}"))?;
        let last = self.sent.get(&from.index()).ok_or("nothing was sent")?;
        self.story.unreachable(last, by, number(code)?);
        Ok(())
    }

    /// The last segment once more, or these bytes in the place of the last ones.
    fn again(&mut self, from: Side, text: &str, passage: Passage) -> Result<(), Fault> {
        let last = self.sent.get(&from.index());
        let mut segment = last.ok_or("nothing was sent")?.clone();
        if !text.is_empty() {
            let payload = self.bytes(text)?;
            segment.number = self.story.next(from) - payload.len() as u64;
            segment.payload = payload;
        }
        self.story.pass(&segment, passage);
        Ok(())
    }

    fn skip(&mut self, from: Side, bytes: i64, passage: Passage) {
        let range = self.story.skip(from, bytes);
        if passage.arrives {
            self.story.receive(from.other(), range);
        }
    }

    fn repeat(&mut self, from: Side, rest: &str, passage: Passage) -> Result<(), Fault> {
        let (count, text) = pair(rest)?;
        let bytes = self.bytes(text)?.repeat(number(count)?);
        for (index, segment) in self.story.parts(from, &bytes).into_iter().enumerate() {
            self.pass(segment, passage);
            if passage.arrives && !passage.spoilt && index % 2 == 1 {
                self.story.ack(from.other());
            }
        }
        Ok(())
    }
}

/// Forms of transfers and of TLS.
impl Teller {
    /// RFC 959 3.4.2: descriptor, count, bytes.
    fn block_b(&self, rest: &str) -> Result<Vec<u8>, Fault> {
        let (descriptor, text) = rest.split_once(' ').unwrap_or((rest, ""));
        let bytes = self.bytes(text)?;
        let count = (bytes.len() as u16).to_be_bytes();
        Ok([&[hexadecimal::<u8>(descriptor)?], &count[..], &bytes].concat())
    }

    /// GFD.20, extended block mode: descriptor, count, offset, bytes.
    fn block_e(&self, rest: &str) -> Result<Vec<u8>, Fault> {
        let (descriptor, rest) = pair(rest)?;
        let (offset, text) = rest.split_once(' ').unwrap_or((rest, ""));
        let bytes = self.bytes(text)?;
        let count = (bytes.len() as u64).to_be_bytes();
        let offset = number::<u64>(offset)?.to_be_bytes();
        Ok([
            &[hexadecimal::<u8>(descriptor)?],
            &count[..],
            &offset,
            &bytes,
        ]
        .concat())
    }

    /// What the two ends say first, and what the other one chooses.
    fn hellos(&mut self, from: Side, choice: &str) -> Result<(), Fault> {
        self.send(from, "client-hello ftp.example")?;
        self.send(from.other(), &format!("server-choice {choice}"))
    }

    fn tls_bytes(&mut self, from: Side, verb: &str, rest: &str) -> Result<Vec<u8>, Fault> {
        let originator = if from.is_originator() {
            from
        } else {
            from.other()
        };
        let seed = originator.index() as u64 + 989;
        let tls = self
            .tls
            .entry(originator.index())
            .or_insert_with(|| Tls::new(seed));
        Ok(match verb {
            "client-hello" => tls.client_hello(rest),
            "server-hello" => tls.server_hello(),
            "client-finished" => tls.client_finished(),
            "server-choice" => {
                let (version, cipher) = pair(rest)?;
                tls.server_choice(hexadecimal(version)?, hexadecimal(cipher)?)
            }
            "sealed" => tls.sealed(number(rest)?),
            "record" => {
                let (kind, length) = pair(rest)?;
                tls.noise(number(kind)?, number(length)?)
            }
            "handshake-message" => {
                let (kind, length) = pair(rest)?;
                tls.handshake_message(number(kind)?, number(length)?)
            }
            "certificate" => {
                let words: Vec<&str> = rest.split(' ').collect();
                let [subject, issuer, until] = words[..] else {
                    return Err(format!(
                        "a subject, an issuer and a day are needed, not `{rest}`"
                    ));
                };
                Tls::certificate(&certificate(subject, issuer, until))
            }
            "alert" => {
                let (level, description) = pair(rest)?;
                tls::alert(number(level)?, number(description)?)
            }
            _ => return self.keyed_bytes(from, verb, rest),
        })
    }

    /// TLS that the secrets in the file open.
    fn keyed_bytes(&mut self, from: Side, verb: &str, rest: &str) -> Result<Vec<u8>, Fault> {
        let text = self.bytes(rest)?;
        let by_client = from.is_originator();
        let originator = if by_client { from } else { from.other() };
        let seed = originator.index() as u64 + 1301;
        let keyed = self
            .keyed
            .entry(originator.index())
            .or_insert_with(|| Keyed::new(seed));
        Ok(match verb {
            "tls-hello" if by_client => {
                let hello = keyed.client_hello(rest);
                self.story.tell_secrets(&keyed.key_log());
                hello
            }
            "tls-hello" => keyed.server_hello(&certificate(rest, "Lab", "351231")),
            "tls-finished" => keyed.client_finished(),
            "tls-line" => keyed.data(by_client, &[text, b"\r\n".to_vec()].concat()),
            "tls-send" => keyed.data(by_client, &text),
            "tls-close" => keyed.close_notify(by_client),
            _ => return Err(format!("no such action: {verb}")),
        })
    }
}

/// How a segment fares, and what stands behind the words that say so.
fn passage(mut action: &str) -> Result<(Passage, &str), Fault> {
    let mut passage = Passage::GOOD;
    while let Some((word, rest)) = action.split_once(' ') {
        match word {
            "lost" => passage.arrives = false,
            "unseen" => passage.seen = false,
            "vanished" => (passage.seen, passage.arrives) = (false, false),
            "spoilt" => passage.spoilt = true,
            _ => match word.strip_prefix("ttl=") {
                Some(ttl) => passage.ttl = Some(number(ttl)?),
                None => break,
            },
        }
        action = rest;
    }
    Ok((passage, action))
}
