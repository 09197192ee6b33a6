//! What somebody may do, and for how long a session of theirs lasts.

use chrono::TimeDelta;

use crate::values::terms;

terms! {
    /// What an account may do; each may what those before it may.
    Role = "user_role" {
        Owner: "OWNER", "owner", "Owner";
        Operator: "OPERATOR", "operator", "Operator";
        Admin: "ADMIN", "admin", "Admin";
    }
}

impl Role {
    /// After how long without a request a session ends.
    pub const fn idle(self) -> TimeDelta {
        match self {
            Self::Owner => TimeDelta::days(7),
            Self::Operator | Self::Admin => TimeDelta::minutes(30),
        }
    }

    /// After how long it ends in any case.
    pub const fn absolute(self) -> TimeDelta {
        match self {
            Self::Owner => TimeDelta::days(30),
            Self::Operator | Self::Admin => TimeDelta::hours(12),
        }
    }

    /// Whether signing in takes a second factor.
    pub fn needs_second_factor(self) -> bool {
        self >= Self::Operator
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_role_may_what_those_before_it_may() {
        assert!(Role::Owner < Role::Operator && Role::Operator < Role::Admin);
        assert!(!Role::Owner.needs_second_factor());
        assert!(Role::Operator.needs_second_factor() && Role::Admin.needs_second_factor());
    }
}
