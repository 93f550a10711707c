//! `policy`: nothing is wrong, but a site may have rules about it.

use std::collections::HashMap;
use std::net::IpAddr;

use crate::ftp::Effect;
use crate::record::{Analysis, Direction, Endpoint, Login, SessionId};

use super::super::case::{Case, is_private};
use super::super::overview::Overview;
use super::super::report::Report;
use super::anonymous::is_guest;

const CONTROL_PORTS: [u16; 2] = [21, 990];

pub(in super::super) fn look(case: &Case, report: &mut Report) {
    let session = case.session;
    if let Some(banner) = session.banner.as_ref().filter(|b| tells_version(b.bytes())) {
        let line = banner.bytes().split(|&b| b == b'\n').find(|l| tells_version(l)).unwrap_or(banner.bytes());
        let frame = session.unasked.first().map_or(session.first.frame, |r| r.at.frame);
        report.add(vec![frame], "found-policy-banner", vec![("text", line.into())]);
    }
    if !CONTROL_PORTS.contains(&session.server.port()) {
        let port = session.server.port().to_string();
        report.add(vec![session.first.frame], "found-policy-port", vec![("port", port.into())]);
    }
    let user = session.user.as_ref().filter(|u| session.login == Login::Accepted && !is_guest(u.bytes()));
    let pass = case.lines.iter().find(|l| l.effect == Effect::Pass && !case.is_under_tls(l.frame()));
    if let (Some(user), Some(pass)) = (user, pass)
        && !is_private(session.client.ip())
        && !case.is_local()
    {
        let args = vec![("user", user.into()), ("client", session.client.ip().to_string().into())];
        report.add(pass.frames(), "found-policy-public", args);
    }
}

/// A file that one client uploads as a guest and another downloads: the server is a drop box for strangers.
pub(in super::super) fn look_across(analysis: &Analysis, _: &Overview, report: &mut Report) {
    let mut uploads: HashMap<(Endpoint, &[u8]), (IpAddr, u64, SessionId)> = HashMap::new();
    for session in &analysis.sessions {
        let guest = session.user.as_ref().is_some_and(|u| is_guest(u.bytes()));
        for transfer in session.transfers.iter().filter(|t| t.complete) {
            let Some(path) = &transfer.path else { continue };
            let key = (session.server, path.bytes());
            match transfer.direction {
                Some(Direction::Upload) if guest => {
                    uploads.insert(key, (session.client.ip(), transfer.start.frame, session.id));
                }
                Some(Direction::Download) => {
                    let Some(&(client, frame, id)) = uploads.get(&key) else { continue };
                    if client != session.client.ip() {
                        let args = vec![
                            ("path", path.into()),
                            ("uploader", client.to_string().into()),
                            ("session", id.to_string().into()),
                            ("downloader", session.client.ip().to_string().into()),
                        ];
                        report.add(vec![transfer.start.frame, frame], "found-policy-drop", args);
                    }
                }
                _ => {}
            }
        }
    }
}

/// Digits, a point, digits.
fn tells_version(text: &[u8]) -> bool {
    let mut dotted = text.windows(3).filter(|w| w[0].is_ascii_digit() && w[1] == b'.' && w[2].is_ascii_digit());
    // an address is no version
    let address = text.split(|b| !(b.is_ascii_digit() || *b == b'.')).any(|w| w.split(|&b| b == b'.').count() == 4);
    dotted.next().is_some() && (!address || dotted.count() > 2)
}
