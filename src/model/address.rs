//! What an address tells of its network, and what announced addresses tell of the hosts that
//! announce them.

use std::net::{IpAddr, Ipv4Addr};

use super::{ExpectedData, Mode, Session};

/// An address that is not routed in the Internet: RFC 1918, 6598, 3927, 4193, loopback, link-local.
pub(crate) fn is_private(ip: IpAddr) -> bool {
    match ip.to_canonical() {
        IpAddr::V4(v4) => {
            let [a, b, ..] = v4.octets();
            v4.is_private()
                || v4.is_loopback()
                || v4.is_link_local()
                || (a == 100 && (64..128).contains(&b))
        }
        IpAddr::V6(v6) => v6.is_loopback() || v6.is_unique_local() || v6.is_unicast_link_local(),
    }
}

/// The IPv4 address in the last 32 bits of an IPv6 address, where a prefix of 96 bits stands before
/// it (RFC 6052 section 2.2): the well-known one, or one that a network chose.
fn embedded(ip: IpAddr) -> Option<Ipv4Addr> {
    match ip.to_canonical() {
        IpAddr::V4(_) => None,
        IpAddr::V6(v6) => {
            let [.., a, b, c, d] = v6.octets();
            Some(Ipv4Addr::new(a, b, c, d))
        }
    }
}

/// Ports below this are those of services (RFC 6335 section 6).
pub(crate) const UNPRIVILEGED: u16 = 1024;

impl Session {
    /// The host that should listen at an announced endpoint, as the capture shows its address.
    pub fn listener_of(&self, offer: &ExpectedData) -> IpAddr {
        match offer.method.mode() {
            Mode::Active => self.client.ip(),
            Mode::Passive => self.server.ip(),
        }
    }

    /// The announced address, where it is another than that of the host that announces it.
    pub fn foreign_address(&self, offer: &ExpectedData) -> Option<IpAddr> {
        let ip = offer.ip?.to_canonical();
        let is_own = ip == self.listener_of(offer).to_canonical()
            || self.is_translated(offer)
            || self.announces_proxied(offer);
        (!is_own && !ip.is_unspecified()).then_some(ip)
    }

    /// True for an active client that announces the address that a balancer told of it (PROXY
    /// protocol): the capture shows the balancer's. The header is no proof, and no client takes a
    /// port of a service.
    pub(crate) fn announces_proxied(&self, offer: &ExpectedData) -> bool {
        offer.method.mode() == Mode::Active
            && offer.port >= UNPRIVILEGED
            && self.proxied_client().is_some()
            && offer.ip.map(|ip| ip.to_canonical()) == self.proxied_client()
    }

    /// The client's own address, where a balancer told it.
    pub(crate) fn proxied_client(&self) -> Option<IpAddr> {
        self.proxied?.believed()
    }

    /// True where the announced IPv4 address is that of the announcing host, which is seen here by
    /// the IPv6 address that a NAT64 makes of it.
    pub(crate) fn is_translated(&self, offer: &ExpectedData) -> bool {
        let announced = offer.ip.map(|ip| ip.to_canonical());
        let embedded = embedded(self.listener_of(offer)).map(IpAddr::V4);
        embedded.is_some() && announced == embedded
    }

    /// True for an address of an inner network (RFC 1918 and its kin), announced by a host that is
    /// seen from outside: it leads nowhere, and whoever believes it tries in vain. A client's is
    /// only that where the server is outside too: else it may be a neighbour of the server, and
    /// PORT a bounce.
    pub fn announces_inner_address(&self, offer: &ExpectedData) -> bool {
        let active = offer.method.mode() == Mode::Active;
        self.foreign_address(offer).is_some_and(is_private)
            && !is_private(self.listener_of(offer))
            && !(active && is_private(self.server.ip()))
    }

    /// True for a public address that a server announces which is seen by its inner one, to a
    /// client outside: most likely its own before the NAT, as it should be.
    pub(crate) fn announces_outer_address(&self, offer: &ExpectedData) -> bool {
        offer.method.mode() == Mode::Passive
            && self
                .foreign_address(offer)
                .is_some_and(|ip| !is_private(ip))
            && is_private(self.server.ip())
            && !is_private(self.client.ip())
    }

    /// True for a loopback address that another host announces: whoever connects there reaches
    /// itself (RFC 1122 section 3.2.1.3), and no capture of the network shows it.
    pub(crate) fn announces_loopback(&self, offer: &ExpectedData) -> bool {
        let is_local = self.client.ip().is_loopback() || self.server.ip().is_loopback();
        self.foreign_address(offer)
            .is_some_and(|ip| ip.is_loopback())
            && !is_local
    }

    /// True where a connection went to an inner address that was announced, of a host that is seen
    /// from outside: no rule of a firewall helps.
    pub(crate) fn leads_inside(&self, offer: &ExpectedData, listener: IpAddr) -> bool {
        let announced = offer.ip.map(|ip| ip.to_canonical());
        self.announces_inner_address(offer) && announced == Some(listener.to_canonical())
    }
}
