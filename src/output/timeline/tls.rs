//! TLS records and handshake messages in Wireshark's words.

use std::fmt::Write as _;

use crate::model::TlsRecord;

/// Adds the name of a record.
pub(super) fn push(text: &mut String, record: TlsRecord) {
    text.push_str(match record {
        TlsRecord::ChangeCipherSpec => "Change Cipher Spec",
        TlsRecord::Alert { level, description } => return push_alert(text, level, description),
        TlsRecord::EncryptedAlert => "Encrypted Alert",
        TlsRecord::Handshake(kind) => message(kind),
        TlsRecord::HelloRetryRequest => "Hello Retry Request",
        TlsRecord::EncryptedHandshake => "Encrypted Handshake Message",
        TlsRecord::ApplicationData => "Application Data",
        TlsRecord::Heartbeat => "Encrypted Heartbeat",
        TlsRecord::Continuation => "Continuation Data",
    });
}

/// Handshake message types of IANA's registry.
fn message(kind: u8) -> &'static str {
    match kind {
        0 => "Hello Request",
        1 => "Client Hello",
        2 => "Server Hello",
        3 => "Hello Verify Request",
        4 => "New Session Ticket",
        5 => "End of Early Data",
        6 => "Hello Retry Request",
        8 => "Encrypted Extensions",
        11 => "Certificate",
        12 => "Server Key Exchange",
        13 => "Certificate Request",
        14 => "Server Hello Done",
        15 => "Certificate Verify",
        16 => "Client Key Exchange",
        20 => "Finished",
        21 => "Certificate URL",
        22 => "Certificate Status",
        23 => "Supplemental Data",
        24 => "Key Update",
        25 => "Compressed Certificate",
        _ => "Encrypted Handshake Message",
    }
}

fn push_alert(text: &mut String, level: u8, description: u8) {
    let level = match level {
        1 => "Warning",
        2 => "Fatal",
        _ => return text.push_str("Encrypted Alert"),
    };
    let Some(description) = alert(description) else {
        return text.push_str("Encrypted Alert");
    };
    let _ = write!(text, "Alert (Level: {level}, Description: {description})");
}

/// Alert descriptions (RFC 8446 section 6, RFC 5246 section 7.2).
fn alert(description: u8) -> Option<&'static str> {
    Some(match description {
        0 => "Close Notify",
        1 => "End of Early Data",
        10 => "Unexpected Message",
        20 => "Bad Record MAC",
        21 => "Decryption Failed",
        22 => "Record Overflow",
        30 => "Decompression Failure",
        40 => "Handshake Failure",
        41 => "No Certificate",
        42 => "Bad Certificate",
        43 => "Unsupported Certificate",
        44 => "Certificate Revoked",
        45 => "Certificate Expired",
        46 => "Certificate Unknown",
        47 => "Illegal Parameter",
        48 => "Unknown CA",
        49 => "Access Denied",
        50 => "Decode Error",
        51 => "Decrypt Error",
        60 => "Export Restriction",
        70 => "Protocol Version",
        71 => "Insufficient Security",
        80 => "Internal Error",
        86 => "Inappropriate Fallback",
        90 => "User Canceled",
        100 => "No Renegotiation",
        109 => "Missing Extension",
        110 => "Unsupported Extension",
        111 => "Certificate Unobtainable",
        112 => "Unrecognized Name",
        113 => "Bad Certificate Status Response",
        114 => "Bad Certificate Hash Value",
        115 => "Unknown PSK Identity",
        116 => "Certificate Required",
        120 => "No application Protocol",
        _ => return None,
    })
}
