//! The language of what people read: the argument, and the one place that decides where none was
//! given.
//!
//! What somebody reads at a terminal is in the language of the environment, and so are messages
//! where standard error is one. The page of `report` opens in it wherever it is written to: a
//! person opens it, and can change the language there. All else goes to a program, or to somebody
//! whose language nobody knows: pipes, files and formats for programs are in English, so that a
//! script gives the same on every machine.
//!
//! The environment is what POSIX says of messages: of `LC_ALL`, `LC_MESSAGES` and `LANG` the first
//! that is set and not empty decides, whatever the others hold. Windows and macOS keep the language
//! elsewhere; they are asked where none of the three is set. A locale that no catalogue speaks,
//! such as `C`, is English.
//!
//! Some terminals cannot show the letters of Vietnamese: those whose locale names another character
//! set than UTF-8, the only one that is written here, and the text console of Linux, whose fonts
//! have 512 glyphs. They get English. A dumb terminal cannot do without letters either, and is
//! treated like any other; a console of Windows takes text as Unicode, whatever its code page is.

use std::io::{self, IsTerminal as _};

use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

use crate::text::locale::Language;

/// Variables that name a locale, in the order in which they decide.
const VARIABLES: [&str; 3] = ["LC_ALL", "LC_MESSAGES", "LANG"];

/// The language, on every command that says something.
#[derive(Clone, Copy, Debug, Args)]
pub(super) struct LanguageArgs {
    /// The language of what people read
    ///
    /// Without it, terminals and the page of `report` get that of the environment (`LC_ALL`,
    /// `LC_MESSAGES` or `LANG`), and pipes, files and formats for programs get English.
    #[arg(long, value_name = "en|vi", hide_possible_values = true, value_parser = languages())]
    lang: Option<Language>,
}

/// The languages that have a catalogue, by their tags.
fn languages() -> impl TypedValueParser<Value = Language> {
    let tags = Language::ALL
        .iter()
        .map(|language| PossibleValue::new(language.tag()).help(language.name()));
    PossibleValuesParser::new(tags)
        .try_map(|tag| Language::from_tag(&tag).ok_or("no catalogue of that language"))
}

/// Who reads a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Audience {
    /// Whoever sits at the terminal, where standard output is one.
    Stdout,
    /// The same of standard error.
    Stderr,
    /// Whoever opens the page in a browser.
    Browser,
    /// A program, or somebody to whom a file is handed on.
    Others,
}

impl LanguageArgs {
    /// The language of what that audience gets.
    pub(super) fn of(self, audience: Audience) -> Language {
        language(self.lang, audience)
    }
}

/// The language that was asked for, or that of whoever reads.
pub(super) fn language(asked: Option<Language>, audience: Audience) -> Language {
    asked.unwrap_or_else(|| {
        let is_terminal = match audience {
            Audience::Stdout => io::stdout().is_terminal(),
            Audience::Stderr => io::stderr().is_terminal(),
            Audience::Browser | Audience::Others => false,
        };
        let environment = Environment::new(|name| std::env::var(name).ok(), system_locale);
        environment.language(audience, is_terminal)
    })
}

/// What the environment says of language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Environment {
    language: Language,
    /// Its terminal has the letters of every language.
    shows_letters: bool,
}

impl Environment {
    /// `variable` looks one up; `system` knows what the system is set to, where variables say
    /// nothing.
    fn new(
        variable: impl Fn(&str) -> Option<String>,
        system: impl FnOnce() -> Option<String>,
    ) -> Self {
        let set = VARIABLES.iter().filter_map(|name| variable(name));
        let locale = set.into_iter().find(|locale| !locale.is_empty());
        let locale = locale.or_else(system).unwrap_or_default();
        let is_console = variable("TERM").is_some_and(|term| term == "linux");
        Environment {
            language: spoken(&locale),
            shows_letters: writes_utf8(&locale) && !is_console,
        }
    }

    fn language(self, audience: Audience, is_terminal: bool) -> Language {
        let is_read = match audience {
            Audience::Stdout | Audience::Stderr => is_terminal && self.shows_letters,
            Audience::Browser => true,
            Audience::Others => false,
        };
        if is_read {
            self.language
        } else {
            Language::default()
        }
    }
}

/// The language of a locale, by its name in POSIX (`vi_VN.UTF-8@x`) or its tag of BCP 47 (`vi-VN`);
/// English, where no catalogue speaks it.
fn spoken(locale: &str) -> Language {
    let language = locale.split(['_', '-', '.', '@']).next();
    let tag = language.unwrap_or_default().to_ascii_lowercase();
    Language::from_tag(&tag).unwrap_or_default()
}

