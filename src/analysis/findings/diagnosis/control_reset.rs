//! `control-reset`: a RST ends the control connection in the middle of the session: nobody said QUIT, 221 or 421, and no
//! side had closed it. A RST behind a FIN or a goodbye is how many programs end, and is no finding.

use crate::ftp::Effect;
use crate::model::{Close, ReplyCode};

use super::idle_timeout::silence;
use crate::analysis::findings::case::{Case, Line};
use crate::analysis::findings::report::Report;

pub(in crate::analysis::findings) fn look(case: &Case, report: &mut Report) {
    let session = case.session;
    // under TLS the goodbye cannot be read, and many clients end with a RST
    if session.control.close != Close::Reset
        || said_goodbye(case)
        || case.is_under_tls(session.last.frame)
    {
        return;
    }
    let Some(control) = case.analysis.connection(session.connection) else {
        return;
    };
    // a server that waited long enough is told as idle-timeout
    if silence(case).is_some() {
        return;
    }
    let by = if control.closed_by_endpoint() == Some(session.server) {
        "server"
    } else {
        "client"
    };
    let mut frames = vec![session.last.frame];
    let Some(line) = case.lines.last() else {
        report.add(
            frames,
            "found-control-reset-silent",
            vec![("by", by.into())],
        );
        return;
    };
    frames.extend(line.frames());
    let message = if case.waiting().is_some() {
        "found-control-reset-during"
    } else {
        "found-control-reset-after"
    };
    report.add(
        frames,
        message,
        vec![
            ("by", by.into()),
            ("line", line.quote()),
            ("code", line.shown_code()),
        ],
    );
}

fn said_goodbye(case: &Case) -> bool {
    let quit = |line: &Line| line.effect == Effect::Quit;
    case.lines.iter().any(quit)
        || case
            .session
            .replies()
            .any(|r| matches!(r.code, ReplyCode::GOODBYE | ReplyCode::SERVICE_CLOSING))
}
