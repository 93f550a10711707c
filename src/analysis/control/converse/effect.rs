//! What a command does to a session once it is answered.

use crate::analysis::control::parameters::Parameters;
use crate::analysis::control::path::WorkingDirectory;
use crate::ftp::{Effect, ParsedCommand as Parsed};
use crate::model::{Reply, ReplyCode};

use super::Conversation;

impl Conversation {
    /// What a command does once it is answered.
    pub(super) fn effect(&mut self, index: usize, parsed: &Parsed, reply: &Reply) {
        let positive = reply.code.is_completion();
        match parsed.effect() {
            effect @ (Effect::User | Effect::Pass | Effect::Acct) => {
                self.login_reply(index, effect, reply.code);
            }
            Effect::Reinitialise | Effect::Auth if positive => self.reset(),
            Effect::Cwd if positive => {
                self.change_directory(parsed.argument.unwrap_or_default(), reply);
            }
            Effect::Cdup if positive => self.change_directory(b"..", reply),
            Effect::PrintDirectory if reply.code == ReplyCode::PATH_NAME => {
                let told = WorkingDirectory::told_by_pwd(reply.text.bytes());
                if let Some(directory) = told {
                    self.enter(directory);
                }
            }
            Effect::Type if positive => self.parameters.set_type(parsed.argument),
            Effect::Structure if positive => self.parameters.set_structure(parsed.argument),
            Effect::TransferMode if positive => self.parameters.set_mode(parsed.argument),
            Effect::Rest if reply.code == ReplyCode::PENDING => {
                let offset = number(parsed.argument).unwrap_or_default();
                self.parameters.restart = Some((index, offset));
            }
            Effect::Announce(_) => self.settle_offer(index, reply),
            Effect::AskAnnounce(method) if positive => {
                self.passive_reply(method, Some(index), reply);
            }
            Effect::Size | Effect::Facts if positive => self.size_reply(parsed, reply),
            Effect::Status if positive && parsed.argument.is_some() => {
                self.size_reply(parsed, reply);
            }
            Effect::Delete | Effect::RenameTo if positive => {
                self.sizes.forget_all();
                self.files_changed = index;
                if parsed.effect() == Effect::RenameTo {
                    self.rename_stored(index, parsed.argument.unwrap_or_default());
                }
            }
            Effect::Transfer(_) => self.transfer_reply(index, reply),
            _ => {}
        }
    }

    /// REIN (RFC 959 section 4.1.1) and AUTH (RFC 4217 section 4): as after the greeting.
    pub(super) fn reset(&mut self) {
        self.parameters = Parameters::default();
        self.logins.close();
        self.end_offer(None);
    }

    fn size_reply(&mut self, parsed: &Parsed, reply: &Reply) {
        let path = self.full_path(parsed.argument.unwrap_or_default());
        let text = reply.text.bytes();
        match parsed.effect() {
            Effect::Size => self
                .sizes
                .size(path.clone(), self.parameters.data_type, text),
            Effect::Status => self.sizes.status(&path, text),
            _ => self.sizes.facts(path.clone(), text),
        }
        self.compare_stored(&path);
    }
}

fn number(argument: Option<&[u8]>) -> Option<u64> {
    std::str::from_utf8(argument?).ok()?.trim().parse().ok()
}