/// True where a locale names no other character set than UTF-8 (`vi_VN.TCVN` does).
fn writes_utf8(locale: &str) -> bool {
    let Some((_, set)) = locale.split_once('.') else {
        return true;
    };
    let set = set.split('@').next().unwrap_or_default();
    set.eq_ignore_ascii_case("UTF-8") || set.eq_ignore_ascii_case("UTF8")
}

/// The language of the system, which keeps it elsewhere than in variables.
#[cfg(any(windows, target_os = "macos"))]
fn system_locale() -> Option<String> {
    sys_locale::get_locale()
}

#[cfg(not(any(windows, target_os = "macos")))]
fn system_locale() -> Option<String> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An environment of such variables, `LANG=vi TERM=linux`, on a system of that locale.
    fn environment(variables: &str, system: Option<&str>) -> Environment {
        let pairs: Vec<(&str, &str)> = variables
            .split_whitespace()
            .filter_map(|pair| pair.split_once('='))
            .collect();
        Environment::new(
            |name| {
                let pair = pairs.iter().find(|(known, _)| *known == name);
                pair.map(|(_, value)| (*value).to_owned())
            },
            || system.map(str::to_owned),
        )
    }

    #[test]
    fn a_locale_names_its_language() {
        for locale in [
            "vi",
            "vi_VN",
            "vi_VN.UTF-8",
            "vi-VN",
            "VI",
            "vi@x",
            "vi.utf8",
        ] {
            assert_eq!(spoken(locale), Language::Vi, "{locale}");
        }
        for locale in [
            "",
            "C",
            "C.UTF-8",
            "POSIX",
            "en_GB",
            "fr_FR.UTF-8",
            "vie",
            "xvi",
        ] {
            assert_eq!(spoken(locale), Language::En, "{locale}");
        }
    }

    #[test]
    fn the_first_variable_that_is_set_decides() {
        for (variables, language) in [
            ("", Language::En),
            ("LANG=vi_VN.UTF-8", Language::Vi),
            ("LANG=vi LC_MESSAGES=en_US.UTF-8", Language::En),
            ("LANG=en_US.UTF-8 LC_MESSAGES=vi", Language::Vi),
            ("LANG=vi LC_MESSAGES=vi LC_ALL=C", Language::En),
            ("LANG=vi LC_MESSAGES= LC_ALL=", Language::Vi),
            ("LANGUAGE=vi", Language::En),
        ] {
            let environment = environment(variables, None);
            assert_eq!(environment.language, language, "{variables}");
        }
    }

    #[test]
    fn the_system_is_asked_where_no_variable_is_set() {
        assert_eq!(environment("", Some("vi-VN")).language, Language::Vi);
        assert_eq!(environment("LANG=C", Some("vi-VN")).language, Language::En);
        assert_eq!(environment("LANG=", Some("vi-VN")).language, Language::Vi);
    }

    #[test]
    fn who_reads_decides_whether_the_environment_counts() {
        let here = environment("LANG=vi_VN.UTF-8 TERM=xterm", None);
        for (audience, is_terminal, language) in [
            (Audience::Stdout, true, Language::Vi),
            (Audience::Stdout, false, Language::En),
            (Audience::Stderr, true, Language::Vi),
            (Audience::Stderr, false, Language::En),
            (Audience::Browser, false, Language::Vi),
            (Audience::Others, true, Language::En),
        ] {
            assert_eq!(
                here.language(audience, is_terminal),
                language,
                "{audience:?}"
            );
        }
    }

    #[test]
    fn a_terminal_without_the_letters_gets_english_and_a_browser_has_them() {
        for (variables, on_terminal) in [
            ("LANG=vi_VN TERM=xterm", Language::Vi),
            ("LANG=vi_VN.UTF-8 TERM=dumb", Language::Vi),
            ("LANG=vi_VN.utf8@x", Language::Vi),
            ("LANG=vi_VN.TCVN TERM=xterm", Language::En),
            ("LANG=vi_VN.UTF-8 TERM=linux", Language::En),
        ] {
            let here = environment(variables, None);
            assert_eq!(
                here.language(Audience::Stdout, true),
                on_terminal,
                "{variables}"
            );
            assert_eq!(
                here.language(Audience::Browser, false),
                Language::Vi,
                "{variables}"
            );
        }
    }
}
