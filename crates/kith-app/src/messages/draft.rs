//! The draft of a message back: made of what is known, without what the person keeps from the practice.
//!
//! # Invariants
//! - A draft holds no note: what was said between two people stays there.
//! - What mattered stands in the person's own words.

use kith_domain::id::Id;
use kith_domain::message::Content;
use kith_domain::message::withheld::{Item, Withheld};
use kith_domain::person::Person;
use kith_domain::policy::act;
use kith_domain::rejection::Rejection;
use kith_domain::support::case::State;
use kith_domain::support::contact::Reached;
use kith_domain::text::Words;
use kith_domain::time;
use kith_store::{Kept, ReadTx, connections, gaps, replies as stored, save, support};

use super::Input;
use crate::app::{Look, Work};
use crate::ctx::Ctx;
use crate::people::Story;
use crate::permit::Permit;
use crate::refusal::Refusal;

/// One thing that a draft is made of, or is kept out of it.
#[derive(Debug, Clone)]
pub struct Line {
    /// Which.
    pub item: Item,
    /// What it says in the draft.
    pub says: String,
    /// That the person keeps it from the practice.
    pub kept: Option<Kept<Withheld>>,
}

/// What could be told of a story, for the worker to change.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The boxes of the form.
    pub input: Input,
    /// What it is made of, and what is kept out of it.
    pub lines: Vec<Line>,
}

/// Everything that a draft may be made of, with what is kept out of it.
///
/// # Errors
/// When the store cannot answer.
pub fn of(look: &mut Look<'_, '_>, story: &Story) -> Result<Draft, Refusal> {
    let kept = stored::kept_back(look.tx(), story.person.it.id)?;
    Ok(made(story, &kept))
}

/// The draft of a story, without what is kept back.
#[must_use]
pub fn made(story: &Story, kept: &[Kept<Withheld>]) -> Draft {
    let line =
        |item: Item, says: String| Line { item, says, kept: kept.iter().find(|kept| kept.it.item == item).cloned() };
    let mattered: Vec<Line> =
        story.what_matters.first().map(|it| line(Item::WhatMatters(it.id), it.words.to_string())).into_iter().collect();
    let connections: Vec<Line> = story
        .connections
        .iter()
        .map(|it| {
            let state = it.kept.it.state.in_words().to_lowercase();
            line(Item::Connection(it.kept.it.id), format!("{}, {}: {state}.", it.to, it.organisation))
        })
        .collect();
    // What was found after all is missing no more.
    let gaps: Vec<Line> = story
        .gaps
        .iter()
        .filter(|it| it.answered.is_none())
        .map(|it| {
            let says = format!("{}: {}.", it.sought, it.reason.label().to_lowercase());
            line(Item::Gap(it.id), says)
        })
        .collect();
    let told = |lines: &[Line]| -> Vec<String> {
        lines.iter().filter(|line| line.kept.is_none()).map(|line| line.says.clone()).collect()
    };
    let happened: Vec<String> =
        contacts(story).into_iter().chain(told(&connections)).chain(ended(story).map(str::to_owned)).collect();
    let input = Input {
        mattered: cut(&told(&mattered)),
        happened: cut(&happened),
        missing: cut(&told(&gaps)),
        ..Input::default()
    };
    Draft { input, lines: mattered.into_iter().chain(connections).chain(gaps).collect() }
}

/// As much as a box of the form takes, in whole lines.
fn cut(lines: &[String]) -> String {
    let mut text = String::new();
    for line in lines {
        if text.chars().count() + line.chars().count() + 1 > Words::MOST {
            break;
        }
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(line);
    }
    text
}

/// How often and when they were in contact.
fn contacts(story: &Story) -> Option<String> {
    let met = story.contacts.iter().filter(|kept| kept.it.details.reached == Reached::Yes);
    let met: Vec<_> = met.map(|kept| time::day_of(kept.it.details.at)).collect();
    let (first, last) = (met.iter().min()?, met.iter().max()?);
    Some(match met.len() {
        1 => format!("We have been in contact once, on {}.", time::date_in_words(*first)),
        times if first == last => format!("We have been in contact {times} times, on {}.", time::date_in_words(*first)),
        times => format!(
            "We have been in contact {times} times, from {} to {}.",
            time::date_in_words(*first),
            time::date_in_words(*last)
        ),
    })
}

/// That support has ended, if it has.
fn ended(story: &Story) -> Option<&'static str> {
    match &story.current_case()?.it.state {
        State::DoorOpen { .. } => Some("Support has ended for now; they can come back without a new referral."),
        State::Closed { .. } => Some("Support has ended."),
        _ => None,
    }
}

/// The things a person keeps from the practice, each with what a message that tells of it would name.
pub(crate) fn told_after_all(kept: &[(Item, String)], content: &Content) -> Vec<Rejection> {
    let boxes = [("mattered", &content.mattered), ("happened", &content.happened), ("missing", &content.missing)];
    let mut faults = Vec::new();
    for (field, words) in boxes {
        let Some(words) = words else { continue };
        let text = words.as_str().to_lowercase();
        if let Some((_, name)) = kept.iter().find(|(_, name)| names(&text, &name.to_lowercase())) {
            faults.push(Rejection::of_field(
                field,
                "message.kept_back",
                format!(
                    "This tells of “{}”, which they do not want the practice to know. Take it out, or write down below \
                     that it may be told. Nothing was sent.",
                    short(name)
                ),
            ));
        }
    }
    faults
}

