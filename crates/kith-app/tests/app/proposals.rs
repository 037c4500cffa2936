//! What an organisation proposes for an entry that came from a feed: taken over as corrections, in one transaction, with
//! whose word it was.

use kith_app::entries::by_hand::Input;
use kith_app::entries::{self, Correctable, Taking, own};
use kith_app::{Refusal, permit};
use kith_domain::directory::correction::{Correction, How, Word};
use kith_domain::directory::proposal::Field;
use kith_domain::directory::suggestion::Answer;
use kith_domain::directory::{CommunityService, Entry, Notice, Organisation, Suggestion};
use kith_domain::id::Id;
use kith_domain::policy::{Actor, act};
use kith_domain::text::{Line, Words};
use kith_store::{Kept, Reach, Saved, corrections, enquiries, notices, table};

use crate::organisations::{ask, holder, made_up, organisation};
use crate::world::{Kith, Team, codes, on_each};

const ADDRESS: &str = "tea@example.org";

/// An entry of a feed whose organisation has a link to it.
struct Scene {
    team: Team,
    of: Id<CommunityService>,
    whose: Id<Organisation>,
    organisation: Actor,
}

impl Scene {
    fn of(kith: &Kith) -> Self {
        let team = Team::of(kith);
        let elm = organisation(kith, "Elm Café");
        let bare = made_up(kith, elm, ADDRESS);
        let entry = Entry {
            times: Words::new("Tuesdays").ok(),
            cost: Line::new("Free").ok(),
            phone: Line::new("01632 960001").ok(),
            ..bare.entry.clone()
        };
        let it = CommunityService { source: Some(kith.id::<CommunityService>().uuid()), entry, ..bare };
        kith.add(&it);
        let asked = ask(kith, &team, it.id);
        let organisation = holder(kith, &team, elm, ADDRESS, asked);
        Self { team, of: it.id, whose: elm, organisation }
    }

    fn propose(&self, kith: &Kith, change: impl Fn(&mut Input) + Send + Sync + Clone + 'static) {
        let of = self.of;
        let proposed = kith.act(&self.organisation, move |work, ctx| {
            let on = permit::own_entry::<act::KeepOwnEntry>(work.tx(), ctx, of)?;
            let whose = table::find::<Organisation>(work.tx(), on.1.it.organisation.uuid())?.unwrap().it;
            let mut input = Input::of(&on.1.it, &whose);
            change(&mut input);
            own::propose(work, ctx, on, &input, "")
        });
        proposed.unwrap();
    }

    fn waiting(&self, kith: &Kith) -> Vec<entries::ToSeeTo> {
        let waiting = kith.app.read(&kith.seed(&self.team.lead), |look, ctx| {
            let permit = permit::own_service::<act::KeepEntry>(ctx)?;
            entries::to_see_to(look, &permit)
        });
        waiting.unwrap()
    }

    fn deal(&self, kith: &Kith, id: Id<Suggestion>, how: &'static str) -> Result<(), Refusal> {
        kith.act(&self.team.lead, move |work, ctx| {
            let permit = permit::own_service::<act::KeepEntry>(ctx)?;
            entries::deal(work, ctx, &permit, id, how)
        })
    }

    fn entry(&self, kith: &Kith) -> CommunityService {
        find::<CommunityService>(kith, self.of.uuid()).it
    }

    fn corrections(&self, kith: &Kith) -> Vec<Correction> {
        let of = self.of;
        let all = kith.app.store().read(&Reach::maintenance(), move |tx| corrections::of_entry(tx, of)).unwrap();
        all.into_iter().map(|kept| kept.it).collect()
    }
}

fn find<T: Saved + Send + 'static>(kith: &Kith, id: uuid::Uuid) -> Kept<T> {
    kith.app.store().read(&Reach::maintenance(), move |tx| table::find::<T>(tx, id)).unwrap().unwrap()
}

