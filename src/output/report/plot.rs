//! Bytes over time, as a picture.

use maud::{Markup, html};

use crate::analysis::observer::Row;
use crate::capture::Time;
use crate::model::Role;
use crate::text::locale::Catalogue;

use super::words::PageCatalogues;

/// Bars of the picture.
const BARS: usize = 120;
/// Units of its height.
const HEIGHT: u64 = 100;
/// What a bar consists of, from below: classes of the style, and words as `page-plot-*`.
const KINDS: [&str; 4] = ["control", "download", "upload", "other"];

/// Payload bytes of rows, by time.
#[derive(Debug)]
pub(super) struct Plot {
    start: Time,
    end: Time,
    bars: Vec<[u64; KINDS.len()]>,
}

impl Plot {
    /// A plot of the time from `start` to `end`.
    pub(super) fn new(start: Time, end: Time) -> Self {
        Plot {
            start,
            end,
            bars: vec![[0; KINDS.len()]; BARS],
        }
    }

    pub(super) fn take(&mut self, row: &Row) {
        let kind = match row.sender {
            _ if !row.is_data() => 0,
            Some(Role::Server | Role::OtherServer(_)) => 1,
            Some(Role::Client) => 2,
            Some(Role::ThirdParty) | None => 3,
        };
        let span = i128::from(self.end.since(self.start)).max(1);
        let since = i128::from(row.segment.time.since(self.start)).clamp(0, span);
        let bar = usize::try_from(since * BARS as i128 / span).map_or(0, |bar| bar.min(BARS - 1));
        self.bars[bar][kind] += u64::from(row.segment.len());
    }

    /// The picture; nothing where there were no bytes.
    pub(super) fn draw(&self, words: &PageCatalogues) -> Markup {
        let highest = self
            .bars
            .iter()
            .map(|bar| bar.iter().sum())
            .max()
            .unwrap_or(0_u64);
        if highest == 0 {
            return html! {};
        }
        let totals: Vec<u64> = (0..KINDS.len())
            .map(|kind| self.bars.iter().map(|bar| bar[kind]).sum())
            .collect();
        let span = self.end.since(self.start);
        html! {
            figure class="plot" {
                figcaption {
                    (words.say("page-plot"))
                    @for (kind, total) in KINDS.iter().zip(&totals).filter(|(_, total)| **total > 0) {
                        span class="key" {
                            span class={ "swatch fill-" (kind) } {}
                            (words.say(&format!("page-plot-{kind}"))) " " b { (words.size(*total)) }
                        }
                    }
                }
                div class="plot-area" {
                    span class="plot-top" { (words.size(highest)) }
                    svg viewBox={ "0 0 " (BARS * 8) " " (HEIGHT) } preserveAspectRatio="none" role="img"
                        aria-label=(words.plain("page-plot")) data-label="page-plot" {
                        @for (at, bar) in self.bars.iter().enumerate() {
                            (draw_bar(at, bar, highest))
                        }
                    }
                }
                div class="plot-axis" {
                    @for part in 0..=4 { span { (words.tell(|catalogue| tick(span / 4 * part, span, catalogue))) } }
                }
            }
        }
    }
}

/// A time on the axis of a picture that spans so many nanoseconds, in the unit that suits that.
fn tick(time: i64, span: i64, catalogue: &Catalogue) -> String {
    let [.., second] = catalogue.units();
    let (unit, scale) = if span < 100_000 {
        ("µs", 1e3)
    } else if span < 1_000_000_000 {
        ("ms", 1e6)
    } else {
        (second, 1e9)
    };
    let number = format!("{:.1}", time as f64 / scale);
    format!("{} {unit}", catalogue.decimal(&number))
}

/// One bar, its parts upon each other.
fn draw_bar(at: usize, bar: &[u64; KINDS.len()], highest: u64) -> Markup {
    let mut top = HEIGHT as f64;
    let mut parts = Vec::new();
    for (kind, bytes) in KINDS.iter().zip(bar).filter(|(_, bytes)| **bytes > 0) {
        // the smallest is seen too
        let height = (*bytes as f64 / highest as f64 * HEIGHT as f64)
            .max(1.5)
            .min(top);
        top -= height;
        parts.push((kind, format!("{top:.2}"), format!("{height:.2}")));
    }
    html! {
        @for (kind, top, height) in &parts {
            rect class={ "fill-" (kind) } x=(at * 8 + 1) y=(top) width="6" height=(height) {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::locale::Language;

    #[test]
    fn the_axis_is_in_the_language_of_the_reader() {
        let languages = [Language::En, Language::Vi];
        let shown = |time, span| languages.map(|l| tick(time, span, &Catalogue::new(l)));
        assert_eq!(
            shown(32_040_000_000, 128_000_000_000),
            ["32.0 s", "32,0 giây"]
        );
        assert_eq!(shown(39_200_000, 156_800_000), ["39.2 ms", "39,2 ms"]);
        assert_eq!(shown(1_500, 99_999), ["1.5 µs", "1,5 µs"]);
        let words = PageCatalogues::new(Language::Vi);
        let size = words.size(2_940).into_string();
        assert!(size.contains("2,9 kB") && size.contains("2.9 kB"), "{size}");
        assert_eq!(words.size(588).into_string(), "588 B");
    }
}
