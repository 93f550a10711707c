//! A page that would be large, made small. Half of the markup is what the languages say that it
//! does not open in, and most of the rest is data for the script: both are of use to a browser that
//! runs the script alone. So the script gets them packed (gzip, in base64), and puts the other
//! languages where they stood. A small page stays as it is: it can be read as it lies.
//!
//! What a browser shows without a script is the same in both. Only a page of many sessions that
//! would be very large has the articles of most of them packed too, and says so where they stood.

use std::io::{self, Write as _};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use flate2::Compression;
use flate2::write::GzEncoder;

/// Bytes of a page that is left as it is.
const SMALL: usize = 400 << 10;
/// Bytes of a page of which all sessions can be read without a script.
const LARGE: usize = 1_000_000;
/// Bytes of markup that can be read without a script in a page that would have more.
const OPEN: usize = 400 << 10;
/// What links to other pages have in common; the script gives it to them again.
const OUTWARD: &str = " target=\"_blank\" rel=\"noopener noreferrer\"";
/// Where the data goes.
const PLACE: &str = "<script type=\"application/json\" id=\"data\">";
/// How packed data is told from other.
const PACKED: &str = "<script type=\"application/gzip\" id=\"data\">";

/// Where the article of a session begins, and what ends it; none stands in another.
const ARTICLE: (&str, &str) = ("<article class=\"session\"", "</article>");

/// What only browsers without scripts read.
const NO_SCRIPT: (&str, &str) = ("<noscript>", "</noscript>");

/// What a page is put together of.
pub(super) struct PageParts<'m> {
    /// Markup, in which the place for data is empty.
    pub(super) markup: &'m str,
    /// The data: JSON that may stand in a script element.
    pub(super) json: &'m str,
    /// The bytes of its rows.
    pub(super) bytes: &'m [u8],
    /// Tags of the languages, the first one in front.
    pub(super) languages: &'m [&'m str],
    /// Markup that says that some sessions are shown by the script alone.
    pub(super) needs_script: &'m str,
}

/// What stands in the page for those who run no script, and what only the script puts there.
struct SplitMarkup {
    open: String,
    articles: Vec<String>,
}

impl PageParts<'_> {
    /// The page.
    pub(super) fn page(&self) -> io::Result<String> {
        let bytes = BASE64.encode(self.bytes);
        if self.markup.len() + self.json.len() + bytes.len() <= SMALL {
            let data = format!("{PLACE}[{},[],[],\"{bytes}\"]", self.json);
            return Ok(self.markup.replacen(PLACE, &data, 1));
        }
        let mut others = Vec::new();
        let markup = lean(self.markup, self.languages, &mut others);
        let whole = self.filled(&SplitMarkup::whole(markup.clone()), &others)?;
        if whole.len() <= LARGE {
            return Ok(whole);
        }
        self.filled(&SplitMarkup::new(&markup, self.needs_script), &others)
    }

    fn filled(&self, split: &SplitMarkup, others: &[String]) -> io::Result<String> {
        let others = serde_json::to_string(others)?;
        let articles = serde_json::to_string(&split.articles)?;
        let json = format!("[{},{others},{articles}]", self.json);
        let packed = packed(&json, self.bytes)?;
        Ok(split.open.replacen(PLACE, &format!("{PACKED}{packed}"), 1))
    }
}

impl SplitMarkup {
    fn whole(open: String) -> Self {
        SplitMarkup {
            open,
            articles: Vec::new(),
        }
    }

    /// Takes the articles out that are beyond what is left open.
    fn new(markup: &str, needs_script: &str) -> Self {
        let (begin, end) = ARTICLE;
        let mut open = String::new();
        let mut articles = Vec::new();
        let mut rest = markup;
        while let Some(at) = rest.find(begin) {
            let until = rest[at..]
                .find(end)
                .map_or(rest.len(), |to| at + to + end.len());
            open.push_str(&rest[..at]);
            if open.len() + until - at <= OPEN {
                open.push_str(&rest[at..until]);
            } else {
                if articles.is_empty() {
                    open.push_str(needs_script);
                }
                articles.push(rest[at..until].to_owned());
            }
            rest = &rest[until..];
        }
        open.push_str(rest);
        SplitMarkup { open, articles }
    }
}

