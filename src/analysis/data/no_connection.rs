//! Why an announcement got no data connection: decided here, and told by verdicts, explanations and
//! findings.
//!
//! # The reason, by what became of the announcement: the first row that fits
//!
//! | outcome | what is known besides | reason |
//! |---|---|---|
//! | `unanswered` | the answers are in the capture and did not arrive | [`NoConnection::AnswerLost`] |
//! | `unanswered` | one SYN alone, about which no ICMP error came, and no transfer was refused for want of it | [`NoConnection::OneSyn`] |
//! | `unanswered` | the SYN went to the announced address, and that is of an inner network | [`NoConnection::InnerAddress`] |
//! | `unanswered` | an ICMP error says that the SYN did not arrive | [`NoConnection::Rejected`] |
//! | `unanswered` | the client went to another address than the server's, as announced | [`NoConnection::Elsewhere`] |
//! | `unanswered` | | [`NoConnection::Unanswered`] |
//! | `refused` | | [`NoConnection::Reset`] |
//! | `never_tried` | the address is a loopback address | [`NoConnection::Loopback`] |
//! | `never_tried`, `not_captured` | the client speaks through a proxy | [`NoConnection::Proxy`] |
//! | `never_tried` | what the side sends that should connect was not recorded | [`NoConnection::NotVisible`] |
//! | `never_tried`, `replaced` | another port was tried in vain in its place | [`NoConnection::OtherPort`] |
//! | `never_tried` | the capture ends less than a second behind the 1yz, or where nothing was asked for, behind the announcement | [`NoConnection::NotYet`] |
//! | `never_tried` | | [`NoConnection::NeverTried`] |
//! | `replaced` | | [`NoConnection::Replaced`] |
//! | `not_captured` | | [`NoConnection::NotCaptured`] |

use std::collections::HashSet;

use foldhash::fast::RandomState;

use crate::model::{
    At, Close, Connection, ExpectedData, ExpectedDataId, Mode, NoConnection, OfferOutcome,
    ReplyCode, Role, Session, Transfer,
};
use crate::tcp::SYN_RETRY;

/// Settles it for the announcements of a session; `connections` are those of the capture, by
/// number.
pub(super) fn settle(session: &mut Session, connections: &[Box<Connection>], end: At) {
    let uses = Uses::of(session);
    let context = Context {
        session,
        connections,
        uses,
        end,
    };
    let reasons: Vec<Option<NoConnection>> = session
        .offers
        .iter()
        .map(|offer| context.reason(offer))
        .collect();
    for (offer, reason) in session.offers.iter_mut().zip(reasons) {
        offer.no_connection = reason;
    }
}

/// Announcements that transfers were to use; empty where nobody has to know.
#[derive(Default)]
struct Uses {
    all: HashSet<ExpectedDataId, RandomState>,
    /// Those to which a connection may come behind the end of the capture.
    open: HashSet<ExpectedDataId, RandomState>,
    /// Those whose transfer the server refused.
    refused: HashSet<ExpectedDataId, RandomState>,
}

impl Uses {
    fn of(session: &Session) -> Self {
        let mut offers = session.offers.iter();
        let is_asked =
            |outcome| matches!(outcome, OfferOutcome::NeverTried | OfferOutcome::Unanswered);
        if !offers.any(|offer| is_asked(offer.outcome)) {
            return Uses::default();
        }
        let of = |wanted: fn(&Transfer) -> bool| {
            let transfers = session.transfers.iter().filter(|transfer| wanted(transfer));
            transfers.filter_map(|transfer| transfer.offer).collect()
        };
        Uses {
            all: of(|_| true),
            open: of(|transfer| transfer.may_still_connect),
            refused: of(|transfer| transfer.reply_code.is_some_and(ReplyCode::is_negative)),
        }
    }
}

/// What the reason follows from.
struct Context<'a> {
    session: &'a Session,
    connections: &'a [Box<Connection>],
    uses: Uses,
    /// The end of the capture.
    end: At,
}

impl Context<'_> {
    fn reason(&self, offer: &ExpectedData) -> Option<NoConnection> {
        Some(match offer.outcome {
            OfferOutcome::Rejected | OfferOutcome::Connected => return None,
            OfferOutcome::Unanswered => self.of_unanswered(offer),
            OfferOutcome::Refused => NoConnection::Reset,
            OfferOutcome::NeverTried => self.of_never_tried(offer),
            OfferOutcome::Replaced if offer.tried_instead.is_some() => NoConnection::OtherPort,
            OfferOutcome::NotCaptured if self.session.control.through_proxy => NoConnection::Proxy,
            OfferOutcome::NotCaptured => NoConnection::NotCaptured,
            OfferOutcome::Replaced => NoConnection::Replaced,
        })
    }

    fn of_unanswered(&self, offer: &ExpectedData) -> NoConnection {
        let connection = offer
            .connection
            .and_then(|id| self.connections.get((id as usize).checked_sub(1)?));
        let Some(connection) = connection else {
            return NoConnection::Unanswered;
        };
        let listener = connection.listener.ip().to_canonical();
        let is_passive = offer.method.mode() == Mode::Passive;
        let is_certain = connection.failed_for_certain() || self.uses.refused.contains(&offer.id);
        if connection.answers_were_lost() {
            NoConnection::AnswerLost
        } else if !is_certain {
            NoConnection::OneSyn
        } else if self.session.leads_inside(offer, listener) {
            NoConnection::InnerAddress
        } else if connection.rejected.is_some() {
            NoConnection::Rejected
        } else if is_passive && self.session.foreign_address(offer) == Some(listener) {
            NoConnection::Elsewhere
        } else {
            NoConnection::Unanswered
        }
    }

    fn of_never_tried(&self, offer: &ExpectedData) -> NoConnection {
        let control = &self.session.control;
        let opener = match offer.method.mode() {
            Mode::Active => Role::Server,
            Mode::Passive => Role::Client,
        };
        if self.session.announces_loopback(offer) {
            NoConnection::Loopback
        } else if control.through_proxy {
            NoConnection::Proxy
        } else if control.missing == Some(opener) {
            NoConnection::NotVisible
        } else if offer.tried_instead.is_some() {
            NoConnection::OtherPort
        } else if self.may_still_come(offer) {
            NoConnection::NotYet
        } else {
            NoConnection::NeverTried
        }
    }

    fn may_still_come(&self, offer: &ExpectedData) -> bool {
        let is_at_end = self.session.control.close == Close::Open
            && self.end.time.since(offer.at.time) < SYN_RETRY;
        self.uses.open.contains(&offer.id) || (is_at_end && !self.uses.all.contains(&offer.id))
    }
}
