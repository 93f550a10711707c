//! The words of a page, in every language at once: a reader chooses in the browser.

use std::sync::Arc;

use maud::{Markup, html};

use crate::text::hosts::HostNames;
use crate::text::locale::{Catalogue, Language, Value};

/// The catalogues, that of the page's first language in front.
pub struct PageCatalogues {
    all: Vec<(Language, Catalogue)>,
}

impl PageCatalogues {
    /// Every language; the page opens in `first`.
    pub fn new(first: Language) -> Self {
        let others = Language::ALL
            .iter()
            .copied()
            .filter(|&language| language != first);
        PageCatalogues {
            all: std::iter::once(first)
                .chain(others)
                .map(|l| (l, Catalogue::new(l)))
                .collect(),
        }
    }

    /// The same, with names for addresses.
    #[must_use]
    pub fn naming(mut self, hosts: &Arc<HostNames>) -> Self {
        let named = self.all.into_iter();
        self.all = named
            .map(|(language, catalogue)| (language, catalogue.naming(Arc::clone(hosts))))
            .collect();
        self
    }

    /// What addresses are called.
    pub(super) fn hosts(&self) -> &HostNames {
        self.first().hosts()
    }

    /// The languages, the first one in front.
    pub(super) fn languages(&self) -> impl Iterator<Item = Language> {
        self.all.iter().map(|(language, _)| *language)
    }

    /// The catalogue of the first language.
    pub(super) fn first(&self) -> &Catalogue {
        &self.all[0].1
    }

    /// What `tell` says in each language, in order.
    pub(super) fn each<T>(&self, tell: impl Fn(&Catalogue) -> T) -> Vec<T> {
        self.all
            .iter()
            .map(|(_, catalogue)| tell(catalogue))
            .collect()
    }

    /// A message in the first language, for attributes; the script changes those with the language.
    pub(super) fn plain(&self, id: &str) -> String {
        self.first().text(id, &[])
    }

    /// A message without places.
    pub(super) fn say(&self, id: &str) -> Markup {
        self.say_with(id, &[])
    }

    /// A message with its places filled.
    pub(super) fn say_with(&self, id: &str, args: &[(&str, Value<'_>)]) -> Markup {
        self.tell(|catalogue| catalogue.text(id, args))
    }

    /// What `tell` says: an element for each language, of which one is not hidden; once, where all
    /// say the same.
    pub(super) fn tell(&self, tell: impl Fn(&Catalogue) -> String) -> Markup {
        self.given(&self.each(tell))
    }

    /// So many bytes, as each language writes the number.
    pub(super) fn size(&self, bytes: u64) -> Markup {
        let size = super::size(bytes);
        self.tell(|catalogue| catalogue.decimal(&size).into_owned())
    }

    /// The same of texts that were told before.
    pub(super) fn given(&self, texts: &[String]) -> Markup {
        if texts.iter().all(|text| *text == texts[0]) {
            return html! { (texts[0]) };
        }
        html! {
            @for (number, ((language, _), text)) in self.all.iter().zip(texts).enumerate() {
                span lang=(language.tag()) hidden[number > 0] { (text) }
            }
        }
    }
}

impl std::fmt::Debug for PageCatalogues {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.languages()).finish()
    }
}
