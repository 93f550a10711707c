//! The grammar of FTP, pure: bytes → lines → commands and replies → announced endpoints. Nothing
//! here knows a session, a frame's headers or an output; what a command means for a session is told
//! by [`Verb::effect`], what may answer it by [`Verb::can_answer`].
//!
//! A new verb is a row of [`VERBS`] and a message of the catalogue. Sources are named where they
//! apply: RFC 959 for the protocol, 854 for the NVT of the control connection, 1123 section 4.1 for
//! its corrections, 1639, 2228, 2389, 2428, 2640, 3659, 4217 and 7151 for the extensions. Where
//! real peers differ from these, what a client would accept is accepted and the difference is part
//! of the value.

mod command;
mod endpoint;
mod facts;
mod line;
mod listing;
pub mod mode;
mod nvt;
mod parameter;
mod ports;
mod proxy;
mod reply;
mod user;
mod verb;
mod verbs;

pub use command::ParsedCommand;
#[cfg(feature = "report")]
pub(crate) use endpoint::announcing_line;
pub use endpoint::{EndpointError, parse_eprt, parse_lprt, parse_passive_reply, parse_port};
pub(crate) use facts::{size_fact, whole_number};
pub use line::{Line, LineSplitter};
pub(crate) use listing::{ListingEntry, list_line, mlsd_line, nlst_line};
pub use parameter::data_type;
pub use ports::{CONTROL_PORT, DATA_PORT, IMPLICIT_TLS_PORT, data_port, is_data_port};
pub use proxy::{ProxyHeader, ProxyParse, parse_proxy_header};
pub(crate) use reply::split_code;
pub use reply::{
    ParsedReply, ReplyAssembler, ReplyItem, parse_code, starts_with_code, text_of_reply_line,
};
pub use user::is_anonymous;
pub(crate) use verb::position;
pub use verb::{Answer, ArgumentRule, Effect, Replies, TransferKind, Verb, find, grade};
pub use verbs::VERBS;
