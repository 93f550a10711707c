//! What a connection has shown, for those who ask.

use crate::model::{At, Certificate, Text};
use crate::tls::evidence::Evidence;
use crate::tls::hello::{ClientHello, Random, ServerHello};
use crate::tls::opened::Opened;

use super::{Begins, TLS13, TlsConnection};

impl TlsConnection {
    /// A record was found.
    pub fn is_tls(&self) -> bool {
        self.directions
            .iter()
            .any(|direction| direction.evidence.first.is_some())
    }

    /// It may hold the control channel of a session.
    pub fn is_dialogue(&self) -> bool {
        self.begins == Begins::WithLine
    }

    /// True if TLS has begun in that direction and has not ended.
    pub fn is_inside(&self, side: usize) -> bool {
        self.directions[side].is_tls()
    }

    /// What each direction showed.
    pub fn evidence(&self, side: usize) -> &Evidence {
        &self.directions[side].evidence
    }

    /// The direction that is the TLS client: the `ClientHello` came from there.
    pub fn client(&self) -> Option<usize> {
        let by_hello = self.client.as_ref().map(|&(side, _)| side);
        by_hello.or_else(|| self.opened()?.client)
    }

    /// What the client offered.
    pub fn client_hello(&self) -> Option<&ClientHello> {
        self.client.as_ref().map(|(_, hello)| hello)
    }

    /// The randoms of the client, of every handshake that names one: by them key logs know the
    /// connection.
    pub fn client_randoms(&self) -> &[Random] {
        &self.randoms
    }

    /// The certificate of the server, the first that it showed.
    pub fn certificate(&self) -> Option<&Certificate> {
        self.certificate.as_ref()
    }

    /// True where the server asked the client for a certificate, and the client said that it has
    /// none.
    pub fn lacks_client_certificate(&self) -> bool {
        self.asks_client && self.client_has_none
    }

    /// The protocol that the server chose (ALPN).
    pub fn protocol(&self) -> Option<&Text> {
        let told = self
            .server_hello()
            .and_then(|hello| hello.protocol.as_ref());
        told.or(self.encrypted_protocol.as_ref())
    }

    /// What the server chose.
    pub fn server_hello(&self) -> Option<&ServerHello> {
        self.server.as_ref().map(|(_, hello)| hello)
    }

    /// What came of opening it; `None` where there are no secrets.
    pub fn opened(&self) -> Option<&Opened> {
        self.opener.as_ref().map(|opener| opener.opened())
    }

    /// The suite of TLS 1.3, where no hello told it but the record that opened.
    pub fn found_suite(&self) -> Option<u16> {
        self.opener.as_ref().and_then(|opener| opener.found_suite())
    }

    /// Records of both directions.
    pub fn records_seen(&self) -> u64 {
        self.directions
            .iter()
            .map(|direction| direction.records)
            .sum()
    }

    /// Those among them that stay sealed.
    pub fn sealed_records(&self) -> u64 {
        self.directions
            .iter()
            .map(|direction| direction.sealed)
            .sum()
    }

    /// Where a direction was ended by `close_notify`.
    pub fn close_notify(&self, side: usize) -> Option<At> {
        self.directions[side].close_notify
    }

    /// Bytes of application data of records that the present frame completed in that direction.
    pub fn plain(&self, side: usize) -> u64 {
        self.directions[side].plain
    }

    /// That data, of a control connection.
    pub fn text(&self, side: usize) -> &[u8] {
        &self.directions[side].text
    }

    /// The handshake goes on with an earlier session: the server took the client's key (TLS 1.3),
    /// or repeats its session id, or changes its cipher at once (RFC 5077 section 3.1). `None`
    /// where that cannot be told.
    pub fn is_resumed(&self) -> Option<bool> {
        let server = self.server_hello().filter(|hello| !hello.retry)?;
        if server.version >= TLS13 {
            return Some(server.takes_psk);
        }
        if self.full {
            return Some(false);
        }
        let (side, client) = self.client.as_ref()?;
        let answers = &self.directions[1 - side];
        let same_id = !server.session_id.is_empty() && server.session_id == client.session_id;
        let at_once = answers.evidence.finished.is_some() && !answers.evidence.lost;
        (same_id || at_once).then_some(true)
    }

    /// Hellos that were not read because they are longer than the limit.
    pub fn hellos_too_long(&self) -> u64 {
        self.directions
            .iter()
            .map(|direction| direction.messages.too_long())
            .sum()
    }
}
