//! Numbers of ports.

/// Ports and ranges that are written one by one; of more only the lowest and the highest port are.
const RUNS: usize = 16;

/// `50110, 50117-50119, 50141`; of many only `50110-50999`.
pub(crate) fn list(ports: &[u16]) -> String {
    let (Some(first), Some(last)) = (ports.first(), ports.last()) else {
        return String::new();
    };
    let runs: Vec<&[u16]> = ports.chunk_by(|a, b| b - a == 1).collect();
    if runs.len() > RUNS {
        return format!("{first}-{last}");
    }
    let written: Vec<String> = runs.iter().map(|run| range(run)).collect();
    written.join(", ")
}

fn range(run: &[u16]) -> String {
    match run {
        [first, .., last] => format!("{first}-{last}"),
        [only] => only.to_string(),
        [] => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::list;

    #[test]
    fn neighbouring_ports_are_a_range() {
        assert_eq!(
            list(&[50110, 50117, 50118, 50141]),
            "50110, 50117-50118, 50141"
        );
        let many: Vec<u16> = (0..40).map(|n| 50000 + 3 * n).collect();
        assert_eq!(list(&many), "50000-50117");
        assert_eq!(list(&[]), "");
    }
}
