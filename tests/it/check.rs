//! `check`: each key, each mistake, each report, and what is recorded.

mod keys;
mod recorded;
mod reports;
mod usage;