/// Whether a text holds a name as words of its own: "walk" is not in "walked".
fn names(text: &str, name: &str) -> bool {
    let is_word = |sign: Option<char>| sign.is_some_and(char::is_alphanumeric);
    !name.is_empty()
        && text.match_indices(name).any(|(at, found)| {
            let before = text.get(..at).and_then(|before| before.chars().next_back());
            let after = text.get(at + found.len()..).and_then(|after| after.chars().next());
            !is_word(before) && !is_word(after)
        })
}

fn short(name: &str) -> String {
    match name.char_indices().nth(60) {
        Some((at, _)) => format!("{}…", name.get(..at).unwrap_or_default()),
        None => name.to_owned(),
    }
}

/// Everything that a message may tell of, each with what it would name.
fn items_of(tx: &mut ReadTx<'_>, person: Id<Person>) -> Result<Vec<(Item, String)>, Refusal> {
    let mattered = support::what_matters(tx, person)?;
    let mattered = mattered.iter().map(|it| (Item::WhatMatters(it.id), it.words.to_string()));
    let connections = connections::of_person(tx, person)?;
    let connections = connections.iter().map(|it| (Item::Connection(it.kept.it.id), it.to.clone()));
    let gaps = gaps::of_person(tx, person)?;
    let gaps = gaps.iter().map(|it| (Item::Gap(it.id), it.sought.to_string()));
    Ok(mattered.chain(connections).chain(gaps).collect())
}

/// What the person keeps from the practice, each with what a message that tells of it would name.
pub(crate) fn kept_items(tx: &mut ReadTx<'_>, person: Id<Person>) -> Result<Vec<(Item, String)>, Refusal> {
    let kept = stored::kept_back(tx, person)?;
    if kept.is_empty() {
        return Ok(Vec::new());
    }
    let mut items = items_of(tx, person)?;
    items.retain(|(item, _)| kept.iter().any(|kept| kept.it.item == *item));
    Ok(items)
}

/// Writes down what the person keeps from the practice: exactly what `items` name. Anything else may be told.
///
/// # Errors
/// [`Refusal::Rejected`] when an item is not this person's.
pub fn keep_back(
    work: &mut Work<'_, '_>,
    ctx: &Ctx,
    permit: &Permit<act::SendMessage, Id<Person>>,
    items: &[String],
) -> Result<(), Refusal> {
    let person = crate::support::the_person(work, permit.key())?;
    let all = items_of(work.tx(), person.id)?;
    let mut wanted = Vec::new();
    for typed in items {
        let found = all.iter().map(|(item, _)| *item).find(|item| key_of(*item) == *typed);
        wanted.push(found.ok_or_else(|| {
            Rejection::of_field(
                "keep_back",
                "message.item",
                "Something that was ticked is not in this record any more. Look at the list again.",
            )
        })?);
    }
    let (me, now) = (ctx.account()?, ctx.now());
    let kept = stored::kept_back(work.tx(), person.id)?;
    for item in &wanted {
        if kept.iter().any(|kept| kept.it.item == *item) {
            continue;
        }
        let (withheld, event) = Withheld::keep(ctx.id(), (person.service, person.id), *item, me, now);
        save::new(work.tx(), &ctx.writ::<act::SendMessage>(), &withheld, &event)?;
    }
    for Kept { version, it } in kept {
        if wanted.contains(&it.item) {
            continue;
        }
        if let Some((back, event)) = it.put_back(me, now) {
            save::change(work.tx(), &ctx.writ::<act::SendMessage>(), version, &back, &event)?;
        }
    }
    Ok(())
}

/// How an item stands in a form.
#[must_use]
pub fn key_of(item: Item) -> String {
    format!("{}.{}", item.code(), item.uuid())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str, name: &str) -> Vec<Rejection> {
        let kept = [(Item::Gap(Id::from_parts(1, [1; 10])), name.to_owned())];
        let content = Content { mattered: None, happened: Words::new(text).ok(), missing: None };
        told_after_all(&kept, &content)
    }

    #[test]
    fn a_message_that_names_what_is_kept_back_is_found_and_a_word_like_it_is_not() {
        let found = said("She goes to the WALK on Fridays.", "Walk");
        assert_eq!(found.first().and_then(|it| it.field), Some("happened"));
        for (text, name) in [("She walked on Friday.", "Walk"), ("Sidewalk café", "walk"), ("All is well", "Walk")] {
            assert!(said(text, name).is_empty(), "{text}");
        }
        assert_eq!(said("Debt, and more", "debt").len(), 1, "at the beginning");
        assert_eq!(said("about (debt)", "debt").len(), 1, "at the end, with signs about it");
    }
}
