//! Where hubs stand.

use super::{Hub, Scope, Shows};
use crate::taxonomy::TaxonomyKind::{Industry, Location, Role};
use crate::urls;

impl Hub {
    /// Its own address; nothing where such a search has none. The hub of everything is the list itself.
    pub fn href(&self) -> Option<String> {
        let Scope { role, location, industry } = &self.scope;
        let (role, location, industry) = (role.as_deref(), location.as_deref(), industry.as_deref());
        Some(match (self.shows, role, location, industry) {
            (shows, None, None, None) if shows != Shows::RemoteJobs => shows.list_href(),
            (Shows::Executives, Some(role), None, None) => urls::Role::to(role).to_string(),
            (Shows::Executives, None, Some(location), None) => urls::Location::to(location).to_string(),
            (Shows::Executives, None, None, Some(industry)) => urls::Industry::to(industry).to_string(),
            (Shows::Executives, Some(role), Some(location), None) => {
                urls::RoleInLocation::to(role, location).to_string()
            }
            (Shows::Executives, Some(role), None, Some(industry)) => {
                urls::RoleInIndustry::to(role, industry).to_string()
            }
            (Shows::Jobs, Some(role), None, None) => urls::RoleJobs::to(role).to_string(),
            (Shows::Jobs, None, Some(location), None) => urls::LocationJobs::to(location).to_string(),
            (Shows::Jobs, None, None, Some(industry)) => urls::IndustryJobs::to(industry).to_string(),
            (Shows::RemoteJobs, Some(role), None, None) => urls::RemoteRoleJobs::to(role).to_string(),
            _ => return None,
        })
    }
}

impl Shows {
    /// The list of which a hub of it is a part.
    pub fn list_href(self) -> String {
        if self == Self::Executives { urls::Executives.to_string() } else { urls::Jobs.to_string() }
    }
}

/// Which hub each address is.
macro_rules! hubs {
    ($($address:ident { $($kind:ident $field:ident),+ } $shows:ident;)+) => {
        $(impl From<urls::$address> for Hub {
            fn from(address: urls::$address) -> Self {
                let scope = Scope::default()$(.and($kind, address.$field))+;
                Self { scope, shows: Shows::$shows }
            }
        })+
    };
}

hubs! {
    Role { Role role } Executives;
    RoleInLocation { Role role, Location location } Executives;
    RoleInIndustry { Role role, Industry industry } Executives;
    RoleJobs { Role role } Jobs;
    RemoteRoleJobs { Role role } RemoteJobs;
    Location { Location location } Executives;
    LocationJobs { Location location } Jobs;
    Industry { Industry industry } Executives;
    IndustryJobs { Industry industry } Jobs;
}
