//! Groups that programs for containers are told: `docker run --user 1000:1000 image`.
//!
//! Such a group looks like a user with a password, and a password that is taken for a group would be
//! shown. So the program must begin a command, and the option must stand before the image or the
//! container, where none but the program's own options are. What is not known for sure is no group.

use super::{HANDED_ON, TYPED_BEFORE, Words, is_one_of};

/// Programs whose `--user` takes a user and a group, or their numbers.
const CONTAINERS: [&[u8]; 6] = [
    b"docker",
    b"docker-compose",
    b"podman",
    b"nerdctl",
    b"buildah",
    b"runc",
];
/// What such a program does with that option.
pub(super) const STARTING: [&[u8]; 3] = [b"run", b"exec", b"create"];
/// What may stand before it.
const SPACES: [&[u8]; 2] = [b"container", b"compose"];
/// Options whose next word is a value, where no `=` joins them.
const WITH_VALUE: [&[u8]; 26] = [
    b"-e",
    b"--env",
    b"--env-file",
    b"-v",
    b"--volume",
    b"--mount",
    b"-p",
    b"--publish",
    b"--expose",
    b"-w",
    b"--workdir",
    b"-h",
    b"--hostname",
    b"-m",
    b"--memory",
    b"--cpus",
    b"-l",
    b"--label",
    b"--name",
    b"--net",
    b"--network",
    b"--entrypoint",
    b"--restart",
    b"--pull",
    b"--platform",
    b"--add-host",
];

impl Words<'_> {
    /// The options that name a group, in order: at most one of each command.
    pub(super) fn options_of_groups(&self) -> Vec<usize> {
        let programs = 0..self.places.len();
        programs
            .filter(|&index| self.begins_container(index))
            .filter_map(|index| self.option_of_group(index + 1))
            .collect()
    }

    /// Such a program, which begins a command.
    fn begins_container(&self, index: usize) -> bool {
        is_one_of(self.programs[index], &CONTAINERS) && self.begins_command(index)
    }

    /// True for the first word of a line or of what is in quotes, and behind `;`, `&` and `|`.
    fn begins_command(&self, index: usize) -> bool {
        let before = &self.places[..index];
        let Some(last) = before.last().map(|word| self.text(word)) else {
            return self.span.start > 0;
        };
        if ends_command(last) {
            return true;
        }
        let mut before = before.iter().map(|word| self.text(word));
        self.span.start == 0 && index <= COMMAND && before.all(is_of_the_server)
    }

    /// The first option for a user among those of a program, which begin there.
    fn option_of_group(&self, start: usize) -> Option<usize> {
        let mut starts = false;
        let mut is_value = false;
        for index in start..self.places.len() {
            let text = self.text(&self.places[index]);
            if text.iter().any(|byte| b";&|`\\".contains(byte)) {
                return None;
            } else if is_value {
                is_value = false;
            } else if text.starts_with(b"-") {
                if starts && is_user_option(text) {
                    return Some(index);
                }
                is_value = WITH_VALUE.contains(&text);
            } else if !starts && STARTING.contains(&text) {
                starts = true;
            } else if starts || !SPACES.contains(&text) {
                return None;
            }
        }
        None
    }
}

/// How many words stand at most before the program: `QUOTE SITE EXEC`, and one more.
const COMMAND: usize = 4;

/// Words of the command that hands the line on.
fn is_of_the_server(text: &[u8]) -> bool {
    is_one_of(text, &TYPED_BEFORE)
        || is_one_of(text, &HANDED_ON)
        || text.eq_ignore_ascii_case(b"EXEC")
}

/// A word behind which another command begins: neither quoted nor escaped.
fn ends_command(text: &[u8]) -> bool {
    let is_plain = !text.iter().any(|byte| b"\"'\\".contains(byte));
    is_plain && text.last().is_some_and(|byte| b";&|".contains(byte))
}

fn is_user_option(text: &[u8]) -> bool {
    text == b"--user" || text.starts_with(b"--user=") || text.starts_with(b"-u")
}
