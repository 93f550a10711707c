//! The words of the contract for the values of the records: never translated, never changed.

use crate::capture::LinkType;
use crate::decode::link_name;
use crate::record::{
    Close, Compression, ConnectionRole, Container, DataType, Direction, ExpectedFrom, Handshake, Login, MatchedBy,
    Mode, OfferOutcome, Outcome, SessionMode, Severity, TlsStart, TransferMode,
};

pub(super) fn container(container: Container) -> &'static str {
    match container {
        Container::Pcap => "pcap",
        Container::PcapNg => "pcapng",
        Container::Snoop => "snoop",
    }
}

pub(super) fn compression(compression: Compression) -> &'static str {
    match compression {
        Compression::Gzip => "gzip",
        Compression::Zstd => "zstd",
        Compression::Lz4 => "lz4",
        Compression::Xz => "xz",
        Compression::Bzip2 => "bzip2",
    }
}

/// The name of a link type, or its number where nothing here reads it.
pub(super) fn link_type(link: LinkType) -> String {
    link_name(link).map_or_else(|| link.0.to_string(), str::to_owned)
}

pub(super) fn handshake(handshake: Handshake) -> &'static str {
    match handshake {
        Handshake::Complete => "complete",
        Handshake::Partial => "partial",
        Handshake::Missing => "missing",
    }
}

pub(super) fn close(close: Close) -> &'static str {
    match close {
        Close::Fin => "fin",
        Close::Reset => "reset",
        Close::Open => "open",
    }
}

pub(super) fn tls(tls: TlsStart) -> &'static str {
    match tls {
        TlsStart::Explicit => "explicit",
        TlsStart::Implicit => "implicit",
    }
}

pub(super) fn login(login: Login) -> &'static str {
    match login {
        Login::Accepted => "accepted",
        Login::Rejected => "rejected",
        Login::None => "none",
        Login::Unknown => "unknown",
    }
}

pub(super) fn mode(mode: Option<Mode>) -> &'static str {
    match mode {
        Some(Mode::Active) => "active",
        Some(Mode::Passive) => "passive",
        None => "unknown",
    }
}

pub(super) fn session_mode(mode: SessionMode) -> &'static str {
    match mode {
        SessionMode::Active => "active",
        SessionMode::Passive => "passive",
        SessionMode::Mixed => "mixed",
        SessionMode::None => "none",
        SessionMode::Unknown => "unknown",
    }
}

pub(super) fn offer_outcome(outcome: OfferOutcome) -> &'static str {
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

pub(super) fn matched_by(matched_by: MatchedBy) -> &'static str {
    match matched_by {
        MatchedBy::Exact => "exact",
        MatchedBy::Peer => "peer",
        MatchedBy::Port => "port",
        MatchedBy::Inferred => "inferred",
    }
}

pub(super) fn role(role: ConnectionRole) -> &'static str {
    match role {
        ConnectionRole::Control => "control",
        ConnectionRole::Data => "data",
    }
}

pub(super) fn direction(direction: Direction) -> &'static str {
    match direction {
        Direction::Download => "download",
        Direction::Upload => "upload",
        Direction::Listing => "listing",
    }
}

pub(super) fn data_type(data_type: DataType) -> &'static str {
    match data_type {
        DataType::Ascii => "ascii",
        DataType::Image => "image",
        DataType::Ebcdic => "ebcdic",
        DataType::Local => "local",
    }
}

pub(super) fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Completed => "completed",
        Outcome::Aborted => "aborted",
        Outcome::Failed => "failed",
        Outcome::Unfinished => "unfinished",
    }
}

pub(super) fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "info",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}

pub(super) fn transfer_mode(mode: TransferMode) -> &'static str {
    match mode {
        TransferMode::Stream => "stream",
        TransferMode::Block => "block",
        TransferMode::Compressed => "compressed",
        TransferMode::Deflate => "deflate",
    }
}

pub(super) fn expected_from(source: ExpectedFrom) -> &'static str {
    match source {
        ExpectedFrom::Reply => "reply",
        ExpectedFrom::Size => "size",
        ExpectedFrom::Mlst => "mlst",
    }
}
