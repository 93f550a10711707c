//! The integration tests, one binary.
//!
//! - [`samples`]: every sample is what its scenario tells, and every output of it is what it was
//! - [`seed`]: the two reference exchanges, frame by frame
//! - [`captures`]: recorded and made captures against what is known of them
//! - [`bad_input`], [`inputs`], [`options`], [`secrets`], [`hostile`]: the command line
//! - [`extract`], [`slice`]: what they write
//! - [`docs`]: what the pages say is true
//! - [`schema`]: the JSON document against its schema
//! - [`oracle`]: our rows against tshark's
//! - [`props`]: properties of whole analyses
//! - [`support`]: what they share; [`story`]: captures made for one test

mod bad_input;
mod captures;
mod docs;
mod extract;
mod findings;
mod hostile;
mod inputs;
mod options;
mod oracle;
mod props;
mod samples;
mod schema;
mod secrets;
mod seed;
mod slice;
mod story;
mod support;

/// The scenarios of the samples, and what they are told with.
#[path = "../../examples/make_samples/samples/mod.rs"]
mod rebuilt;
