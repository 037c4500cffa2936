//! What happens to a need after it was recorded: put right, with the first telling kept, and said where it stands; and
//! a gap put right.

mod answered;
mod correct;
mod gap;
mod stand;

pub(crate) use answered::{show as show_answered, take as take_answered};
pub(crate) use correct::{show as show_correction, take as take_correction};
pub(crate) use gap::{show as show_gap, take as take_gap};
pub(crate) use stand::{show as show_standing, take as take_standing};

use kith_app::people::{self, Head};
use kith_app::permit;
use kith_app::store::Kept;
use kith_domain::id::Id;
use kith_domain::need::Need;
use kith_domain::policy::Act;

use crate::error::Problem;
use crate::visit::Visit;

/// Opens a need with the head of its form.
fn opened<A: Act>(visit: &Visit, id: Id<Need>) -> Result<(Kept<Need>, Head), Problem> {
    visit.read(|look, ctx| {
        let (_, kept) = permit::need::<A>(look.tx(), ctx, id)?;
        let permit = permit::person::<A>(look.tx(), ctx, kept.it.person)?;
        Ok((kept, people::head(look, &permit)?))
    })
}

#[cfg(test)]
pub(crate) mod drawn {
    //! The pages by themselves, for samples.
    pub(crate) use super::answered::page as answered_page;
    pub(crate) use super::correct::{filled, page};
    pub(crate) use super::gap::{filled as gap_filled, page as gap_page};
    pub(crate) use super::stand::page as standing_page;
}
