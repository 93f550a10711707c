//! What failed, and why.

pub(super) mod capture_incomplete;
pub(super) mod control_reset;
pub(super) mod control_unanswered;
pub(super) mod idle_timeout;
pub(super) mod login_refused;
pub(super) mod nat_address;
pub(super) mod never_tried;
pub(super) mod syn_refused;
pub(super) mod syn_unanswered;
pub(super) mod tls_required;
pub(super) mod transfer_cut;
pub(super) mod transfer_refused;
