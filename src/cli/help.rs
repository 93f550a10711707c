//! What `-h` and `--help` print. A command has a few options of its own and some thirty that all
//! have: `-h` is a screen with the former, and names the others in a line; `--help` explains all,
//! its own first.

use clap::{Arg, Args as _, Command, CommandFactory as _};

use super::args::Arguments;
use super::common::Common;

/// Options that change nothing of what a command does: they are accepted, and not shown.
const IDLE: &[(&str, &[&str])] = &[
    ("overview", &["hash", "show_passwords"]),
    ("timeline", &["hash"]),
    ("diagnose", &["hash", "show_passwords"]),
    ("transcript", &["hash"]),
    ("explain", &["hash"]),
    ("diagram", &["hash"]),
    ("quiz", &["hash"]),
    ("report", &["color"]),
    ("extract", &["color"]),
    ("slice", &["hash", "color", "show_passwords"]),
    ("check", &["hash", "show_passwords", "connections"]),
    ("diff", &["connections"]),
];
/// What files are called beside their names, and the commands that say it.
const OF_FILES: [&str; 2] = ["sensor", "hash_captures"];
const NAMING_FILES: [&str; 2] = ["sessions", "export"];
/// Lines of examples in `-h`.
const EXAMPLES: usize = 3;
/// The heading of the filters, as [`Common`] has it, and that of the rest of it.
const FILTERS: &str = "Filters";
const COMMON: &str = "Common options";

/// The program with its commands, and the help of each.
pub(super) fn command() -> Command {
    let whole = Arguments::command();
    let names: Vec<String> = whole
        .get_subcommands()
        .map(|command| command.get_name().to_owned())
        .collect();
    let whole = arranged(whole);
    // arranged where it is used: to put all options of all commands in order takes longer than most
    // captures
    names.into_iter().fold(whole, |whole, name| {
        whole.mut_subcommand(name, |command| command.defer(arranged))
    })
}

/// A command whose own options come first.
fn arranged(command: Command) -> Command {
    let shared = Common::augment_args(Command::new("common"));
    let takes_captures = command
        .get_arguments()
        .any(|argument| argument.get_id() == "captures");
    if !takes_captures {
        return command;
    }
    let idle = idle(command.get_name());
    let names_files = NAMING_FILES.contains(&command.get_name());
    let mut lines = [Vec::new(), Vec::new()];
    let mut command = command;
    for argument in shared.get_arguments() {
        let id = argument.get_id().to_string();
        let is_idle =
            idle.contains(&id.as_str()) || (OF_FILES.contains(&id.as_str()) && !names_files);
        let is_filter = argument.get_help_heading() == Some(FILTERS);
        if !is_idle {
            lines[usize::from(!is_filter)].extend(named(argument, is_filter));
        }
        command = command.mut_arg(id, |argument| {
            let argument = argument.hide_short_help(true).hide(is_idle);
            if argument.is_positional() || is_filter {
                argument
            } else {
                argument.help_heading(COMMON)
            }
        });
    }
    let whole = command
        .get_after_help()
        .map(ToString::to_string)
        .unwrap_or_default();
    let [filters, common] = lines.map(|line| line.join(", "));
    let short = format!(
        "Filters: {filters}\nCommon: {common}\n\n{}",
        examples(&whole)
    );
    command.after_help(short).after_long_help(whole)
}

fn idle(command: &str) -> &'static [&'static str] {
    let row = IDLE.iter().find(|(name, _)| *name == command);
    row.map_or(&[], |(_, options)| options)
}

/// `--session N`, or without the value.
fn named(argument: &Arg, with_value: bool) -> Option<String> {
    let long = argument.get_long()?;
    let takes_value = with_value && argument.get_action().takes_values();
    let value = argument.get_value_names().filter(|_| takes_value);
    Some(match value.and_then(|names| names.first()) {
        Some(value) => format!("--{long} {value}"),
        None => format!("--{long}"),
    })
}

/// The first of them.
fn examples(after_help: &str) -> String {
    let mut lines = after_help.lines();
    let head = lines.next().unwrap_or_default();
    let shown = lines
        .take_while(|line| line.starts_with("  "))
        .take(EXAMPLES);
    let shown: Vec<&str> = std::iter::once(head).chain(shown).collect();
    shown.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines of the longest `-h`, and of those of commands with a few options.
    const MOST: usize = 56;
    const SCREEN: usize = 25;

    #[test]
    fn the_short_help_of_a_command_is_a_screen() {
        let mut whole = command().term_width(80);
        let root = whole.render_help().to_string();
        assert!(root.lines().count() <= MOST, "{root}");
        for command in whole.get_subcommands() {
            if command.get_name() == "help" {
                continue;
            }
            let most = match command.get_name() {
                "check" | "export" | "extract" | "plan" | "quiz" | "slice" => MOST,
                _ => SCREEN,
            };
            let help = command.clone().term_width(80).render_help().to_string();
            assert!(help.lines().count() <= most, "{help}");
            assert!(
                help.lines().all(|line| line.chars().count() <= 80),
                "{help}"
            );
        }
    }

    #[test]
    fn what_changes_nothing_is_accepted_and_not_shown() {
        for (name, options) in IDLE {
            let mut whole = command();
            whole.build();
            let command = whole.find_subcommand(name).expect("a command");
            for option in *options {
                let mut arguments = command.get_arguments();
                let argument = arguments.find(|argument| argument.get_id() == option);
                assert!(argument.is_some_and(Arg::is_hide_set), "{name} {option}");
            }
        }
    }
}
