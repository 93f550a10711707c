//! Numbers: a value, a bound, a range, or one of several.

use std::fmt;

/// One of these holds.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::check) struct NumberTest(pub(in crate::check) Vec<Bound>);

#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::check) enum Bound {
    Is(f64),
    Not(f64),
    Below(f64),
    AtMost(f64),
    Above(f64),
    AtLeast(f64),
    /// Both ends included.
    Between(f64, f64),
}

/// What a number is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::check) enum NumberKind {
    /// A count, a size, a duration.
    Number,
    /// A reply code, which has classes.
    Code,
}

impl NumberKind {
    /// `>= 10`, `10..20`, `7`; of codes also `2yz`.
    pub(in crate::check) fn parse(self, text: &str) -> Option<Bound> {
        match self {
            NumberKind::Number => Bound::parse(text),
            NumberKind::Code => Bound::parse_code(text),
        }
    }
}

/// A sign, and the bound that it makes of a number.
type Operator = (&'static str, fn(f64) -> Bound);

/// The operators, longest first, so that `<=` is not read as `<`.
pub(in crate::check) const OPERATORS: [Operator; 6] = [
    ("<=", Bound::AtMost),
    (">=", Bound::AtLeast),
    ("==", Bound::Is),
    ("!=", Bound::Not),
    ("<", Bound::Below),
    (">", Bound::Above),
];

impl NumberTest {
    /// The number that alone fits, where there is one.
    pub(in crate::check) fn only(&self) -> Option<f64> {
        match self.0[..] {
            [Bound::Is(number)] => Some(number),
            _ => None,
        }
    }

    pub(in crate::check) fn fits(&self, number: f64) -> bool {
        self.0.iter().any(|bound| bound.fits(number))
    }
}

impl Bound {
    #[expect(
        clippy::float_cmp,
        reason = "counts are whole, and seconds come from whole nanoseconds"
    )]
    fn fits(self, number: f64) -> bool {
        match self {
            Bound::Is(value) => number == value,
            Bound::Not(value) => number != value,
            Bound::Below(value) => number < value,
            Bound::AtMost(value) => number <= value,
            Bound::Above(value) => number > value,
            Bound::AtLeast(value) => number >= value,
            Bound::Between(low, high) => (low..=high).contains(&number),
        }
    }

    /// `>= 10`, `10..20`, `7`.
    pub(in crate::check) fn parse(text: &str) -> Option<Bound> {
        let text = text.trim();
        if let Some((operator, make)) = OPERATORS
            .iter()
            .find(|(operator, _)| text.starts_with(operator))
        {
            return value(&text[operator.len()..]).map(make);
        }
        if let Some((low, high)) = text.split_once("..") {
            let (low, high) = (value(low)?, value(high)?);
            return (low <= high).then_some(Bound::Between(low, high));
        }
        value(text).map(Bound::Is)
    }

    /// The same, and `2yz`.
    pub(in crate::check) fn parse_code(text: &str) -> Option<Bound> {
        let Some(first) = text.trim().strip_suffix("yz") else {
            return Bound::parse(text);
        };
        let first = first.parse::<u8>().ok();
        let first = first.filter(|first| (1..=6).contains(first))?;
        let low = f64::from(first) * 100.0;
        Some(Bound::Between(low, low + 99.0))
    }
}

fn value(text: &str) -> Option<f64> {
    text.trim()
        .replace('_', "")
        .parse()
        .ok()
        .filter(|v: &f64| v.is_finite())
}

/// Whole numbers without a point.
pub(in crate::check) fn shown(number: f64) -> String {
    let text = format!("{number:.9}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

impl fmt::Display for NumberTest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, bound) in self.0.iter().enumerate() {
            f.write_str(if at > 0 { " or " } else { "" })?;
            match *bound {
                Bound::Is(value) => write!(f, "{}", shown(value))?,
                Bound::Not(value) => write!(f, "not {}", shown(value))?,
                Bound::Below(value) => write!(f, "< {}", shown(value))?,
                Bound::AtMost(value) => write!(f, "<= {}", shown(value))?,
                Bound::Above(value) => write!(f, "> {}", shown(value))?,
                Bound::AtLeast(value) => write!(f, ">= {}", shown(value))?,
                Bound::Between(low, high) => write!(f, "{} to {}", shown(low), shown(high))?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_values_bounds_and_ranges() {
        assert_eq!(Bound::parse("7"), Some(Bound::Is(7.0)));
        assert_eq!(Bound::parse(" >=10 "), Some(Bound::AtLeast(10.0)));
        assert_eq!(Bound::parse("< 0.5"), Some(Bound::Below(0.5)));
        assert_eq!(
            Bound::parse("1_000..2_000"),
            Some(Bound::Between(1000.0, 2000.0))
        );
        assert_eq!(Bound::parse_code("2yz"), Some(Bound::Between(200.0, 299.0)));
        for wrong in ["", "ten", "20..10", ">=", "NaN", "inf", "2yz", "1..2..3"] {
            assert_eq!(Bound::parse(wrong), None, "{wrong}");
        }
        assert_eq!(Bound::parse_code("9yz"), None);
    }

    #[test]
    fn ends_belong_to_a_range() {
        let test = NumberTest(vec![Bound::Between(2.0, 4.0), Bound::Above(9.0)]);
        let fitting: Vec<u32> = (0..12).filter(|&n| test.fits(f64::from(n))).collect();
        assert_eq!(fitting, [2, 3, 4, 10, 11]);
        assert_eq!(test.to_string(), "2 to 4 or > 9");
        assert_eq!(
            (shown(5.0), shown(0.25), shown(0.0)),
            ("5".into(), "0.25".into(), "0".into())
        );
    }
}