#[test]
fn what_is_proposed_for_an_entry_of_a_feed_is_corrected_field_by_field_and_says_whose_word_it_was() {
    on_each(|kith| {
        let mut scene = Scene::of(kith);
        let proposed_at = kith.app.now();
        scene.propose(kith, |input| {
            input.times = "Fridays, 2pm to 4pm".to_owned();
            input.phone = "01632 960009".to_owned();
            input.cost = String::new();
            input.email = "new@example.org".to_owned();
        });
        let said = scene.waiting(kith).remove(0);
        let fields = vec![Field::Times, Field::Cost, Field::Phone, Field::Email];
        // Nobody else uses this store, so the address may be corrected.
        assert_eq!(said.taking, Taking::Correct(Correctable { corrects: fields, ..Correctable::default() }));
        let id = said.line.kept.it.id;
        kith.clock.forward(jiff::SignedDuration::from_hours(30));
        scene.deal(kith, id, "take").unwrap();

        let entry = scene.entry(kith);
        let told = |it: &Entry| {
            let line = |it: &Option<Line>| it.as_ref().map_or_else(String::new, ToString::to_string);
            let times = it.times.as_ref().map_or_else(String::new, ToString::to_string);
            [times, line(&it.cost), line(&it.phone), line(&it.email)]
        };
        assert_eq!(told(&entry.entry), ["Fridays, 2pm to 4pm", "", "01632 960009", "new@example.org"]);
        assert_eq!(told(entry.theirs()), ["Tuesdays", "Free", "01632 960001", ADDRESS], "the feed's own is kept");
        assert_eq!(entry.checked, Some(kith_domain::time::day_of(kith.app.now())), "all of it was taken");
        let all = scene.corrections(kith);
        assert_eq!(all.len(), 4);
        let lead = scene.team.lead.account().unwrap();
        for it in &all {
            assert_eq!((it.word, it.by), (Word::Organisation(proposed_at), lead), "{:?}", it.field);
            assert!(it.ended.is_none() && it.at > proposed_at);
        }
        assert_eq!(find::<Suggestion>(kith, id.uuid()).it.answer, Some(Answer::Taken));
        assert_eq!(codes(&scene.deal(kith, id, "take")), ["suggestion.done"]);
        assert_eq!(scene.corrections(kith).len(), 4, "once");

        // Requests go to the new address now: the link of before opens nothing, and one that went there does.
        let of = scene.of;
        let closed = kith.act(&scene.organisation, move |work, ctx| {
            permit::own_entry::<act::KeepOwnEntry>(work.tx(), ctx, of).map(drop)
        });
        assert!(matches!(closed, Err(Refusal::Hidden)));
        let asked = ask(kith, &scene.team, of);
        scene.organisation = holder(kith, &scene.team, scene.whose, "new@example.org", asked);
        // What the entry says already is not corrected again; where the feed says it, the correction against it ends.
        scene.propose(kith, |input| input.phone = "01632 960001".to_owned());
        scene.deal(kith, scene.waiting(kith)[0].line.kept.it.id, "take").unwrap();
        let phone = scene.entry(kith).entry.phone.unwrap();
        assert_eq!(phone.as_str(), "01632 960001");
        let ended: Vec<_> = scene.corrections(kith).into_iter().filter_map(|it| it.ended).collect();
        assert_eq!(ended.iter().map(|it| (it.how, it.by)).collect::<Vec<_>>(), [(How::Undone, Some(lead))]);
        // Corrected again, on the organisation's word.
        scene.propose(kith, |input| input.times = "Mondays".to_owned());
        scene.deal(kith, scene.waiting(kith)[0].line.kept.it.id, "take").unwrap();
        assert_eq!(scene.entry(kith).entry.times.unwrap().as_str(), "Mondays");
        assert!(scene.corrections(kith).iter().any(|it| it.ended.is_some_and(|it| it.how == How::Replaced)));
        assert!(scene.waiting(kith).is_empty());
    });
}

#[test]
fn what_only_a_feed_can_say_is_named_and_left_and_declining_changes_nothing() {
    on_each(|kith| {
        let scene = Scene::of(kith);
        scene.propose(kith, |input| {
            input.hand.days = vec!["friday".to_owned()];
            input.hand.price = "2".to_owned();
        });
        let said = scene.waiting(kith).remove(0);
        let leaves = vec![Field::Days, Field::Price];
        assert_eq!(said.taking, Taking::Correct(Correctable { leaves, ..Correctable::default() }));
        let id = said.line.kept.it.id;
        assert_eq!(codes(&scene.deal(kith, id, "take")), ["suggestion.not_taken"]);
        assert!(find::<Suggestion>(kith, id.uuid()).it.done.is_none(), "it still waits");
        scene.deal(kith, id, "done").unwrap();
        assert!(scene.corrections(kith).is_empty() && scene.entry(kith).here.theirs.is_none());

        scene.propose(kith, |input| {
            input.times = "Fridays".to_owned();
            input.hand.days = vec!["friday".to_owned()];
        });
        let id = scene.waiting(kith)[0].line.kept.it.id;
        scene.deal(kith, id, "take").unwrap();
        let kept = find::<Suggestion>(kith, id.uuid()).it;
        assert_eq!(kept.answer, Some(Answer::Part));
        let entry = scene.entry(kith);
        assert_eq!(entry.entry.times.unwrap().as_str(), "Fridays");
        assert_eq!(entry.checked, None, "not all of it was taken, so nobody says that it is right");
    });
}

