//! The ports that are assigned to FTP.

/// Where servers listen for control connections (RFC 959 section 8).
pub const CONTROL_PORT: u16 = 21;
/// The same where TLS begins with the first byte: IANA's `ftps`, which no RFC specifies.
pub const IMPLICIT_TLS_PORT: u16 = 990;
/// From where servers open active data connections (RFC 959 section 8).
pub const DATA_PORT: u16 = 20;

/// From where a server opens active data connections by RFC 959 section 3.2: the port one below
/// that of its control connection.
pub fn data_port(control: u16) -> u16 {
    control.saturating_sub(1)
}

/// True for a port that a server opens active data connections from because it is one for data:
/// that of RFC 959, or 20 although the control connection is not at 21, as servers do whose data
/// port is a setting of its own.
pub fn is_data_port(port: u16, control: u16) -> bool {
    port == data_port(control) || port == DATA_PORT
}
