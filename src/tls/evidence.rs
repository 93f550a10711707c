//! What one direction shows of its TLS, from which the analysis tells what came of it.

use crate::model::{At, TlsAlert};

/// What one direction showed of TLS.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    /// Its first record.
    pub first: Option<At>,
    /// The latest bytes of TLS.
    pub last: Option<At>,
    /// Its hello.
    pub hello: Option<At>,
    /// The first alert in clear that is fatal.
    pub fatal: Option<(TlsAlert, At)>,
    /// The latest alert in clear that is none, `close_notify` aside.
    pub warning: Option<(TlsAlert, At)>,
    /// An encrypted alert of TLS 1.3 in the place of the client's `Finished`.
    pub sealed_alert: Option<At>,
    /// An encrypted alert of a server of TLS 1.3 behind the handshake, before the client sends
    /// application data.
    pub late_alert: Option<At>,
    /// It has finished its handshake, or sends application data.
    pub finished: Option<At>,
    /// Its first clear text.
    pub clear: Option<At>,
    /// Bytes of it are not in the capture.
    pub lost: bool,
    /// Records of application data, those of the handshake of TLS 1.3 not counted.
    pub(super) data: u64,
    /// Of a server in TLS 1.3: records behind the client's `Finished`, and the lengths of the first
    /// two.
    pub(super) late: (u64, [u16; 2]),
}

impl Evidence {
    /// Application data was sent. A server of TLS 1.3 sends two tickets behind the handshake
    /// (OpenSSL, and so most FTP servers), which look like data, but of equal length.
    pub fn has_data(&self) -> bool {
        let (count, [first, second]) = self.late;
        let tickets = count == 0 || (count == 2 && first == second);
        self.data > 0 || !tickets
    }

    /// A record behind the handshake, as far as its length tells.
    pub(super) fn late_record(&mut self, length: u16) {
        let (count, lengths) = &mut self.late;
        if let Some(place) = usize::try_from(*count)
            .ok()
            .and_then(|at| lengths.get_mut(at))
        {
            *place = length;
        }
        *count += 1;
    }
}
