//! ftpscope
pub mod capture;
pub mod decode;
pub mod limits;
pub mod record;
