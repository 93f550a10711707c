//! The words of the contract for the values of the records: never translated, never changed.

use crate::capture::LinkType;
#[cfg(feature = "archive")]
use crate::capture::formats;
use crate::decode::{link_name, supported};
use crate::model::EntryKind;
use crate::model::{
    ActionKind, CaptureSummary, Close, Compression, ConnectionEnd, ConnectionRole, Container,
    ControlFacts, DataType, Direction, ExpectedFrom, Handshake, Login, MatchedBy, Mode,
    OfferOutcome, Outcome, Protocol, Role, SessionMode, Severity, Stage, TlsFailureReason,
    TlsStart, TlsState, Transfer, TransferMode, TransferState,
};

pub(crate) fn container(container: Container) -> &'static str {
    match container {
        Container::Pcap => "pcap",
        Container::PcapNg => "pcapng",
        Container::Snoop => "snoop",
        Container::NetMon => "netmon",
        Container::Erf => "erf",
    }
}

pub(crate) fn compression(compression: Compression) -> &'static str {
    compression.name()
}

/// The container of a name.
#[cfg(feature = "archive")]
pub(crate) fn container_of(name: &str) -> Option<Container> {
    formats::containers().find(|&one| container(one) == name)
}

/// The compression of a name.
#[cfg(feature = "archive")]
pub(crate) fn compression_of(name: &str) -> Option<Compression> {
    Compression::ALL.into_iter().find(|one| one.name() == name)
}

/// The name of a link type, or its number where nothing here reads it.
pub(crate) fn link_type(link: LinkType) -> String {
    link_name(link).map_or_else(|| link.0.to_string(), str::to_owned)
}

/// `189 (USB_LINUX)`: the link types of a file that nothing here reads.
pub(crate) fn unsupported_links(capture: &CaptureSummary) -> String {
    let links = capture.link_types.iter().copied();
    let unread = links.filter(|&link| supported().all(|(known, _)| known != link));
    let named = unread.map(|link| {
        link_name(link).map_or_else(|| link.0.to_string(), |name| format!("{} ({name})", link.0))
    });
    named.collect::<Vec<String>>().join(", ")
}

pub(crate) fn handshake(handshake: Handshake) -> &'static str {
    match handshake {
        Handshake::Complete => "complete",
        Handshake::Partial => "partial",
        Handshake::Missing => "missing",
    }
}

pub(crate) fn close(close: Close) -> &'static str {
    match close {
        Close::Fin => "fin",
        Close::Reset => "reset",
        Close::Open => "open",
    }
}

pub(crate) fn connection_end(end: ConnectionEnd) -> &'static str {
    match end {
        ConnectionEnd::Opener => "opener",
        ConnectionEnd::Listener => "listener",
    }
}

/// What came of TLS; `None` where the capture does not show it.
pub(crate) fn tls_state(state: TlsState) -> Option<&'static str> {
    match state {
        TlsState::Unknown => None,
        TlsState::Established => Some("established"),
        TlsState::Failed(_) => Some("failed"),
        TlsState::Mismatch(_) => Some("mismatch"),
    }
}

/// What ended a handshake.
pub(crate) fn tls_failure(reason: TlsFailureReason) -> &'static str {
    match reason {
        TlsFailureReason::Alert(_) | TlsFailureReason::SealedAlert => "alert",
        TlsFailureReason::Reset => "reset",
        TlsFailureReason::Closed => "closed",
        TlsFailureReason::Silent => "silent",
    }
}

/// The TLS of a control connection for people: how it began, or that nothing came of it.
pub(crate) fn tls_word(control: &ControlFacts) -> Option<&'static str> {
    match control.tls_state {
        Some(state @ (TlsState::Failed(_) | TlsState::Mismatch(_))) => tls_state(state),
        Some(TlsState::Established | TlsState::Unknown) | None => control.tls.map(tls),
    }
}

/// How TLS began.
pub(crate) fn tls(tls: TlsStart) -> &'static str {
    match tls {
        TlsStart::Explicit => "explicit",
        TlsStart::Implicit => "implicit",
    }
}

pub(crate) fn login(login: Login) -> &'static str {
    match login {
        Login::Accepted => "accepted",
        Login::Rejected => "rejected",
        Login::None => "none",
        Login::Unknown => "unknown",
    }
}