/// Markup in its first language; what the others say goes to `others`, in its order.
fn lean(markup: &str, languages: &[&str], others: &mut Vec<String>) -> String {
    let ends: Vec<String> = languages
        .iter()
        .skip(1)
        .map(|tag| format!("<span lang=\"{tag}\" hidden>"))
        .collect();
    let mut made = String::with_capacity(markup.len() / 2);
    let mut rest = markup;
    while let Some(at) = rest.find("<span lang=\"") {
        // to a browser that runs scripts, what is in a noscript is not an element
        if let Some(begin) = rest[..at].find(NO_SCRIPT.0) {
            let end = rest[begin..].find(NO_SCRIPT.1);
            let until = end.map_or(rest.len(), |end| begin + end + NO_SCRIPT.1.len());
            made.push_str(&rest[..until]);
            rest = &rest[until..];
            continue;
        }
        made.push_str(&rest[..at]);
        rest = &rest[at..];
        let begin = ends.iter().find(|begin| rest.starts_with(begin.as_str()));
        let Some((text, behind)) =
            begin.and_then(|begin| rest[begin.len()..].split_once("</span>"))
        else {
            made.push_str("<span");
            rest = &rest["<span".len()..];
            continue;
        };
        others.push(unescaped(text));
        rest = behind;
    }
    made.push_str(rest);
    made.replace(OUTWARD, "")
}

/// What the templates escape.
fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&amp;", "&")
}

/// Text, a line feed, and bytes, packed.
pub(super) fn packed(text: &str, bytes: &[u8]) -> io::Result<String> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    for part in [text.as_bytes(), b"\n", bytes] {
        encoder.write_all(part)?;
    }
    Ok(BASE64.encode(encoder.finish()?))
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use flate2::read::GzDecoder;

    use super::*;

    const TOLD: &str = "<p><span lang=\"en\">a &lt;b&gt;</span><span lang=\"vi\" hidden>c &amp;amp; &quot;d&quot;</span></p>";

    fn page(markup: &str) -> String {
        let parts = PageParts {
            markup,
            json: "{\"a\":1}",
            bytes: b"\n\xff",
            languages: &["en", "vi"],
            needs_script: "<noscript></noscript>",
        };
        parts.page().expect("a page")
    }

    fn markup(more: usize) -> String {
        let text = "x".repeat(more);
        format!("<main>{TOLD}<a href=\"#\"{OUTWARD}>{text}</a>{PLACE}</script>{TOLD}</main>")
    }

    /// The packed data of a page, and the bytes behind it.
    fn unpacked(page: &str) -> (String, Vec<u8>) {
        let (_, rest) = page.split_once(PACKED).expect("data");
        let (data, _) = rest.split_once("</script>").expect("its end");
        let data = BASE64.decode(data).expect("base64");
        let mut all = Vec::new();
        GzDecoder::new(&data[..])
            .read_to_end(&mut all)
            .expect("gzip");
        let end = all.iter().position(|&byte| byte == b'\n').expect("a line");
        let bytes = all.split_off(end + 1);
        all.pop();
        (String::from_utf8(all).expect("text"), bytes)
    }

    #[test]
    fn a_small_page_stays_as_it_is() {
        let markup = markup(1);
        let data = format!("{PLACE}[{{\"a\":1}},[],[],\"Cv8=\"]");
        assert_eq!(page(&markup), markup.replace(PLACE, &data));
    }

    #[test]
    fn a_large_page_says_the_first_language_and_packs_the_rest() {
        let whole = page(&markup(SMALL));
        assert!(!whole.contains("lang=\"vi\"") && !whole.contains("noopener"));
        assert_eq!(
            whole
                .matches("<span lang=\"en\">a &lt;b&gt;</span></p>")
                .count(),
            2
        );
        let (text, bytes) = unpacked(&whole);
        assert_eq!(
            text,
            "[{\"a\":1},[\"c &amp; \\\"d\\\"\",\"c &amp; \\\"d\\\"\"],[]]"
        );
        assert_eq!(bytes, b"\n\xff");
    }

    #[test]
    fn what_only_browsers_without_scripts_read_stays_as_it_is() {
        let markup = format!("<noscript>{TOLD}</noscript>{}", markup(SMALL));
        let whole = page(&markup);
        assert!(whole.starts_with(&format!("<noscript>{TOLD}</noscript><main>")));
        let (text, _) = unpacked(&whole);
        assert_eq!(text.matches("c &amp;").count(), 2);
    }

    /// With a search to the end of the page for each of them it would be the work of minutes.
    #[test]
    fn a_page_of_many_texts_is_walked_through_once() {
        let markup = format!("<main>{}{PLACE}</script></main>", TOLD.repeat(60_000));
        let mut others = Vec::new();
        let made = lean(&markup, &["en", "vi"], &mut others);
        assert_eq!(others.len(), 60_000);
        assert!(!made.contains("lang=\"vi\""));
    }

    #[test]
    fn of_a_very_large_page_the_first_sessions_stay_and_the_others_are_packed() {
        let article = format!("{}>{}</article>", ARTICLE.0, "y".repeat(150 << 10));
        let markup = format!("<main>{}{PLACE}</script></main>", article.repeat(8));
        let whole = page(&markup);
        assert_eq!(whole.matches(ARTICLE.0).count(), 2);
        assert!(whole.contains("</article><noscript></noscript><script") && whole.len() < LARGE);
        let (text, _) = unpacked(&whole);
        assert_eq!(text.matches("</article>").count(), 6);
    }
}
