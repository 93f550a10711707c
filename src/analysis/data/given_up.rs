//! What of the connections was given up because a limit was hit.

use crate::analysis::control::ControlPlan;
use crate::limits;
use crate::tcp::{Side, Stream};
use crate::tls::TlsConnection;

use super::{Purpose, Tracked};

/// How often each limit on a connection was hit, in one or in all of them.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct GivenUp {
    /// Contents that grew no further as they were unwrapped.
    decoded: u64,
    /// Handshakes of TLS that were too long to read.
    tls_hellos: u64,
    /// Times that bytes out of order found no room, in control connections.
    held_control: u64,
    /// The same, in data connections.
    held_data: u64,
    /// Gaps whose places were not kept.
    gaps: u64,
}

impl GivenUp {
    /// In the control channels, as the control pass has read them.
    pub(super) fn of_sessions(plan: &ControlPlan) -> Self {
        let sessions = plan.sessions.iter();
        GivenUp {
            tls_hellos: sessions.map(|s| s.draft.left_out.tls_hellos).sum(),
            ..GivenUp::default()
        }
    }

    /// In one connection.
    pub(super) fn of(tracked: &Tracked) -> Self {
        let sum = |count: fn(&Stream) -> u64| -> u64 {
            let streams = Side::BOTH.map(|side| tracked.connection.stream(side));
            streams.into_iter().map(count).sum()
        };
        let overflows = sum(Stream::overflows);
        let both = GivenUp {
            decoded: tracked.contents.capped() as u64,
            gaps: sum(Stream::gaps_left_out),
            ..GivenUp::default()
        };
        match tracked.purpose {
            Purpose::Control(_) => GivenUp {
                held_control: overflows,
                ..both
            },
            Purpose::Data(_) => GivenUp {
                held_data: overflows,
                tls_hellos: tracked
                    .contents
                    .tls()
                    .map_or(0, TlsConnection::hellos_too_long),
                ..both
            },
        }
    }

    /// Counts those of another one too.
    pub(super) fn add(&mut self, other: &GivenUp) {
        self.decoded += other.decoded;
        self.tls_hellos += other.tls_hellos;
        self.held_control += other.held_control;
        self.held_data += other.held_data;
        self.gaps += other.gaps;
    }

    /// The limits that were hit, by name.
    pub(super) fn limits_hit(&self) -> impl Iterator<Item = (&'static str, u64)> {
        limits::hit([
            ("decoded", self.decoded),
            ("tls_hello", self.tls_hellos),
            ("held_control", self.held_control),
            ("held_data", self.held_data),
            ("gaps", self.gaps),
        ])
    }
}
