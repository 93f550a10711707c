//! The Telnet layer of the control connection (RFC 854), byte by byte.

use memchr::memchr2;

/// "Interpret as command", or a letter of a peer that knows no Telnet.
pub(super) const IAC: u8 = 255;

/// What a byte turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NvtStep {
    /// Text.
    Text(u8),
    /// Text, and so was the 255 before it.
    TextAfterLetter(u8),
    /// Part of a Telnet command, or not yet known.
    Nothing,
    /// It makes the bytes before it a Telnet command.
    Telnet,
}

/// Where in a Telnet command the next byte stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Nvt {
    /// In none.
    #[default]
    Text,
    /// After IAC.
    Command,
    /// After IAC and WILL, WONT, DO or DONT: the option.
    Option,
    /// After IAC SB: parameters up to IAC SE.
    Parameters,
    /// After IAC within these.
    ParametersIac,
}

const SE: u8 = 240;
const SB: u8 = 250;
const WILL: u8 = 251;
const DONT: u8 = 254;

impl Nvt {
    /// Takes a byte that is not LF.
    pub(super) fn step(&mut self, byte: u8) -> NvtStep {
        let (next, step) = match (*self, byte) {
            (Nvt::Text, IAC) => (Nvt::Command, NvtStep::Nothing),
            // no option is CR: a name may end in letters that look like WILL, and its line shall
            // end all the same
            (Nvt::Text, _) | (Nvt::Option, b'\r') => (Nvt::Text, NvtStep::Text(byte)),
            (Nvt::Command, IAC) => (Nvt::Text, NvtStep::Text(IAC)),
            (Nvt::Command, WILL..=DONT) => (Nvt::Option, NvtStep::Telnet),
            (Nvt::Command, SB) => (Nvt::Parameters, NvtStep::Telnet),
            (Nvt::Command, SE..SB) => (Nvt::Text, NvtStep::Telnet),
            (Nvt::Command, _) => (Nvt::Text, NvtStep::TextAfterLetter(byte)),
            (Nvt::Option, _) | (Nvt::ParametersIac, SE) => (Nvt::Text, NvtStep::Nothing),
            (Nvt::Parameters, IAC) => (Nvt::ParametersIac, NvtStep::Nothing),
            (Nvt::Parameters | Nvt::ParametersIac, _) => (Nvt::Parameters, NvtStep::Nothing),
        };
        *self = next;
        step
    }

    /// The line ends here. True where it ends in an IAC with nothing after it, which was a letter.
    /// An option or parameters that the line does not hold are not waited for: no FTP peer
    /// negotiates, and no later line shall be lost to it.
    pub(super) fn end_line(&mut self) -> bool {
        std::mem::take(self) == Nvt::Command
    }
}

/// Neither Telnet nor the padding of CR.
pub(super) fn is_plain(bytes: &[u8]) -> bool {
    memchr2(IAC, 0, bytes).is_none()
}
