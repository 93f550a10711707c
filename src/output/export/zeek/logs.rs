//! The logs: their columns, and what of the records each row is made of.
//!
//! Columns are in the order of Zeek 8. What Zeek leaves out of `ftp.log` although its users look
//! for it, the listings, stands in ours; `conn.log` holds the connections of FTP sessions and no
//! others.

use std::io;

use crate::analysis::view::View;
use crate::ftp::{CONTROL_PORT, Effect};
use crate::model::{
    Command, Connection, ConnectionRole, Direction, Endpoint, ExpectedData, Finding, LoginNames,
    Method, Mode, Reply, ReplyCode, Session, Text, TlsAlert, TlsFacts, TlsFailure,
    TlsFailureReason, TlsState, TlsVersion, Transfer,
};
use crate::output::export::facts::{self, ByCommand, OfCommand};
use crate::text::finding::{ENGLISH, message};
use crate::text::names;

use super::{ZeekRows, ZeekValue};

/// A log of Zeek.
pub(super) struct ZeekLog {
    /// Its name.
    pub(super) path: &'static str,
    /// Names and types of its columns.
    pub(super) columns: &'static [(&'static str, &'static str)],
    /// Writes its rows.
    pub(super) rows: fn(&mut ZeekRows<'_>, &View<'_>) -> io::Result<()>,
}

#[rustfmt::skip]
pub(super) static FTP: ZeekLog = ZeekLog {
    path: "ftp",
    columns: &[
        ("ts", "time"), ("uid", "string"),
        ("id.orig_h", "addr"), ("id.orig_p", "port"), ("id.resp_h", "addr"), ("id.resp_p", "port"),
        ("user", "string"), ("password", "string"), ("command", "string"), ("arg", "string"),
        ("mime_type", "string"), ("file_size", "count"), ("reply_code", "count"), ("reply_msg", "string"),
        ("data_channel.passive", "bool"), ("data_channel.orig_h", "addr"), ("data_channel.resp_h", "addr"),
        ("data_channel.resp_p", "port"), ("fuid", "string"),
    ],
    rows: ftp,
};

#[rustfmt::skip]
pub(super) static CONN: ZeekLog = ZeekLog {
    path: "conn",
    columns: &[
        ("ts", "time"), ("uid", "string"),
        ("id.orig_h", "addr"), ("id.orig_p", "port"), ("id.resp_h", "addr"), ("id.resp_p", "port"),
        ("proto", "enum"), ("service", "string"), ("duration", "interval"),
        ("orig_bytes", "count"), ("resp_bytes", "count"), ("conn_state", "string"),
        ("local_orig", "bool"), ("local_resp", "bool"), ("missed_bytes", "count"), ("history", "string"),
        ("orig_pkts", "count"), ("orig_ip_bytes", "count"), ("resp_pkts", "count"), ("resp_ip_bytes", "count"),
        ("tunnel_parents", "set[string]"), ("ip_proto", "count"), ("community_id", "string"),
    ],
    rows: conn,
};

#[rustfmt::skip]
pub(super) static FILES: ZeekLog = ZeekLog {
    path: "files",
    columns: &[
        ("ts", "time"), ("fuid", "string"), ("uid", "string"),
        ("id.orig_h", "addr"), ("id.orig_p", "port"), ("id.resp_h", "addr"), ("id.resp_p", "port"),
        ("source", "string"), ("depth", "count"), ("analyzers", "set[string]"), ("mime_type", "string"),
        ("filename", "string"), ("duration", "interval"), ("local_orig", "bool"), ("is_orig", "bool"),
        ("seen_bytes", "count"), ("total_bytes", "count"), ("missing_bytes", "count"), ("overflow_bytes", "count"),
        ("timedout", "bool"), ("parent_fuid", "string"), ("md5", "string"), ("sha1", "string"), ("sha256", "string"),
        ("extracted", "string"), ("extracted_cutoff", "bool"), ("extracted_size", "count"),
    ],
    rows: files,
};