pub(crate) fn mode(mode: Option<Mode>) -> &'static str {
    match mode {
        Some(Mode::Active) => "active",
        Some(Mode::Passive) => "passive",
        None => "unknown",
    }
}

pub(crate) fn session_mode(mode: SessionMode) -> &'static str {
    match mode {
        SessionMode::Active => "active",
        SessionMode::Passive => "passive",
        SessionMode::Mixed => "mixed",
        SessionMode::None => "none",
        SessionMode::Unknown => "unknown",
    }
}

pub(crate) fn offer_outcome(outcome: OfferOutcome) -> &'static str {
    match outcome {
        OfferOutcome::Rejected => "rejected",
        OfferOutcome::Connected => "connected",
        OfferOutcome::Refused => "refused",
        OfferOutcome::Unanswered => "unanswered",
        OfferOutcome::NeverTried => "never_tried",
        OfferOutcome::Replaced => "replaced",
        OfferOutcome::NotCaptured => "not_captured",
    }
}

pub(crate) fn matched_by(matched_by: MatchedBy) -> &'static str {
    match matched_by {
        MatchedBy::Exact => "exact",
        MatchedBy::Peer => "peer",
        MatchedBy::Port => "port",
        MatchedBy::Inferred => "inferred",
    }
}

pub(crate) fn connection_role(role: ConnectionRole) -> &'static str {
    match role {
        ConnectionRole::Control => "control",
        ConnectionRole::Data => "data",
    }
}

pub(crate) fn role(role: Role) -> &'static str {
    match role {
        Role::Client => "client",
        Role::Server => "server",
        Role::OtherServer(_) => "other_server",
        Role::ThirdParty => "third_party",
    }
}

/// The key of its name in the catalogue, as in "client opens ...".
pub(crate) fn role_message(role: Role) -> &'static str {
    match role {
        Role::Client => "role-client",
        Role::Server => "role-server",
        Role::OtherServer(_) => "role-other-server",
        Role::ThirdParty => "role-third-party",
    }
}

pub(crate) fn stage(stage: Stage) -> &'static str {
    match stage {
        Stage::Refused => "refused",
        Stage::Ended => "ended",
        Stage::Begun => "begun",
        Stage::Connected => "connected",
        Stage::Tried => "tried",
        Stage::NeverTried => "never_tried",
        Stage::Requested => "requested",
    }
}

pub(crate) fn direction(direction: Direction) -> &'static str {
    match direction {
        Direction::Download => "download",
        Direction::Upload => "upload",
        Direction::Listing => "listing",
    }
}

pub(crate) fn data_type(data_type: DataType) -> &'static str {
    match data_type {
        DataType::Ascii => "ascii",
        DataType::Image => "image",
        DataType::Ebcdic => "ebcdic",
        DataType::Local => "local",
    }
}

pub(crate) fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Completed => "completed",
        Outcome::Aborted => "aborted",
        Outcome::Failed => "failed",
        Outcome::Unfinished => "unfinished",
    }
}

pub(crate) fn transfer_state(state: TransferState) -> &'static str {
    match state {
        TransferState::Refused => "refused",
        TransferState::Hidden => "hidden",
        TransferState::Complete => "complete",
        TransferState::Gaps => "gaps",
        TransferState::Short => "short",
        TransferState::Unproven => "unproven",
        TransferState::Aborted => "aborted",
        TransferState::Failed => "failed",
        TransferState::Unfinished => "unfinished",
    }
}

/// The message of what came of a transfer.
pub(crate) fn outcome_message(transfer: &Transfer) -> String {
    match transfer.state() {
        TransferState::Unproven if transfer.connection.is_none() => {
            "outcome-unproven-unseen".to_owned()
        }
        TransferState::Hidden if transfer.outcome == Outcome::Completed => {
            "outcome-hidden-bytes".to_owned()
        }
        TransferState::Hidden if transfer.command.is_some() => "outcome-hidden-result".to_owned(),
        state => format!("outcome-{}", transfer_state(state)),
    }
}

/// What was done with a file, in JSON and in the names of messages.
pub(crate) fn action(kind: ActionKind) -> &'static str {
    match kind {
        ActionKind::Stored => "stored",
        ActionKind::Fetched => "fetched",
        ActionKind::Deleted => "deleted",
        ActionKind::Renamed => "renamed",
        ActionKind::FolderMade => "folder-made",
        ActionKind::FolderRemoved => "folder-removed",
        ActionKind::Site => "site",
    }
}

