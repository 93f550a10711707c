//! Options of programs that take a password: `mysql -pword`, `unzip -P word`.

use std::ops::Range;

use super::net::NET;
use super::operands::has_operand;
use super::words::without_quotes;
use super::{SSHPASS, WRITERS, Words, begins_with, ends_cluster, is_one_of};

/// Options that take a password. A name that ends in a star stands for those that begin like that.
const TAKING: [Taking; 17] = [
    Taking {
        programs: &[b"mysql*", b"mariadb*", b"7z", b"7za", b"rar", b"unrar"],
        option: b"-p",
        flags: b"",
        joined: true,
        apart: false,
        exact: false,
    },
    Taking {
        programs: &[b"unzip", b"zip"],
        option: b"-P",
        flags: b"",
        joined: true,
        apart: true,
        exact: false,
    },
    Taking {
        programs: &[b"plink", b"pscp", b"psftp"],
        option: b"-pw",
        flags: b"",
        joined: false,
        apart: true,
        exact: false,
    },
    Taking {
        programs: &[b"ldap*"],
        option: b"-w",
        flags: b"AacCIkKLMnNOqQtuvxZ",
        joined: true,
        apart: true,
        exact: false,
    },
    Taking {
        programs: &[b"sqlcmd", b"osql", b"isql", b"tsql", b"bcp"],
        option: b"-P",
        flags: b"",
        joined: true,
        apart: true,
        exact: false,
    },
    Taking {
        programs: &[b"redis-cli"],
        option: b"-a",
        flags: b"",
        joined: false,
        apart: true,
        exact: false,
    },
    Taking {
        programs: &[b"mongo*", b"ncftp*", b"useradd", b"usermod"],
        option: b"-p",
        joined: true,
        ..Taking::APART
    },
    Taking {
        programs: &[b"ipmitool"],
        option: b"-P",
        joined: true,
        ..Taking::APART
    },
    Taking {
        programs: &[b"mosquitto_pub", b"mosquitto_sub", b"mosquitto_rr"],
        option: b"-P",
        ..Taking::APART
    },
    Taking {
        programs: &[b"psexec", b"psexec64"],
        option: b"-p",
        ..Taking::APART
    },
    Taking {
        programs: &[b"openssl"],
        option: b"-k",
        ..Taking::APART
    },
    Taking {
        programs: &[b"openssl"],
        option: b"-K",
        ..Taking::APART
    },
    Taking {
        programs: &[b"keytool", b"jarsigner"],
        option: b"-storepass",
        ..Taking::APART
    },
    Taking {
        programs: &[b"keytool", b"jarsigner"],
        option: b"-keypass",
        ..Taking::APART
    },
    Taking {
        programs: &[b"schtasks", b"tasklist", b"taskkill", b"systeminfo"],
        option: b"/p",
        ..Taking::APART
    },
    Taking {
        programs: &[b"schtasks"],
        option: b"/rp",
        ..Taking::APART
    },
    Taking {
        programs: &[b"curl"],
        option: b"--oauth2-bearer",
        ..Taking::APART
    },
];
/// The bit behind those of [`TAKING`].
pub(super) const OTHERS: u32 = 1 << TAKING.len();

/// An option of some programs that takes a password.
struct Taking {
    programs: &'static [&'static [u8]],
    option: &'static [u8],
    /// Options of one letter that may stand before the letter of it, in one word with it and with
    /// what it takes.
    flags: &'static [u8],
    /// Right behind it.
    joined: bool,
    /// In the next word.
    apart: bool,
    /// The option is a word of its own: no letters of others are joined in front of it, since the
    /// program has long ones with one dash (`openssl rsa -check`) or none of a letter.
    exact: bool,
}

impl Taking {
    /// What most programs have: the password is the next word, and no other option is joined to its
    /// own.
    const APART: Taking = Taking {
        programs: &[],
        option: b"",
        flags: b"",
        joined: false,
        apart: true,
        exact: true,
    };

    fn is_of(&self, program: &[u8]) -> bool {
        self.programs
            .iter()
            .any(|known| match known.strip_suffix(b"*") {
                Some(beginning) => begins_with(program, beginning) && !is_file(program),
                None => program.eq_ignore_ascii_case(known),
            })
    }

    /// In Windows letters of both cases are the same.
    fn is_option(&self, text: &[u8]) -> bool {
        match self.option {
            [b'-', letter] if !self.exact => ends_cluster(text, *letter),
            [b'/', ..] => text.eq_ignore_ascii_case(self.option),
            _ => text == self.option,
        }
    }

    /// Where what it takes begins in a word that holds both.
    fn joined_at(&self, text: &[u8]) -> Option<usize> {
        let letters = text.strip_prefix(b"-")?;
        let flags = letters.iter().take_while(|byte| self.flags.contains(byte));
        let flags = flags.count();
        let begins = letters[flags..].starts_with(&self.option[1..]);
        let at = flags + self.option.len();
        (self.joined && begins && at < text.len()).then_some(at)
    }
}

/// Which of [`TAKING`] a program is of, one bit for each row, and [`OTHERS`] where it is another one
/// whose words are looked at. It is asked for each word of a line: no option is a program.
pub(super) fn kinds(name: &[u8]) -> u32 {
    if !name.first().is_some_and(u8::is_ascii_alphanumeric) {
        return 0;
    }
    let others: [&[u8]; 2] = [SSHPASS, NET];
    let mut kinds = 0;
    if is_one_of(name, &others) || is_one_of(name, &WRITERS) || has_operand(name) {
        kinds |= OTHERS;
    }
    for (row, taking) in TAKING.iter().enumerate() {
        if taking.is_of(name) {
            kinds |= 1 << row;
        }
    }
    kinds
}

/// The name of a file of text or of an archive, and not that of a program: `ldap.conf`.
fn is_file(name: &[u8]) -> bool {
    const SCRIPTS: [&[u8]; 4] = [b"bat", b"cmd", b"com", b"sh"];
    let dot = name.iter().rposition(|byte| *byte == b'.');
    let extension = dot.map_or(&b""[..], |dot| &name[dot + 1..]);
    extension.first().is_some_and(u8::is_ascii_alphabetic) && !is_one_of(extension, &SCRIPTS)
}

impl Words<'_> {
    /// What stands behind an option, or right after it, up to the end of the command. `kinds`: of
    /// each word as a program.
    pub(super) fn of_options(&self, kinds: &[u32]) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        let mut running = 0;
        for (index, word) in self.places.iter().enumerate() {
            if running != 0 && b"-/\"'".contains(&self.line[word.start]) {
                let rows = TAKING.iter().enumerate();
                let rows = rows.filter(|(row, _)| running & (1 << row) != 0);
                found.extend(rows.filter_map(|(_, taking)| self.taken(taking, index)));
            }
            running |= kinds[index] & !OTHERS;
            if self.ends_command(word) {
                running = 0;
            }
        }
        found
    }

    fn taken(&self, taking: &Taking, index: usize) -> Option<Range<usize>> {
        let option = without_quotes(self.line, self.places[index].clone());
        let text = self.text(&option);
        let found = if let Some(at) = taking.joined_at(text) {
            option.start + at..option.end
        } else if taking.apart && taking.is_option(text) {
            self.places.get(index + 1)?.clone()
        } else {
            return None;
        };
        Some(without_quotes(self.line, found))
    }
}
