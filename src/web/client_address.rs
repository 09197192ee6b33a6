//! Where a request comes from: the peer, or what the deployment's own proxies say of it.

use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::extract::{ConnectInfo, FromRef, FromRequestParts};
use axum::http::HeaderMap;
use axum::http::request::Parts;

use crate::config::Proxies;

/// The address of whoever sent a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientAddress(pub IpAddr);

impl<S> FromRequestParts<S> for ClientAddress
where
    S: Send + Sync,
    Proxies: FromRef<S>,
{
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let peer =
            peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |ConnectInfo(peer)| peer.ip().to_canonical());
        Ok(Self(behind(peer, &parts.headers, &Proxies::from_ref(state))))
    }
}

/// The peer, unless it is one of our proxies: then the last of those who are named that is none. What stands before is
/// what a client may have made up.
fn behind(peer: IpAddr, headers: &HeaderMap, proxies: &Proxies) -> IpAddr {
    let mut client = peer;
    let named: Vec<&str> = (headers.get_all("x-forwarded-for").iter())
        .flat_map(|value| value.to_str().unwrap_or("?").split(','))
        .collect();
    for name in named.iter().rev() {
        if !proxies.contain(client) {
            break;
        }
        let Some(address) = address(name.trim()) else { break };
        client = address;
    }
    client
}

/// An address, with or without a port.
fn address(text: &str) -> Option<IpAddr> {
    let address: IpAddr = (text.parse().ok())
        .or_else(|| text.parse::<SocketAddr>().ok().map(|socket| socket.ip()))
        .or_else(|| text.strip_prefix('[')?.strip_suffix(']')?.parse().ok())?;
    Some(address.to_canonical())
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};

    use super::*;

    #[test]
    fn only_what_our_own_proxies_say_is_believed() {
        let proxies = "10.0.0.0/8, 127.0.0.1,::1";
        for (proxies, peer, forwarded, client) in [
            ("", "203.0.113.9", &["198.51.100.1"][..], "203.0.113.9"),
            (proxies, "203.0.113.9", &["198.51.100.1"], "203.0.113.9"),
            (proxies, "10.0.0.1", &["198.51.100.1"], "198.51.100.1"),
            (proxies, "10.0.0.1", &["192.0.2.1, 198.51.100.1, 10.9.9.9"], "198.51.100.1"),
            (proxies, "10.0.0.1", &["192.0.2.1", "198.51.100.1"], "198.51.100.1"),
            (proxies, "::ffff:10.0.0.1", &["198.51.100.1:4711"], "198.51.100.1"),
            (proxies, "::1", &["[2001:db8::7]:443"], "2001:db8::7"),
            (proxies, "127.0.0.1", &["192.0.2.1, unknown, 10.0.0.2"], "10.0.0.2"),
            (proxies, "127.0.0.1", &["10.0.0.2, 10.0.0.3"], "10.0.0.2"),
            (proxies, "127.0.0.1", &[], "127.0.0.1"),
        ] {
            let headers: HeaderMap = (forwarded.iter())
                .map(|value| (HeaderName::from_static("x-forwarded-for"), HeaderValue::from_static(value)))
                .collect();
            let found =
                behind(peer.parse::<IpAddr>().unwrap().to_canonical(), &headers, &proxies.parse().unwrap());
            assert_eq!(found, client.parse::<IpAddr>().unwrap(), "{peer} {forwarded:?}");
        }
    }
}
