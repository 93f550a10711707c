//! Filters of the page: text → a selection, as the program takes it.

use ftpscope::analysis::selection::{Network, Pattern, Selection};
use ftpscope::model::SessionMode;
use serde::Deserialize;

/// What is chosen; a text that is empty chooses everything.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Filters {
    /// Numbers of sessions.
    session: Vec<u64>,
    client: String,
    server: String,
    user: String,
    path: String,
    mode: String,
    failed: bool,
    finding: String,
}

impl Filters {
    /// The selection.
    ///
    /// # Errors
    /// Where a client or a server is not an address and no network: what was typed.
    pub fn selection(&self) -> Result<Selection, String> {
        Ok(Selection {
            sessions: self
                .session
                .iter()
                .map(|&id| id as _)
                .map(|id| id..=id)
                .collect(),
            client: network(&self.client)?,
            server: network(&self.server)?,
            user: pattern(&self.user),
            path: pattern(&self.path),
            mode: match &*self.mode {
                "active" => Some(SessionMode::Active),
                "passive" => Some(SessionMode::Passive),
                "mixed" => Some(SessionMode::Mixed),
                _ => None,
            },
            failed: self.failed,
            findings: given(&self.finding)
                .map(str::to_owned)
                .into_iter()
                .collect(),
            ..Selection::default()
        })
    }
}

fn given(text: &str) -> Option<&str> {
    Some(text.trim()).filter(|text| !text.is_empty())
}

fn pattern(text: &str) -> Option<Pattern> {
    given(text).map(|text| Pattern::new(text))
}

fn network(text: &str) -> Result<Option<Network>, String> {
    let network = given(text).map(|text| text.parse::<Network>());
    network.transpose().map_err(|_| text.to_owned())
}
