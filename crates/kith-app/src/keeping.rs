//! Entries of the directory that somebody keeps for themselves.

use kith_domain::directory::favourite::Favourite;
use kith_domain::directory::{CommunityService, Organisation};
use kith_domain::id::Id;
use kith_domain::policy::act;
use kith_domain::rejection::Rejection;
use kith_domain::staff::Service;
use kith_store::{favourites, save, table};

use crate::app::{Look, Work};
use crate::ctx::Ctx;
use crate::permit::Permit;
use crate::refusal::Refusal;

/// What is wished of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    /// To keep it.
    Keep,
    /// To let it go.
    LetGo,
}

impl Wish {
    /// The wish of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        match code {
            "keep" => Some(Self::Keep),
            "let-go" => Some(Self::LetGo),
            _ => None,
        }
    }
}

/// Keeps an entry, or lets it go, by the code of the wish. What is so already stays so.
///
/// # Errors
/// [`Refusal::Hidden`] when there is no such entry, [`Refusal::Rejected`] when it is neither wish.
pub fn wish(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::KeepFavourite, Id<Service>>,
    entry: Id<CommunityService>,
    wish: &str,
) -> Result<Wish, Refusal> {
    let wish = Wish::from_code(wish).ok_or_else(|| {
        Rejection::new("favourite.wish", "The form says neither to keep the entry nor to let it go. Open it again.")
    })?;
    table::find::<CommunityService>(work.tx(), entry.uuid())?.ok_or(Refusal::Hidden)?;
    let account = ctx.account()?;
    let known = favourites::one(work.tx(), permit.key(), account, entry)?;
    let writ = ctx.writ::<act::KeepFavourite>();
    match (known, wish) {
        (None, Wish::Keep) => {
            let (it, event) = Favourite::keep(ctx.id(), permit.key(), account, entry, ctx.now());
            save::new(work.tx(), &writ, &it, &event)?;
        }
        (None, Wish::LetGo) => {}
        (Some(kept), wish) => {
            let next = match wish {
                Wish::Keep => kept.it.again(ctx.now()),
                Wish::LetGo => kept.it.let_go(ctx.now()),
            };
            if let Some((it, event)) = next {
                save::change(work.tx(), &writ, kept.version, &it, &event)?;
            }
        }
    }
    Ok(wish)
}

/// Whether whoever looks keeps an entry.
///
/// # Errors
/// When the store cannot answer.
pub fn is_kept(
    look: &mut Look<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::KeepFavourite, Id<Service>>,
    entry: Id<CommunityService>,
) -> Result<bool, Refusal> {
    let known = favourites::one(look.tx(), permit.key(), ctx.account()?, entry)?;
    Ok(known.is_some_and(|kept| kept.it.ended.is_none()))
}

/// The entries that whoever looks keeps, by name.
///
/// # Errors
/// When the store cannot answer.
pub fn kept(
    look: &mut Look<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::KeepFavourite, Id<Service>>,
) -> Result<Vec<(CommunityService, Organisation)>, Refusal> {
    Ok(favourites::kept(look.tx(), permit.key(), ctx.account()?)?)
}
