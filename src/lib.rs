//! ftpscope
pub mod analysis;
pub mod capture;
pub mod cli;
pub mod decode;
pub mod digest;
pub mod ftp;
pub mod limits;
pub mod locale;
pub mod output;
pub mod record;
pub mod replay;
pub mod session;
pub mod survey;
pub mod tcp;
