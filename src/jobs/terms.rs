//! The closed vocabularies of a posting.

use crate::values::terms;

terms! {
    /// The contract that a posting offers; the words are those of schema.org's `employmentType`.
    EmploymentType = "job_employment_type" {
        PartTime: "PART_TIME", "part-time", "Part-time";
        Contractor: "CONTRACTOR", "contractor", "Contractor";
        Temporary: "TEMPORARY", "temporary", "Temporary";
        FullTime: "FULL_TIME", "full-time", "Full-time";
    }
}

terms! {
    /// Where the work is done. Only `Remote` asks for no presence at all.
    RemoteType = "job_remote_type" {
        Remote: "REMOTE", "remote", "Remote";
        Hybrid: "HYBRID", "hybrid", "Hybrid";
        Onsite: "ONSITE", "onsite", "On site";
    }
}

impl RemoteType {
    /// Whether a location in somebody's words says it already (`Remote (US)`).
    pub fn is_said_by(self, location: &str) -> bool {
        location.to_lowercase().replace('-', " ").contains(&self.label().to_lowercase())
    }
}

terms! {
    /// Why a posting is no longer open.
    ClosedReason = "job_closed_reason" {
        Filled: "FILLED", "filled", "Filled";
        Withdrawn: "WITHDRAWN", "withdrawn", "Withdrawn";
        Expired: "EXPIRED", "expired", "Expired";
        SourceGone: "SOURCE_GONE", "source-gone", "No longer on the employer's site";
    }
}
