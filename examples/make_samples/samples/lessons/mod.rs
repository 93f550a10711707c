//! The scenarios, one a file. Read `passive` and `active` first.

pub(super) mod abor;
pub(super) mod active;
pub(super) mod bounce;
pub(super) mod data_before_227;
pub(super) mod default_port;
pub(super) mod eprt_ipv4;
pub(super) mod epsv_ipv6;
pub(super) mod firewall_active;
pub(super) mod ftps_explicit;
pub(super) mod ftps_not_resumed;
pub(super) mod ftps_opened;
pub(super) mod fxp;
pub(super) mod mixed;
pub(super) mod multiline_pipelined;
pub(super) mod nat_227;
pub(super) mod passive;
pub(super) mod refused_login;
pub(super) mod resume;
pub(super) mod retransmission;
pub(super) mod two_active;
