//! Arguments of the commands that set transfer parameters.

use super::Effect;
use crate::model::{Command, DataType};

impl Command {
    /// The type that a TYPE command chooses; `None` for any other command, and for a type that no
    /// RFC knows.
    pub(crate) fn chosen_type(&self) -> Option<DataType> {
        match self.effect() {
            Effect::Type => data_type(self.argument()?),
            _ => None,
        }
    }
}

/// The type that the argument of TYPE chooses (RFC 959 section 4.1.2): its first letter, whatever
/// form or byte size follows.
pub fn data_type(argument: &[u8]) -> Option<DataType> {
    Some(
        match argument.trim_ascii_start().first()?.to_ascii_uppercase() {
            b'A' => DataType::Ascii,
            b'I' => DataType::Image,
            b'E' => DataType::Ebcdic,
            b'L' => DataType::Local,
            _ => return None,
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_letter_chooses() {
        for (argument, expected) in [
            (&b"I"[..], Some(DataType::Image)),
            (b"a N", Some(DataType::Ascii)),
            (b"L 8", Some(DataType::Local)),
            (b"X", None),
            (b"", None),
        ] {
            assert_eq!(data_type(argument), expected);
        }
    }
}