#[rustfmt::skip]
pub(super) static NOTICE: ZeekLog = ZeekLog {
    path: "notice",
    columns: &[
        ("ts", "time"), ("uid", "string"),
        ("id.orig_h", "addr"), ("id.orig_p", "port"), ("id.resp_h", "addr"), ("id.resp_p", "port"),
        ("fuid", "string"), ("file_mime_type", "string"), ("file_desc", "string"), ("proto", "enum"),
        ("note", "enum"), ("msg", "string"), ("sub", "string"), ("src", "addr"), ("dst", "addr"), ("p", "port"),
        ("n", "count"), ("peer_descr", "string"), ("actions", "set[enum]"), ("email_dest", "set[string]"),
        ("suppress_for", "interval"), ("remote_location.country_code", "string"), ("remote_location.region", "string"),
        ("remote_location.city", "string"), ("remote_location.latitude", "double"),
        ("remote_location.longitude", "double"),
    ],
    rows: notice,
};

#[rustfmt::skip]
pub(super) static SSL: ZeekLog = ZeekLog {
    path: "ssl",
    columns: &[
        ("ts", "time"), ("uid", "string"),
        ("id.orig_h", "addr"), ("id.orig_p", "port"), ("id.resp_h", "addr"), ("id.resp_p", "port"),
        ("version", "string"), ("cipher", "string"), ("curve", "string"), ("server_name", "string"),
        ("resumed", "bool"), ("last_alert", "string"), ("next_protocol", "string"), ("established", "bool"),
        ("ja3", "string"), ("ja4", "string"),
    ],
    rows: ssl,
};

/// Frames that a notice names; their number stands beside them.
const FRAMES: usize = 16;
/// For how long Zeek holds back notices like one that was written, in nanoseconds: an hour.
const SUPPRESSED: i64 = 3_600_000_000_000;

fn ftp(rows: &mut ZeekRows<'_>, view: &View<'_>) -> io::Result<()> {
    let context = view.context();
    for session in view.sessions() {
        let mut by_command = ByCommand::new(view, session, &context);
        for (place, command) in session.commands.iter().enumerate() {
            if is_logged(command) {
                let belonging = by_command.at(place);
                ftp_row(rows, view, session, command, &belonging)?;
            }
        }
    }
    Ok(())
}

/// True for what has a row, as Zeek chooses commands by default, and for the listings. Zeek does
/// not know the other names of PASV and EPSV.
fn is_logged(command: &Command) -> bool {
    match command.effect() {
        Effect::Transfer(_) | Effect::Delete | Effect::Acct => true,
        Effect::Announce(method) | Effect::AskAnnounce(method) => {
            let is_known = !matches!(method, Method::Lprt | Method::Lpsv);
            is_known && command.verb.bytes() == method.name().as_bytes()
        }
        _ => false,
    }
}

/// True where the argument is a file, which Zeek writes as an URL.
fn names_file(command: &Command) -> bool {
    match command.effect() {
        Effect::Transfer(kind) => kind.direction() != Direction::Listing,
        effect => effect == Effect::Delete,
    }
}

fn ftp_row(
    rows: &mut ZeekRows<'_>,
    view: &View<'_>,
    session: &Session,
    command: &Command,
    belonging: &OfCommand<'_>,
) -> io::Result<()> {
    let transfer = belonging.transfer;
    rows.put(ZeekValue::Time(command.at.time));
    rows.put(ZeekValue::Uid(session.uid));
    rows.put_ends([session.client, session.server]);
    rows.put(
        belonging
            .login
            .map_or(ZeekValue::Word("<unknown>"), |login| {
                ZeekValue::Text(login.user)
            }),
    );
    rows.put_text(belonging.login.and_then(|login| password(view, login)));
    rows.put(ZeekValue::Text(command.verb.bytes()));
    put_argument(rows, view, session, command, transfer);
    rows.put_word(transfer.and_then(Transfer::media_type));
    rows.put_some(transfer.and_then(|t| t.expected), |(bytes, _)| {
        ZeekValue::Number(bytes)
    });
    let reply = command.replies.last();
    rows.put_some(reply.map(|reply| reply.code), |code: ReplyCode| {
        ZeekValue::Number(code.get().into())
    });
    rows.put_text(reply.map(Reply::last_line));
    put_data_channel(
        rows,
        session,
        belonging
            .offer
            .filter(|offer| offer.accepted != Some(false)),
    );
    rows.put_some(transfer.filter(|t| t.place.is_some()), |t| {
        ZeekValue::Uid(t.uid)
    });
    rows.end()
}

