//! The certificates of a session: that of the control connection, and those of data connections,
//! each once.

use crate::model::{Arg, Certificate, Connection, Role};

use super::indexed_session::IndexedSession;

/// Different certificates of one session that are looked at: a server has one, or two while it
/// changes it.
const SHOWN: usize = 8;

/// A certificate, and the connection that shows it first.
pub(super) struct ShownCertificate<'a> {
    pub(super) connection: &'a Connection,
    pub(super) certificate: &'a Certificate,
    /// `control` or `data`.
    pub(super) role: &'static str,
}

impl<'a> ShownCertificate<'a> {
    fn of(connection: &'a Connection, role: &'static str) -> Option<Self> {
        let certificate = connection.tls.as_deref()?.certificate.as_deref()?;
        Some(ShownCertificate {
            connection,
            certificate,
            role,
        })
    }

    /// That of the control connection.
    pub(super) fn on_control(session: &IndexedSession<'a>) -> Option<Self> {
        let control = session.analysis.connection(session.record.connection)?;
        ShownCertificate::of(control, "control")
    }

    /// Those of data connections between the client and the server themselves: another server, or a
    /// stranger, has one of its own.
    pub(super) fn on_data(session: &IndexedSession<'a>) -> impl Iterator<Item = Self> {
        let id = session.record.id;
        session
            .data()
            .filter(move |data| {
                data.roles_in(id).is_some_and(|roles| {
                    let ends = [roles.opener, roles.listener];
                    ends.iter()
                        .all(|role| matches!(role, Role::Client | Role::Server))
                })
            })
            .filter_map(|data| ShownCertificate::of(data, "data"))
    }

    /// Where it is shown.
    pub(super) fn frame(&self) -> u64 {
        self.connection
            .tls
            .as_ref()
            .map_or(self.connection.first.frame, |tls| tls.first.frame)
    }

    pub(super) fn subject(&self) -> Arg {
        (&self.certificate.subject).into()
    }

    /// Its subject and the beginning of its fingerprint, by which two with one subject can be told
    /// apart.
    pub(super) fn label(&self) -> Arg {
        let subject = String::from_utf8_lossy(self.certificate.subject.bytes());
        let digest = self.certificate.sha256.as_deref();
        let short = digest.and_then(|digest| digest.get(..16));
        match short {
            Some(digest) => format!("{subject} ({digest}…)").into(),
            None => subject.into_owned().into(),
        }
    }
}

/// Each certificate of a session once.
pub(super) fn distinct<'a>(session: &IndexedSession<'a>) -> Vec<ShownCertificate<'a>> {
    let mut distinct: Vec<ShownCertificate<'a>> = Vec::new();
    for shown in ShownCertificate::on_control(session)
        .into_iter()
        .chain(ShownCertificate::on_data(session))
    {
        if distinct.len() == SHOWN {
            break;
        }
        if distinct
            .iter()
            .all(|known| known.certificate != shown.certificate)
        {
            distinct.push(shown);
        }
    }
    distinct
}
