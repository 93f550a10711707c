//! What a capture without FTP holds instead.

/// A protocol, as the first bytes of a connection show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Protocol {
    /// SSH, in which SFTP runs (RFC 4253).
    Ssh,
    /// TLS (RFC 8446): perhaps FTPS on a port of its own.
    Tls,
    /// HTTP (RFC 9112).
    Http,
    /// SMB.
    Smb,
    /// Mail: SMTP, POP3 or IMAP.
    Mail,
    /// Telnet (RFC 854).
    Telnet,
    /// None of these.
    Unknown,
}

/// Connections of one protocol to one port.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OtherTraffic {
    /// The protocol.
    pub protocol: Protocol,
    /// The TCP port of the responder.
    pub port: u16,
    /// How many connections.
    pub connections: u64,
}
