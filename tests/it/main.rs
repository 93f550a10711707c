//! The integration tests, one binary.
//!
//! - [`samples`]: every sample is what its scenario tells, and every output of it is what it was
//! - [`seed`]: the two reference exchanges, frame by frame
//! - [`captures`]: recorded and made captures against what is known of them
//! - [`bad_input`], [`inputs`], [`options`], [`secrets`], [`hostile`]: the command line
//! - [`docs`]: what the pages say is true
//! - [`schema`]: the JSON document against its schema
//! - [`oracle`]: our rows against tshark's
//! - [`report`]: the page, as far as it needs no browser; tests/web opens it in one
//! - [`props`]: properties of whole analyses
//! - [`teaching`]: transcripts, explanations and diagrams
//! - [`support`]: what they share; [`story`]: captures made for one test

mod bad_input;
mod captures;
mod docs;
mod findings;
mod hostile;
mod inputs;
mod options;
mod oracle;
mod props;
mod report;
mod samples;
mod schema;
mod secrets;
mod seed;
mod story;
mod support;
mod teaching;

/// The scenarios of the samples, and what they are told with.
#[path = "../../examples/make_samples/samples/mod.rs"]
mod rebuilt;
