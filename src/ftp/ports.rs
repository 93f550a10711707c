//! The ports that are assigned to FTP.

/// Where servers listen for control connections (RFC 959 section 8).
pub const CONTROL_PORT: u16 = 21;
/// The same where TLS begins with the first byte: IANA's `ftps`, which no RFC specifies.
pub const IMPLICIT_TLS_PORT: u16 = 990;
/// From where servers open active data connections (RFC 959 section 8).
pub const DATA_PORT: u16 = 20;
