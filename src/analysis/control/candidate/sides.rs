//! Which side of a connection is the client.
//!
//! That follows from the port where that is a control port, and from what is said otherwise. Where
//! the side that should send commands sends codes, the first [`WEIGHED_LINES`] lines of each side
//! are counted: commands of the one and codes of the other speak for a side. Either side may have
//! chosen a control port as its own.

use crate::analysis::control::look::{is_command, is_neighbour};
use crate::analysis::control::{ChannelEvent, PortSet};
use crate::ftp;
use crate::tcp::Side;

use super::Control;

/// Lines of each side that tell which of them is the client.
const WEIGHED_LINES: usize = 64;

impl Control {
    /// The side that sends commands, where the control channel is FTP.
    pub(super) fn client(&self, control_ports: &PortSet) -> Option<Side> {
        if self.on_control_port {
            self.client_by_port(control_ports)
        } else {
            self.client_by_content()
        }
    }

    /// On any other port it takes the greeting (in mid-stream a reply) of one side and a verb of
    /// the other.
    fn client_by_content(&self) -> Option<Side> {
        if self.foreign {
            return None;
        }
        Side::BOTH.into_iter().find(|&client| {
            let server = client.other();
            let greeted = match self.lines(server).next() {
                Some(first) if self.from_beginning && !first.head_lost => self.greets(server),
                Some(_) => {
                    let neighbour = Side::BOTH
                        .into_iter()
                        .any(|s| is_neighbour(self.connection.key.endpoint(s).port()));
                    !neighbour
                        && self
                            .lines(server)
                            .any(|l| ftp::starts_with_code(l.text.bytes()))
                }
                None => false,
            };
            greeted && self.lines(client).any(|l| is_command(l.text.bytes()))
        })
    }

    /// 220, or 120 and then 220 (RFC 959 section 5.4).
    fn greets(&self, server: Side) -> bool {
        let mut coded = self
            .lines(server)
            .filter(|l| !l.text.bytes().starts_with(b"120"));
        coded
            .next()
            .is_some_and(|l| l.text.bytes().starts_with(b"220"))
    }

    /// On a control port one line of FTP suffices, or TLS from the first byte if it is not port 21.
    /// Where it is the client's own port that is a control port, it takes as much as on any
    /// other.
    fn client_by_port(&self, control_ports: &PortSet) -> Option<Side> {
        let key = &self.connection.key;
        let is_control = |side: Side| control_ports.contains(key.endpoint(side).port());
        let server = Side::BOTH
            .into_iter()
            .filter(|&side| is_control(side))
            .max_by_key(|&side| side != self.connection.opener)?;
        let is_mistaken = self.are_sides_mistaken(server.other());
        if is_mistaken && !is_control(server.other()) {
            return self.client_by_content();
        }
        let client = if is_mistaken { server } else { server.other() };
        let server = client.other();
        let spoken = self.spoken(client) > 0;
        let implicit = key.endpoint(server).port() != ftp::CONTROL_PORT
            && matches!(
                self.channels[client.index()].events().first(),
                Some(ChannelEvent::TlsBegins(_))
            );
        let hidden = !self.from_beginning && self.is_encrypted_both_ways();
        (spoken || implicit || hidden).then_some(client)
    }

    /// What is said decides who is who, not the ports, which either side may choose. Looked at
    /// closely only where the side that should send commands sends codes.
    fn are_sides_mistaken(&self, client: Side) -> bool {
        let says_codes = self
            .lines(client)
            .take(WEIGHED_LINES)
            .any(|line| ftp::starts_with_code(line.text.bytes()));
        says_codes && self.spoken(client.other()) > self.spoken(client)
    }

    /// What speaks for a side as the client: its commands, and the replies of the other. A welcome
    /// whose lines begin like commands is outvoted by its codes.
    fn spoken(&self, client: Side) -> usize {
        let commands = self
            .lines(client)
            .take(WEIGHED_LINES)
            .filter(|line| is_command(line.text.bytes()));
        let replies = self
            .lines(client.other())
            .take(WEIGHED_LINES)
            .filter(|line| ftp::starts_with_code(line.text.bytes()));
        commands.count() + replies.count()
    }

    fn is_encrypted_both_ways(&self) -> bool {
        Side::BOTH
            .into_iter()
            .all(|side| self.tls.evidence(side.index()).finished.is_some())
    }
}