pub(crate) fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "info",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}

/// A protocol beside FTP, in JSON.
pub(crate) fn protocol_value(protocol: Protocol) -> &'static str {
    match protocol {
        Protocol::Ssh => "ssh",
        Protocol::Tls => "tls",
        Protocol::Http => "http",
        Protocol::Smb => "smb",
        Protocol::Mail => "mail",
        Protocol::Telnet => "telnet",
        Protocol::Tftp => "tftp",
        Protocol::Unknown => "unknown",
    }
}

/// A protocol beside FTP.
pub(crate) fn protocol(protocol: Protocol) -> &'static str {
    match protocol {
        Protocol::Ssh => "SSH",
        Protocol::Tls => "TLS",
        Protocol::Http => "HTTP",
        Protocol::Smb => "SMB",
        Protocol::Mail => "mail",
        Protocol::Telnet => "Telnet",
        Protocol::Tftp => "TFTP",
        Protocol::Unknown => "unknown",
    }
}

pub(crate) fn transfer_mode(mode: TransferMode) -> &'static str {
    match mode {
        TransferMode::Stream => "stream",
        TransferMode::Block => "block",
        TransferMode::Compressed => "compressed",
        TransferMode::ExtendedBlock => "extended_block",
        TransferMode::Deflate => "deflate",
    }
}

pub(crate) fn expected_from(source: ExpectedFrom) -> &'static str {
    match source {
        ExpectedFrom::Reply => "reply",
        ExpectedFrom::Size => "size",
        ExpectedFrom::Mlst => "mlst",
        ExpectedFrom::Mlsd => "mlsd",
        ExpectedFrom::List => "list",
    }
}