/// The password of a login, or what stands for it.
fn password<'a>(view: &View<'_>, login: LoginNames<'a>) -> Option<&'a [u8]> {
    let password = login.password?;
    Some(if view.show_passwords {
        password
    } else {
        facts::HIDDEN.as_bytes()
    })
}

/// An URL where the path on the server is known, else the argument as sent.
fn put_argument(
    rows: &mut ZeekRows<'_>,
    view: &View<'_>,
    session: &Session,
    command: &Command,
    transfer: Option<&Transfer>,
) {
    let sent = facts::argument(view, command);
    let known = transfer
        .and_then(|transfer| transfer.path.as_ref())
        .map(Text::bytes);
    let is_file = names_file(command);
    let path = known
        .or(sent)
        .filter(|path| is_file && path.starts_with(b"/"));
    let Some(path) = path else {
        return rows.put_text(sent);
    };
    let host = host_of(session.server);
    rows.put(ZeekValue::Joined(&[b"ftp://", host.as_bytes(), path]));
}

/// Host and port of an URL (RFC 3986 section 3.2).
fn host_of(server: Endpoint) -> String {
    match (server, server.port()) {
        (Endpoint::V4(server), CONTROL_PORT) => server.ip().to_string(),
        (Endpoint::V6(server), CONTROL_PORT) => format!("[{}]", server.ip()),
        (server, _) => server.to_string(),
    }
}

/// Where the data connection should come from and go to.
fn put_data_channel(rows: &mut ZeekRows<'_>, session: &Session, offer: Option<&ExpectedData>) {
    let Some(offer) = offer else {
        return rows.skip(4);
    };
    let is_passive = offer.method.mode() == Mode::Passive;
    let (opener, listener) = if is_passive {
        (session.client, session.server)
    } else {
        (session.server, session.client)
    };
    rows.put(ZeekValue::Flag(is_passive));
    rows.put(ZeekValue::Address(opener.ip()));
    rows.put(ZeekValue::Address(offer.ip.unwrap_or(listener.ip())));
    rows.put(ZeekValue::Number(offer.port.into()));
}

fn conn(rows: &mut ZeekRows<'_>, view: &View<'_>) -> io::Result<()> {
    for connection in facts::connections(view) {
        let [orig_bytes, resp_bytes] = connection.sent;
        let [by_opener, by_listener] = &connection.sent_by;
        let community_id = connection.community_id.to_string();
        rows.put(ZeekValue::Time(connection.first.time));
        rows.put(ZeekValue::Uid(connection.uid));
        rows.put_ends([connection.opener, connection.listener]);
        rows.put(ZeekValue::Word("tcp"));
        rows.put(ZeekValue::Word(service(connection)));
        rows.put(ZeekValue::Interval(connection.duration()));
        rows.put(ZeekValue::Number(orig_bytes));
        rows.put(ZeekValue::Number(resp_bytes));
        rows.put(ZeekValue::Word(connection.conn_state().name()));
        // which networks are local, a capture does not tell
        rows.skip(2);
        rows.put(ZeekValue::Number(connection.lost_bytes));
        rows.put(ZeekValue::Word(&connection.history));
        for sent in [by_opener, by_listener] {
            rows.put(ZeekValue::Number(sent.frames));
            rows.put(ZeekValue::Number(sent.ip_bytes));
        }
        rows.put(ZeekValue::Set(&[]));
        rows.put(ZeekValue::Number(facts::TCP.into()));
        rows.put(ZeekValue::Word(&community_id));
        rows.end()?;
    }
    Ok(())
}

