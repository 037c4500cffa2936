//! Choosing in which of one's roles one acts. A session acts in one at a time.

use kith_domain::event::Event;
use kith_domain::id::Id;
use kith_domain::policy::act;
use kith_domain::policy::actor::Post;
use kith_domain::practice::Practice;
use kith_domain::staff::{Account, Role, Service, Standing};
use kith_store::sessions::Session;
use kith_store::{Isolation, ReadTx, staff, table};

use super::{SignedIn, Token, identity, note, sessions};
use crate::app::{App, Look};
use crate::permit::{self, Permit};
use crate::refusal::Refusal;

/// One of one's roles.
#[derive(Debug, Clone)]
pub struct OwnRole {
    /// The standing.
    pub id: Id<Standing>,
    /// The role.
    pub role: Role,
    /// The service or the practice.
    pub place: String,
    /// Whether it is the one that one acts in.
    pub is_this: bool,
}

/// One's roles that open something, oldest first.
///
/// # Errors
/// When the store cannot answer.
pub fn own_roles(
    look: &mut Look<'_, '_>,
    permit: &Permit<act::ChooseRole, Id<Account>>,
    current: Id<Standing>,
) -> Result<Vec<OwnRole>, Refusal> {
    let usable: Vec<Standing> = usable(look.tx(), permit.key())?;
    usable
        .into_iter()
        .map(|it| {
            let place = match (it.practice, it.service) {
                (Some(practice), _) => table::find::<Practice>(look.tx(), practice.uuid())?.map(|it| it.it.name),
                (None, Some(service)) => table::find::<Service>(look.tx(), service.uuid())?.map(|it| it.it.name),
                (None, None) => None,
            };
            let place = place.map(|name| name.to_string()).unwrap_or_default();
            Ok(OwnRole { id: it.id, role: it.role, place, is_this: it.id == current })
        })
        .collect()
}

fn usable(tx: &mut ReadTx<'_>, account: Id<Account>) -> Result<Vec<Standing>, Refusal> {
    Ok(staff::standings_of(tx, account)?.into_iter().filter(|it| Post::of(it).is_some()).collect())
}

/// Acts in another of one's roles from now on. The session gets a new token; the one before ends, and
/// so does every form that was drawn in it.
///
/// # Errors
/// [`Refusal::Hidden`] when it is none of one's own that is in use.
pub fn choose(app: &App, who: &SignedIn, standing: Id<Standing>) -> Result<Token, Refusal> {
    let (account, digest) = (who.staff.account, who.session.clone());
    app.write_with(&app.seed(who.actor()), Isolation::Serializable, identity(), move |work, ctx| {
        permit::own_account::<act::ChooseRole>(ctx)?;
        if !usable(work.tx(), account)?.iter().any(|it| it.id == standing) {
            return Err(Refusal::Hidden);
        }
        let token = sessions::renew(work, ctx, &digest, |it| Session { standing, ..it })?;
        note(work, ctx, account, "choose-role", Event::new("account.role_chosen").with("standing", standing))?;
        Ok(token)
    })
}
