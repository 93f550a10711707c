//! What a capture without FTP holds instead.

/// A protocol, as the first bytes of a connection show it, or the first datagrams.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
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
    /// TFTP (RFC 1350), over UDP: another protocol than FTP, without a login.
    Tftp,
    /// None of these.
    Unknown,
}

/// Connections of one protocol to one port; of TFTP, requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OtherTraffic {
    /// The protocol.
    pub protocol: Protocol,
    /// The TCP port of the responder, or the UDP port; of TFTP whose request is not in the capture,
    /// the port of who sends the file.
    pub port: u16,
    /// How many connections.
    pub connections: u64,
}