fn service(connection: &Connection) -> &'static str {
    match (connection.role, connection.tls.is_some()) {
        (ConnectionRole::Control, false) => "ftp",
        (ConnectionRole::Control, true) => "ftp,ssl",
        (ConnectionRole::Data, false) => "ftp-data",
        (ConnectionRole::Data, true) => "ftp-data,ssl",
    }
}

fn files(rows: &mut ZeekRows<'_>, view: &View<'_>) -> io::Result<()> {
    for (session, transfer) in view.transfers() {
        let place = transfer.place;
        let connection = facts::data_connection(session, transfer);
        if let (Some(connection), Some(place)) = (connection, place) {
            let is_orig = place.sender == connection.opener;
            file_row(rows, transfer, connection, is_orig)?;
        }
    }
    Ok(())
}

fn file_row(
    rows: &mut ZeekRows<'_>,
    transfer: &Transfer,
    connection: &Connection,
    is_orig: bool,
) -> io::Result<()> {
    let digests = transfer.file_digests();
    let digests = [
        ("MD5", digests.and_then(|made| made.md5.as_deref())),
        ("SHA1", digests.and_then(|made| made.sha1.as_deref())),
        ("SHA256", digests.and_then(|made| made.sha256.as_deref())),
    ];
    let made = digests.iter().filter(|(_, digest)| digest.is_some());
    let made = made.map(|&(name, _)| name);
    rows.put(ZeekValue::Time(transfer.start.time));
    rows.put(ZeekValue::Uid(transfer.uid));
    rows.put(ZeekValue::Uid(connection.uid));
    rows.put_ends([connection.opener, connection.listener]);
    rows.put(ZeekValue::Word("FTP_DATA"));
    rows.put(ZeekValue::Number(0));
    rows.put(ZeekValue::Set(&made.collect::<Vec<_>>()));
    rows.put_word(transfer.media_type());
    rows.put_text(facts::file_name(transfer));
    rows.put(ZeekValue::Interval(
        transfer.end.time.since(transfer.start.time),
    ));
    rows.skip(1);
    rows.put(ZeekValue::Flag(is_orig));
    rows.put(ZeekValue::Number(transfer.seen_bytes()));
    rows.put_some(transfer.expected, |(bytes, _)| ZeekValue::Number(bytes));
    rows.put(ZeekValue::Number(transfer.lost_bytes));
    rows.put(ZeekValue::Number(0));
    rows.put(ZeekValue::Flag(false));
    rows.skip(1);
    for (_, digest) in digests {
        rows.put_word(digest);
    }
    rows.skip(3);
    rows.end()
}

fn notice(rows: &mut ZeekRows<'_>, view: &View<'_>) -> io::Result<()> {
    let sensor = facts::sensor(view).unwrap_or("ftpscope");
    for (session, finding, time) in facts::findings(view) {
        rows.put(ZeekValue::Time(time));
        match session {
            Some(session) => {
                rows.put(ZeekValue::Uid(session.uid));
                rows.put_ends([session.client, session.server]);
            }
            None => rows.skip(5),
        }
        rows.skip(3);
        rows.put(ZeekValue::Word("tcp"));
        rows.put(ZeekValue::Word(&note(finding.id)));
        rows.put(ZeekValue::Text(message(&ENGLISH, finding).as_bytes()));
        rows.put(ZeekValue::Word(&frames(finding)));
        match session {
            Some(session) => {
                rows.put(ZeekValue::Address(session.client.ip()));
                rows.put(ZeekValue::Address(session.server.ip()));
                rows.put(ZeekValue::Number(session.server.port().into()));
            }
            None => rows.skip(3),
        }
        rows.put(ZeekValue::Number(finding.frames.len() as u64));
        rows.put(ZeekValue::Text(sensor.as_bytes()));
        rows.put(ZeekValue::Set(&["Notice::ACTION_LOG"]));
        rows.put(ZeekValue::Set(&[]));
        rows.put(ZeekValue::Interval(SUPPRESSED));
        rows.skip(5);
        rows.end()?;
    }
    Ok(())
}

