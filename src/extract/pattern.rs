//! Patterns of names, as a shell has them.

use std::str::FromStr;

use globset::{GlobBuilder, GlobSet};

/// A pattern of names: `*`, `?`, `[a-z]`, `{a,b}`. One with a slash is compared with the whole path
/// on the server, any other one with the last part of it. A backslash is a byte of a name, as
/// servers on Windows write it.
#[derive(Clone, Debug)]
pub struct NamePattern {
    matcher: GlobSet,
    is_path: bool,
}

impl FromStr for NamePattern {
    type Err = globset::Error;

    fn from_str(pattern: &str) -> Result<Self, globset::Error> {
        let glob = GlobBuilder::new(pattern).backslash_escape(false).build()?;
        // a set reports what is nested too deep or too large; a matcher of one pattern panics
        let matcher = GlobSet::builder().add(glob).build()?;
        Ok(NamePattern {
            matcher,
            is_path: pattern.contains('/'),
        })
    }
}

impl NamePattern {
    /// True for a path that fits.
    pub(super) fn fits(&self, path: &str) -> bool {
        self.matcher.is_match(if self.is_path {
            path
        } else {
            path.rsplit('/').next().unwrap_or_default()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_with_a_slash_is_one_of_paths() {
        for (pattern, path, expected) in [
            ("*.csv", "/in/b.csv", true),
            ("*.csv", "/in.csv/b", false),
            ("/pub/*", "/pub/a/b.csv", true),
            ("/pub/*", "/in/pub/b", false),
            ("?.[a-t]xt", "/a.txt", true),
            ("?.[!t]xt", "/a.txt", false),
            ("*.{csv,txt}", "/a.txt", true),
            ("C:\\*.txt", "C:\\a.txt", true),
            ("*", ".profile", true),
            ("", "/pub/", true),
            ("", "/pub", false),
        ] {
            let fits = pattern
                .parse::<NamePattern>()
                .expect("a pattern")
                .fits(path);
            assert_eq!(fits, expected, "{pattern} {path}");
        }
        assert!("[a".parse::<NamePattern>().is_err());
        let nested = ["{a,".repeat(1000), "}".repeat(1000)].concat();
        assert!(nested.parse::<NamePattern>().is_err());
    }
}
