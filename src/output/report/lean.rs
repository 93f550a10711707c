//! A page that would be large, made small. Half of the markup is what the languages say that it does not open in, and most of
//! the rest is data for the script: both are of use to a browser that runs the script alone. So the script gets them packed
//! (gzip, in base64), and puts the other languages where they stood. A small page stays as it is: it can be read as it lies.
//!
//! What a browser shows without a script is the same in both.

use std::io::{self, Write as _};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use flate2::Compression;
use flate2::write::GzEncoder;

/// Bytes of a page that is left as it is.
const SMALL: usize = 400 << 10;
/// What links to other pages have in common; the script gives it to them again.
const OUTWARD: &str = " target=\"_blank\" rel=\"noopener noreferrer\"";
/// Where the data goes.
const PLACE: &str = "<script type=\"application/json\" id=\"data\">";
/// How packed data is told from other.
const PACKED: &str = "<script type=\"application/gzip\" id=\"data\">";

/// A page whose data is still missing.
pub(super) struct PageParts<'m> {
    before: &'m str,
    after: &'m str,
}

impl<'m> PageParts<'m> {
    /// Of its markup, in which the place for data is empty.
    pub(super) fn new(markup: &'m str) -> Self {
        let at = markup
            .find(PLACE)
            .map_or(markup.len(), |at| at + PLACE.len());
        let (before, after) = markup.split_at(at);
        PageParts { before, after }
    }

    /// The page with its data: JSON that may stand in a script element. `languages`: their tags, the first one in front.
    pub(super) fn with(&self, json: &str, languages: &[&str]) -> io::Result<String> {
        let PageParts { before, after } = *self;
        if before.len() + json.len() + after.len() <= SMALL {
            return Ok([before, json, after].concat());
        }
        let mut others = Vec::new();
        let [before, after] = [before, after].map(|part| lean(part, languages, &mut others));
        let others = serde_json::to_string(&others)?;
        let packed = packed(&format!("[{json},{others}]"))?;
        let before = before.replacen(PLACE, PACKED, 1);
        Ok([before, packed, after].concat())
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

fn packed(text: &str) -> io::Result<String> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(text.as_bytes())?;
    Ok(BASE64.encode(encoder.finish()?))
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use flate2::read::GzDecoder;

    use super::*;

    const TOLD: &str = "<p><span lang=\"en\">a &lt;b&gt;</span><span lang=\"vi\" hidden>c &amp;amp; &quot;d&quot;</span></p>";

    fn page(more: usize) -> String {
        let text = "x".repeat(more);
        format!("<main>{TOLD}<a href=\"#\"{OUTWARD}>{text}</a>{PLACE}</script>{TOLD}</main>")
    }

    #[test]
    fn a_small_page_stays_as_it_is() {
        let markup = page(1);
        let whole = PageParts::new(&markup).with("{\"a\":1}", &["en", "vi"]);
        let whole = whole.expect("a page");
        assert_eq!(whole, markup.replace(PLACE, &format!("{PLACE}{{\"a\":1}}")));
    }

    #[test]
    fn a_large_page_says_the_first_language_and_packs_the_rest() {
        let markup = page(SMALL);
        let whole = PageParts::new(&markup).with("{\"a\":1}", &["en", "vi"]);
        let whole = whole.expect("a page");
        assert!(!whole.contains("lang=\"vi\"") && !whole.contains("noopener"));
        assert_eq!(
            whole
                .matches("<span lang=\"en\">a &lt;b&gt;</span></p>")
                .count(),
            2
        );
        let (_, rest) = whole.split_once(PACKED).expect("data");
        let (data, _) = rest.split_once("</script>").expect("its end");
        let data = BASE64.decode(data).expect("base64");
        let mut text = String::new();
        GzDecoder::new(&data[..])
            .read_to_string(&mut text)
            .expect("gzip");
        assert_eq!(
            text,
            "[{\"a\":1},[\"c &amp; \\\"d\\\"\",\"c &amp; \\\"d\\\"\"]]"
        );
    }
}