/// `FTP::Cleartext_Credentials`
fn note(id: &str) -> String {
    let mut note = String::from("FTP::");
    let mut begins = true;
    for character in id.chars() {
        match character {
            '-' => note.push('_'),
            _ if begins => note.push(character.to_ascii_uppercase()),
            _ => note.push(character),
        }
        begins = character == '-';
    }
    note
}

/// `frames 3, 12, 40`, and where they are more, the first of them.
fn frames(finding: &Finding) -> String {
    let named = finding.frames.iter().take(FRAMES).map(u64::to_string);
    let more = if finding.frames.len() > FRAMES {
        ", …"
    } else {
        ""
    };
    let word = if finding.frames.len() == 1 {
        "frame"
    } else {
        "frames"
    };
    format!("{word} {}{more}", named.collect::<Vec<_>>().join(", "))
}

fn ssl(rows: &mut ZeekRows<'_>, view: &View<'_>) -> io::Result<()> {
    for connection in facts::connections(view) {
        if let Some(facts) = &connection.tls {
            ssl_row(rows, connection, facts)?;
        }
    }
    Ok(())
}

fn ssl_row(rows: &mut ZeekRows<'_>, connection: &Connection, facts: &TlsFacts) -> io::Result<()> {
    let cipher = facts.cipher_suite.map(names::cipher_suite);
    let alert = alert_of(facts.state).map(|alert| alert.to_string());
    let version = facts.version.map(version);
    rows.put(ZeekValue::Time(facts.first.time));
    rows.put(ZeekValue::Uid(connection.uid));
    rows.put_ends([connection.opener, connection.listener]);
    rows.put_word(version.as_deref());
    rows.put_word(cipher.as_deref());
    rows.skip(1);
    rows.put_text(facts.server_name.as_ref().map(Text::bytes));
    rows.put_some(facts.resumed, ZeekValue::Flag);
    rows.put_word(alert.as_deref());
    rows.put_text(facts.protocol.as_ref().map(Text::bytes));
    rows.put(ZeekValue::Flag(facts.state == TlsState::Established));
    rows.put_word(facts.ja3.as_deref());
    rows.put_word(facts.ja4.as_deref());
    rows.end()
}

fn alert_of(state: TlsState) -> Option<TlsAlert> {
    match state {
        TlsState::Failed(TlsFailure {
            reason: TlsFailureReason::Alert(alert),
            ..
        }) => Some(alert),
        _ => None,
    }
}

/// As Zeek calls it.
fn version(version: TlsVersion) -> String {
    match version.0 {
        0x0300 => "SSLv3".to_owned(),
        minor @ 0x0301..=0x0304 => format!("TLSv1{}", minor - 0x0301),
        other => format!("unknown-{other}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_are_named_as_zeek_names_its_own() {
        assert_eq!(note("cleartext-credentials"), "FTP::Cleartext_Credentials");
        assert_eq!(note("never-tried"), "FTP::Never_Tried");
    }

    #[test]
    fn a_server_in_an_url_has_its_port_where_that_is_another() {
        for (server, host) in [
            ("192.0.2.1:21", "192.0.2.1"),
            ("192.0.2.1:2121", "192.0.2.1:2121"),
            ("[2001:db8::1]:21", "[2001:db8::1]"),
            ("[2001:db8::1]:2121", "[2001:db8::1]:2121"),
        ] {
            assert_eq!(host_of(server.parse().expect("an endpoint")), host);
        }
    }
}
