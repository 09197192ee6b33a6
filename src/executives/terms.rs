//! The closed vocabularies of a profile.

use crate::values::terms;

terms! {
    /// How soon a person can take on a new engagement.
    Availability = "executive_availability" {
        Available: "AVAILABLE", "available", "Available";
        Limited: "LIMITED", "limited", "Limited hours";
        Booked: "BOOKED", "booked", "Booked";
        Unavailable: "UNAVAILABLE", "unavailable", "Not available";
    }
}

terms! {
    /// Whose profile it is: nobody's yet, its person's, or its person's and checked.
    ClaimStatus = "claim_status" {
        Unclaimed: "UNCLAIMED", "unclaimed", "Unclaimed";
        Claimed: "CLAIMED", "claimed", "Claimed";
        Verified: "VERIFIED", "verified", "Verified";
    }
}

terms! {
    /// How far a person travels for an engagement.
    Travel = "travel_willingness" {
        Local: "LOCAL", "local", "Locally";
        Regional: "REGIONAL", "regional", "Within the region";
        National: "NATIONAL", "national", "Nationwide";
        International: "INTERNATIONAL", "international", "Internationally";
    }
}

terms! {
    /// What a verification looks at.
    CheckType = "verification_check_type" {
        Identity: "IDENTITY", "identity", "Identity";
        Credentials: "CREDENTIALS", "credentials", "Credentials";
        TrackRecord: "TRACK_RECORD", "track-record", "Track record";
    }
}

terms! {
    /// How a verification ended.
    VerificationStatus = "verification_status" {
        Verified: "VERIFIED", "verified", "Verified";
        Pending: "PENDING", "pending", "Pending";
        Unverified: "UNVERIFIED", "unverified", "Not verified";
    }
}

terms! {
    /// The kind of engagement that a person takes.
    EngagementType = "engagement_type" {
        Fractional: "FRACTIONAL", "fractional", "Fractional";
        Interim: "INTERIM", "interim", "Interim";
        Advisory: "ADVISORY", "advisory", "Advisory";
        Project: "PROJECT", "project", "Project";
        Board: "BOARD", "board", "Board seat";
    }
}