/// The IANA name of a cipher suite that FTPS uses or a reader should beware of, else its number.
pub(crate) fn cipher_suite(suite: u16) -> String {
    let name = match suite {
        0x0000 => "TLS_NULL_WITH_NULL_NULL",
        0x0001 => "TLS_RSA_WITH_NULL_MD5",
        0x0002 => "TLS_RSA_WITH_NULL_SHA",
        0x0003 => "TLS_RSA_EXPORT_WITH_RC4_40_MD5",
        0x0004 => "TLS_RSA_WITH_RC4_128_MD5",
        0x0005 => "TLS_RSA_WITH_RC4_128_SHA",
        0x000a => "TLS_RSA_WITH_3DES_EDE_CBC_SHA",
        0x0016 => "TLS_DHE_RSA_WITH_3DES_EDE_CBC_SHA",
        0x0018 => "TLS_DH_anon_WITH_RC4_128_MD5",
        0x001b => "TLS_DH_anon_WITH_3DES_EDE_CBC_SHA",
        0x002f => "TLS_RSA_WITH_AES_128_CBC_SHA",
        0x0033 => "TLS_DHE_RSA_WITH_AES_128_CBC_SHA",
        0x0034 => "TLS_DH_anon_WITH_AES_128_CBC_SHA",
        0x0035 => "TLS_RSA_WITH_AES_256_CBC_SHA",
        0x0039 => "TLS_DHE_RSA_WITH_AES_256_CBC_SHA",
        0x003a => "TLS_DH_anon_WITH_AES_256_CBC_SHA",
        0x003b => "TLS_RSA_WITH_NULL_SHA256",
        0x003c => "TLS_RSA_WITH_AES_128_CBC_SHA256",
        0x003d => "TLS_RSA_WITH_AES_256_CBC_SHA256",
        0x0041 => "TLS_RSA_WITH_CAMELLIA_128_CBC_SHA",
        0x0045 => "TLS_DHE_RSA_WITH_CAMELLIA_128_CBC_SHA",
        0x0067 => "TLS_DHE_RSA_WITH_AES_128_CBC_SHA256",
        0x006b => "TLS_DHE_RSA_WITH_AES_256_CBC_SHA256",
        0x006c => "TLS_DH_anon_WITH_AES_128_CBC_SHA256",
        0x006d => "TLS_DH_anon_WITH_AES_256_CBC_SHA256",
        0x0084 => "TLS_RSA_WITH_CAMELLIA_256_CBC_SHA",
        0x0088 => "TLS_DHE_RSA_WITH_CAMELLIA_256_CBC_SHA",
        0x009c => "TLS_RSA_WITH_AES_128_GCM_SHA256",
        0x009d => "TLS_RSA_WITH_AES_256_GCM_SHA384",
        0x009e => "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256",
        0x009f => "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384",
        0x00a6 => "TLS_DH_anon_WITH_AES_128_GCM_SHA256",
        0x00a7 => "TLS_DH_anon_WITH_AES_256_GCM_SHA384",
        0x1301 => "TLS_AES_128_GCM_SHA256",
        0x1302 => "TLS_AES_256_GCM_SHA384",
        0x1303 => "TLS_CHACHA20_POLY1305_SHA256",
        0x1304 => "TLS_AES_128_CCM_SHA256",
        0x1305 => "TLS_AES_128_CCM_8_SHA256",
        0xc011 => "TLS_ECDHE_RSA_WITH_RC4_128_SHA",
        0xc012 => "TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA",
        0xc009 => "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA",
        0xc00a => "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA",
        0xc013 => "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
        0xc014 => "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA",
        0xc018 => "TLS_ECDH_anon_WITH_AES_128_CBC_SHA",
        0xc019 => "TLS_ECDH_anon_WITH_AES_256_CBC_SHA",
        0xc023 => "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256",
        0xc024 => "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384",
        0xc027 => "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256",
        0xc028 => "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384",
        0xc02b => "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
        0xc02c => "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
        0xc02f => "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
        0xc030 => "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
        0xc050 => "TLS_RSA_WITH_ARIA_128_GCM_SHA256",
        0xc051 => "TLS_RSA_WITH_ARIA_256_GCM_SHA384",
        0xc09c => "TLS_RSA_WITH_AES_128_CCM",
        0xc09d => "TLS_RSA_WITH_AES_256_CCM",
        0xc09e => "TLS_DHE_RSA_WITH_AES_128_CCM",
        0xc09f => "TLS_DHE_RSA_WITH_AES_256_CCM",
        0xc0a0 => "TLS_RSA_WITH_AES_128_CCM_8",
        0xc0a1 => "TLS_RSA_WITH_AES_256_CCM_8",
        0xc0a2 => "TLS_DHE_RSA_WITH_AES_128_CCM_8",
        0xc0a3 => "TLS_DHE_RSA_WITH_AES_256_CCM_8",
        0xc0ac => "TLS_ECDHE_ECDSA_WITH_AES_128_CCM",
        0xc0ad => "TLS_ECDHE_ECDSA_WITH_AES_256_CCM",
        0xc0ae => "TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8",
        0xc0af => "TLS_ECDHE_ECDSA_WITH_AES_256_CCM_8",
        0xcca8 => "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
        0xcca9 => "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
        0xccaa => "TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
        _ => return format!("0x{suite:04x}"),
    };
    name.to_owned()
}

pub(crate) fn entry_kind(kind: EntryKind) -> &'static str {
    match kind {
        EntryKind::File => "file",
        EntryKind::Directory => "directory",
        EntryKind::Link => "link",
        EntryKind::Unknown => "unknown",
    }
}

/// The message of the catalogues for a note about frames
/// ([`Analysis::notes`](crate::model::Analysis::notes)), with the place `count`.
pub(crate) fn note(name: &str) -> Option<&'static str> {
    Some(match name {
        "fragment-missing" => "told-fragment-missing",
        "fragment-overlap" => "told-fragment-overlap",
        "duplicate-frames" => "told-duplicate-frames",
        "times-out-of-range" => "told-times-out-of-range",
        "generated-sequence-numbers" => "told-generated-numbers",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(feature = "archive")]
    fn every_format_and_compression_is_known_by_its_name() {
        assert!(formats::containers().all(|one| container_of(container(one)) == Some(one)));
        let mut compressions = crate::capture::compression::compressions();
        assert!(compressions.all(|name| compression_of(name).is_some()));
    }

    #[test]
    fn the_page_explains_every_outcome_of_the_table_and_no_other() {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/output.md");
        let page = std::fs::read_to_string(path).expect("the page is there");
        let (_, table) = page
            .split_once("| Outcome | Meaning |\n|---|---|\n")
            .expect("a table of outcomes");
        let rows = table.lines().take_while(|line| line.starts_with("| `"));
        let words: Vec<&str> = rows.filter_map(|row| row.split('`').nth(1)).collect();
        assert_eq!(words, TransferState::ALL.map(transfer_state));
    }
}
