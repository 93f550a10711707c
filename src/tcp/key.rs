//! What names a connection: its two endpoints.

use std::hash::{Hash, Hasher};
use std::net::{IpAddr, SocketAddr};

use crate::decode::Segment;

/// The two endpoints of a connection in a fixed order, so that both directions give the same key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ConnectionKey {
    low: SocketAddr,
    high: SocketAddr,
}

/// Few and whole words, because every segment is looked up.
impl Hash for ConnectionKey {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let ports = u32::from(self.low.port()) << 16 | u32::from(self.high.port());
        match (self.low.ip(), self.high.ip()) {
            (IpAddr::V4(low), IpAddr::V4(high)) => {
                let hosts = u128::from(low.to_bits()) << 32 | u128::from(high.to_bits());
                state.write_u128(u128::from(ports) << 64 | hosts);
            }
            (low, high) => (ports, low, high).hash(state),
        }
    }
}

/// One of the two endpoints of a [`ConnectionKey`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// The endpoint that sorts first.
    Low,
    /// The other one.
    High,
}

impl Side {
    /// Both, in the order of [`Side::index`].
    pub const BOTH: [Side; 2] = [Side::Low, Side::High];

    /// The opposite side.
    #[must_use]
    pub fn other(self) -> Side {
        match self {
            Side::Low => Side::High,
            Side::High => Side::Low,
        }
    }

    /// 0 or 1, for arrays of two.
    pub fn index(self) -> usize {
        self as usize
    }
}

impl ConnectionKey {
    /// The key of two endpoints.
    pub fn new(a: SocketAddr, b: SocketAddr) -> Self {
        if a <= b {
            ConnectionKey { low: a, high: b }
        } else {
            ConnectionKey { low: b, high: a }
        }
    }

    /// The key of a segment, and the side that sent it. Where both endpoints are the same (a socket
    /// connected to itself) every segment counts as sent by the low side.
    pub fn of(segment: &Segment) -> (Self, Side) {
        let (src, dst) = (segment.src, segment.dst);
        if src <= dst {
            let key = ConnectionKey {
                low: src,
                high: dst,
            };
            return (key, Side::Low);
        }
        let key = ConnectionKey {
            low: dst,
            high: src,
        };
        (key, Side::High)
    }

    /// The side that sent a segment; `None` where it is of another connection.
    pub fn sender(&self, segment: &Segment) -> Option<Side> {
        let (src, dst) = (segment.src, segment.dst);
        if src == self.low && dst == self.high {
            Some(Side::Low)
        } else if src == self.high && dst == self.low {
            Some(Side::High)
        } else {
            None
        }
    }

    /// True for a socket connected to itself.
    pub fn is_one_endpoint(&self) -> bool {
        self.low == self.high
    }

    /// The side of an endpoint of this key.
    pub fn side(&self, endpoint: SocketAddr) -> Side {
        if endpoint == self.low {
            Side::Low
        } else {
            Side::High
        }
    }

    /// The endpoint of a side.
    pub fn endpoint(&self, side: Side) -> SocketAddr {
        match side {
            Side::Low => self.low,
            Side::High => self.high,
        }
    }
}
