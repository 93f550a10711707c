//! The samples: small captures, each told by a scenario.
//!
//! - [`lessons`]: one scenario a file, written to be read
//! - [`story`]: what a scenario is told with: a clock, hosts, connections, and verbs such as `line`
//!   and `fin`
//! - [`script`]: the same as text, for scenarios that are many: `C PASV`, `S 227 ...`
//! - [`tcp`]: what one end of a connection knows, and how its system behaves
//! - [`noise`]: conversations that are no FTP
//! - [`tls`], [`certificate`], [`content`], [`dice`]: bytes that look right; [`keyed`]: TLS that
//!   can be opened
//! - [`frame`]: packets as bytes; [`file`]: frames as a capture file
//!
//! Nothing here asks for the time or for chance, so a scenario gives the same bytes always.

mod certificate;
mod content;
mod dice;
pub(crate) mod file;
mod frame;
mod keyed;
mod lessons;
mod noise;
pub(crate) mod script;
pub(crate) mod story;
pub(crate) mod tcp;
mod tls;

use story::Story;

/// One capture, as it lies in the folder of samples.
pub(crate) struct Sample {
    /// Its file name.
    pub(crate) name: &'static str,
    /// The whole file.
    pub(crate) bytes: Vec<u8>,
}

/// A scenario and the file it is told in.
type Lesson = (&'static str, fn() -> Story);

/// Every lesson. A new one is a file in `lessons` and a line here.
const LESSONS: &[Lesson] = &[
    ("active.pcap", lessons::active::tell),
    ("passive.pcap", lessons::passive::tell),
    ("epsv-ipv6.pcap", lessons::epsv_ipv6::tell),
    ("eprt-ipv4.pcap", lessons::eprt_ipv4::tell),
    ("two-active.pcap", lessons::two_active::tell),
    ("nat-227.pcap", lessons::nat_227::tell),
    ("firewall-active.pcap", lessons::firewall_active::tell),
    ("mixed.pcapng", lessons::mixed::tell),
    ("fxp.pcap", lessons::fxp::tell),
    ("abor.pcap", lessons::abor::tell),
    ("bounce.pcap", lessons::bounce::tell),
    ("retransmission.pcap", lessons::retransmission::tell),
    ("data-before-227.pcap", lessons::data_before_227::tell),
    ("default-port.pcap", lessons::default_port::tell),
    (
        "multiline-pipelined.pcap",
        lessons::multiline_pipelined::tell,
    ),
    ("ftps-explicit.pcap", lessons::ftps_explicit::tell),
    ("ftps-explicit.pcapng", lessons::ftps_opened::tell),
    ("ftps-not-resumed.pcapng", lessons::ftps_not_resumed::tell),
    ("resume.pcap", lessons::resume::tell),
    ("refused-login.pcap", lessons::refused_login::tell),
];

/// All samples, rebuilt from their scenarios.
pub(crate) fn samples() -> Vec<Sample> {
    LESSONS
        .iter()
        .map(|&(name, tell)| Sample {
            name,
            bytes: file::write(name, &tell()),
        })
        .collect()
}
