//! The directory that the server is in, and the paths that follow from it.

use crate::model::Reply;

use super::Conversation;
use crate::analysis::control::path::WorkingDirectory;

/// Longest directory that is believed, in bytes: twice what systems allow (`PATH_MAX`).
const LONGEST_PATH: usize = 8 << 10;

impl Conversation {
    /// What the server says of the new directory counts more than what was asked for: it may follow
    /// a link.
    pub(super) fn change_directory(&mut self, argument: &[u8], reply: &Reply) {
        let before = &self.parameters.directory;
        let told = WorkingDirectory::told_by_cwd(reply.text.bytes());
        let directory = told.unwrap_or_else(|| before.enter(argument));
        self.enter(directory);
    }

    /// No server has a path as long as that: what is told is not believed, and the directory is
    /// unknown.
    pub(super) fn enter(&mut self, directory: WorkingDirectory) {
        self.draft.shows_drives |= directory.shows_drives();
        self.parameters.directory = if directory.len() <= LONGEST_PATH {
            directory
        } else {
            WorkingDirectory::default()
        };
    }

    /// The full path of a file, as far as there is room for its directory.
    pub(super) fn full_path(&mut self, argument: &[u8]) -> Vec<u8> {
        let path = self.parameters.directory.join(argument);
        if let Some(room) = self
            .path_room
            .checked_sub(path.len().saturating_sub(argument.len()))
        {
            self.path_room = room;
            return path;
        }
        self.draft.left_out.paths += 1;
        WorkingDirectory::default().join(argument)
    }
}
