//! Every cap in one place. A capture is hostile input: nothing grows without one of these, and hitting one is
//! reported in [`crate::record::Analysis::limits_hit`], never silent.

/// The caps, with their defaults. Sizes are bytes unless a field says otherwise.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Largest frame, in bytes: tcpdump's own maximum snap length is 262,144; jumbo super-packets fit too.
    /// A record that claims more is damage, not a frame.
    pub frame: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { frame: 16 << 20 }
    }
}
