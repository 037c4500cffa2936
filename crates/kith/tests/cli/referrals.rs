//! Referrals that tests make, told by their tokens.

pub(crate) use kith_testkit::desk::{Practice, cookie};

use crate::stage::Stage;

/// The tokens of all referrals that these tests made, as the database has them, in order.
pub(crate) fn stored(stage: &Stage) -> Vec<String> {
    stage.texts("SELECT reason FROM referral WHERE reason LIKE 'token-%' ORDER BY reason")
}
