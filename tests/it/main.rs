//! The integration tests, one binary.
//!
//! - [`samples`]: every sample is what its scenario tells, and every output of it is what it was
//! - [`sentences`]: what people are told is true
//! - [`seed`]: the two reference exchanges, frame by frame
//! - [`captures`]: recorded and made captures against what is known of them
//! - [`cases`]: captures whose right answer an RFC or a server says
//! - [`archives`]: a capture in parts is the capture as a whole
//! - [`bad_input`], [`inputs`], [`options`], [`secrets`], [`hostile`]: the command line
//! - [`changes`]: captures that change while they are read
//! - [`check`]: expectations, their reports, and recorded ones
//! - [`findings`]: for each a dialogue that shows it, and a near miss that does not
//! - [`decrypt`]: FTPS that is opened with a key log
//! - [`extract`], [`slice`], [`redact`]: what they write
//! - [`export`]: the formats of other tools, against the document
//! - [`key_logs`]: how secrets of TLS are given, and that none is handed on
//! - [`key_material`]: no part of a secret stands in any output
//! - [`diff`], [`listings`], [`usage`]: what compares, lists and helps
//! - [`first_screen`]: what a reader asks first, answered without being asked twice
//! - [`listed`]: what servers list, and what of that was taken
//! - [`docs`]: what the pages say is true
//! - [`caps`]: every limit, hit and reported
//! - [`schema`]: the JSON document against its schema
//! - [`oracle`]: our rows against tshark's
//! - [`wireshark`]: filters, the Lua dissector and the profile, through tshark
//! - [`layers`]: every module knows only those beneath it
//! - [`large`]: captures of the kinds that speed is measured with
//! - [`report`]: the page, as far as it needs no browser; tests/web opens it in one
//! - [`props`]: properties of whole analyses
//! - [`mutations`]: captures damaged at random, through everything of [`everything`]
//! - [`transfers`]: what came of them: stage, mode, roles, and whether they are complete
//! - [`teaching`]: transcripts, explanations and diagrams
//! - [`terminal`]: what a terminal shows
//! - [`readers`]: readers that leave early
//! - [`signals`]: what is left where a signal ends the program
//! - [`support`]: what they share; [`story`]: captures made for one test

mod archives;
mod bad_input;
mod caps;
mod captures;
mod cases;
#[cfg(unix)]
mod changes;
mod check;
mod contradictions;
mod costs;
mod decrypt;
mod diff;
mod docs;
mod everything;
mod export;
mod extract;
mod findings;
mod first_screen;
mod hostile;
mod inputs;
mod key_logs;
mod key_material;
mod known;
#[cfg(target_os = "linux")]
mod language;
mod large;
mod layers;
mod leaks;
mod listed;
mod listings;
mod messages;
mod mutations;
mod options;
mod oracle;
mod props;
mod quiz;
#[cfg(unix)]
mod readers;
mod redact;
mod report;
mod runner;
mod samples;
mod schema;
mod secrets;
mod seed;
mod sentences;
#[cfg(unix)]
mod signals;
mod slice;
mod story;
mod support;
mod suricata;
mod teaching;
mod terminal;
mod transfers;
mod usage;
mod wireshark;

/// The scenarios of the samples, and what they are told with.
#[path = "../../examples/make_samples/samples/mod.rs"]
mod rebuilt;

/// The generator of large captures.
#[path = "../../examples/make_capture/traffic/mod.rs"]
mod traffic;
