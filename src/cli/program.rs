//! `completions` and `man`.

use std::fs;
use std::io::{self, Write as _};
use std::path::PathBuf;

use clap::{CommandFactory as _, Subcommand};
use clap_mangen::Man;

use crate::text::escape;

use super::args::Arguments;
use super::voice::told;
use super::{CommandFailure, DONE, FAILED, stderr};

/// About the program itself: no capture is read.
#[derive(Debug, Subcommand)]
pub(super) enum Program {
    /// Print completions for a shell
    #[command(after_help = "Examples:
  source <(ftpscope completions bash)        in ~/.bashrc
  ftpscope completions zsh > ~/.zfunc/_ftpscope
  ftpscope completions fish > ~/.config/fish/completions/ftpscope.fish")]
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print or write manual pages
    #[command(after_help = "Examples:
  ftpscope man | man -l -
  ftpscope man check | man -l -
  ftpscope man -d ~/.local/share/man/man1")]
    Man {
        /// The page of this command
        command: Option<String>,
        /// Write every page to this folder
        #[arg(short, long, value_name = "DIR", conflicts_with = "command")]
        directory: Option<PathBuf>,
    },
}

const NAME: &str = "ftpscope";

pub(super) fn run(program: &Program) -> Result<u8, CommandFailure> {
    match program {
        Program::Completions { shell } => {
            // the generator panics where it cannot write
            let mut script = Vec::new();
            clap_complete::generate(*shell, &mut Arguments::command(), NAME, &mut script);
            io::stdout().lock().write_all(&script)?;
        }
        Program::Man {
            directory: Some(directory),
            ..
        } => {
            fs::create_dir_all(directory)?;
            clap_mangen::generate_to(Arguments::command(), directory)?;
        }
        Program::Man { command, .. } => return page(command.as_deref()),
    }
    Ok(DONE)
}

/// One page to standard output.
fn page(name: Option<&str>) -> Result<u8, CommandFailure> {
    let mut whole = Arguments::command();
    // gives each command its full name
    whole.build();
    let command = match name {
        None => Some(whole),
        Some(name) => whole.find_subcommand(name).cloned(),
    };
    let Some(command) = command else {
        let name = escape::text(name.unwrap_or_default().as_bytes());
        stderr::error(&told("told-no-command", &[("name", name.into())]));
        return Ok(FAILED);
    };
    let mut page = Vec::new();
    Man::new(command).render(&mut page)?;
    io::stdout().lock().write_all(&page)?;
    Ok(DONE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_has_examples_and_a_page() {
        let whole = Arguments::command();
        whole.clone().debug_assert();
        let all = std::iter::once(&whole).chain(whole.get_subcommands());
        let mut count = 0;
        for command in all.filter(|command| command.get_name() != "help") {
            let help = command
                .get_after_help()
                .map(ToString::to_string)
                .unwrap_or_default();
            let example = format!("\n  {NAME}");
            assert!(
                help.starts_with("Examples:") && help.contains(&example),
                "{}",
                command.get_name()
            );
            // these cannot be wrapped; all else is, and brings no line ends of its own
            let (lines, text): (Vec<&str>, Vec<&str>) =
                help.lines().partition(|line| line.starts_with("  "));
            assert!(
                lines.iter().all(|line| line.chars().count() <= 80),
                "{lines:#?}"
            );
            let broken = text
                .windows(2)
                .find(|pair| pair[0].len() > 40 && !pair[1].is_empty());
            assert_eq!(broken, None, "{}", command.get_name());
            count += 1;
            let mut page = Vec::new();
            Man::new(command.clone()).render(&mut page).expect("a page");
            assert!(
                String::from_utf8_lossy(&page).contains("Examples:"),
                "{}",
                command.get_name()
            );
        }
        assert!(count > 5);
    }
}