/// Where several employers share a store, what is proposed for an entry of a feed reaches each of them: whoever is first
/// takes it over, and nobody the address.
#[test]
fn among_several_employers_one_takes_it_over_and_nobody_decides_where_requests_go() {
    on_each(|kith| {
        let scene = Scene::of(kith);
        let other = Team::of(kith);
        scene.propose(kith, |input| {
            input.place = "The old library".to_owned();
            input.email = "new@example.org".to_owned();
        });
        let said = scene.waiting(kith).remove(0);
        let (corrects, leaves) = (vec![Field::Place], vec![Field::Email]);
        assert_eq!(said.taking, Taking::Correct(Correctable { corrects, leaves, held: Vec::new() }));
        let id = said.line.kept.it.id;
        let take = move |work: &mut kith_app::Work<'_, '_>, ctx: &kith_app::Ctx| {
            let permit = permit::own_service::<act::KeepEntry>(ctx)?;
            entries::deal(work, ctx, &permit, id, "take")
        };
        kith.act(&other.lead, take).unwrap();
        let entry = scene.entry(kith).entry;
        assert_eq!(entry.place.unwrap().as_str(), "The old library");
        assert_eq!(entry.email.unwrap().as_str(), ADDRESS);
        let all = scene.corrections(kith);
        assert_eq!((all.len(), all[0].service), (1, other.service));
        assert_eq!(codes(&scene.deal(kith, id, "take")), ["suggestion.done"]);
        assert!(scene.waiting(kith).is_empty());
        let notice = find::<Notice>(kith, id.uuid()).it;
        assert_eq!(notice.done.map(|(.., answer)| answer), Some(Answer::Part));
        let waiting = |tx: &mut kith_store::ReadTx<'_>| {
            Ok::<_, kith_store::DbError>(
                enquiries::open_suggestions(tx, scene.team.service)?.len()
                    + notices::open(tx, scene.team.service)?.len(),
            )
        };
        assert_eq!(kith.app.store().read(&Reach::maintenance(), waiting).unwrap(), 0);
    });
}

/// What another employer corrected is left to it, and what nobody corrected is taken over.
#[test]
fn what_another_employer_corrected_is_named_and_left() {
    on_each(|kith| {
        let scene = Scene::of(kith);
        let other = Team::of(kith);
        let of = scene.of;
        let version = find::<CommunityService>(kith, of.uuid()).version;
        let corrected = kith.act(&other.lead, move |work, ctx| {
            let permit = permit::own_service::<act::KeepEntry>(ctx)?;
            let what = (of, version, kith_domain::directory::correction::Field::Times);
            entries::corrections::correct(work, ctx, &permit, what, "Wednesdays")
        });
        corrected.unwrap();
        // The organisation says what the feed says, which would take the other's correction back; and something new.
        scene.propose(kith, |input| {
            input.times = "Tuesdays".to_owned();
            input.place = "The old library".to_owned();
        });
        let said = scene.waiting(kith).remove(0);
        let (corrects, held) = (vec![Field::Place], vec![Field::Times]);
        assert_eq!(said.taking, Taking::Correct(Correctable { corrects, leaves: Vec::new(), held }));
        scene.deal(kith, said.line.kept.it.id, "take").unwrap();
        let entry = scene.entry(kith);
        assert_eq!(entry.entry.times.unwrap().as_str(), "Wednesdays", "the other's correction stands");
        assert_eq!(entry.entry.place.unwrap().as_str(), "The old library");
        assert_eq!(entry.checked, None, "not all of it was taken");
        assert_eq!(scene.corrections(kith).iter().filter(|it| it.ended.is_none()).count(), 2);
    });
}

/// A correction that cannot be saved takes everything before it back: the entry is as it was, and what was said waits.
#[test]
fn a_proposal_is_taken_over_whole_or_not_at_all() {
    on_each(|kith| {
        let scene = Scene::of(kith);
        scene.propose(kith, |input| {
            input.times = "Fridays".to_owned();
            input.url = "https://example.org/tea".to_owned();
        });
        let id = scene.waiting(kith)[0].line.kept.it.id;
        // What was taken as an address of the web when it was proposed is none any more.
        kith.change::<Suggestion>(id.uuid(), |mut it| {
            it.proposed.iter_mut().filter(|one| one.field == Field::Url).for_each(|one| {
                one.is = Words::new("javascript:alert(1)").ok();
            });
            it
        });
        assert_eq!(codes(&scene.deal(kith, id, "take")), ["entry.url"]);
        assert!(scene.corrections(kith).is_empty());
        assert_eq!(scene.entry(kith).entry.times.unwrap().as_str(), "Tuesdays");
        assert!(find::<Suggestion>(kith, id.uuid()).it.done.is_none());
    });
}
