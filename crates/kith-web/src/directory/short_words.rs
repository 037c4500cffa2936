//! The words of a short list: what entries say, one paragraph each, and how what somebody typed goes on when a place comes
//! or goes.

use kith_app::short_lists::Picked;
use kith_domain::directory::CommunityService;
use kith_domain::id::Id;
use kith_domain::person::reaching::{Facts, Format};

use super::CardView;
use crate::people::safely;

/// The heading of a list of so many places.
pub(super) const fn subject(count: usize) -> &'static str {
    if count == 1 { "A place you may like" } else { "Places you may like" }
}

/// Whether somebody takes things in best in few and plain words.
fn wants_few_words(reaching: &Facts) -> bool {
    reaching.formats.iter().any(|it| matches!(it, Format::EasyRead | Format::Short))
}

/// What to think of before something is given to this person, a sentence each.
pub(super) fn mind(reaching: &Facts, called: &str) -> Vec<String> {
    let mut all: Vec<String> = safely::of_letters(reaching, called).into_iter().collect();
    let english = |language: &str| kith_domain::text::fold(language).contains("english");
    if let Some(language) = reaching.language.as_ref().filter(|it| !english(it.as_str())) {
        all.push(format!(
            "{called} speaks {language}. What an entry says stands here as it was published. The headings are in \
             English; an interpreter may be needed."
        ));
    }
    if wants_few_words(reaching) {
        all.push(format!(
            "{called} takes in few, plain words best, so the list says only what, where, when and how to ask."
        ));
    }
    for (format, sentence) in [
        (Format::LargePrint, "The letter prints in large letters."),
        (Format::Colour, "Print it on coloured paper."),
        (Format::Braille, "A printed list cannot be read by touch: have it made in Braille."),
        (Format::Audio, "Something to listen to is needed: read it aloud, or record it."),
        (
            Format::SignVideo,
            "A printed list may not be enough: go through it with a British Sign Language interpreter.",
        ),
        (Format::Spoken, "Nothing in writing was asked for: tell it, and do not hand it over."),
    ] {
        if reaching.formats.contains(&format) {
            all.push(sentence.to_owned());
        }
    }
    all
}

/// The first sentence of a text.
fn first_sentence(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    line.split_once(". ").map_or_else(|| line.clone(), |(first, _)| format!("{first}."))
}

/// One place in plain words, under its number.
fn paragraph(number: usize, picked: &Picked, few: bool, today: jiff::civil::Date) -> String {
    let Picked { service, organisation, room } = picked;
    let card = CardView::of(service, organisation.name.as_str(), today, String::new());
    let it = &service.entry;
    let mut lines = vec![format!("{number}. {}", card.name)];
    if !few && card.organisation != card.name {
        lines.push(card.organisation.clone());
    }
    lines.extend(
        card.what_in_full
            .as_ref()
            .map(|what| if few { first_sentence(what) } else { card.what.clone().unwrap_or_default() }),
    );
    let told: &[&str] = if few { &["Where", "When"] } else { &["For", "Where", "When", "Cost", "Access", "Languages"] };
    for (heading, words) in card.facts.iter().filter(|(heading, _)| told.contains(heading)) {
        lines.push(format!("{heading}: {}", words.replace('\n', "; ")));
    }
    lines.extend(room.as_ref().map(|room| format!("Room: {room}")));
    lines.extend(it.phone.as_ref().map(|phone| format!("Phone: {phone}")));
    if !few || it.phone.is_none() {
        let email = it.email.as_ref().or(organisation.email.as_ref());
        lines.extend(email.map(|email| format!("E-mail: {email}")));
        lines.extend(it.url.as_ref().map(|url| format!("Web: {url}")));
    }
    lines.join("\n")
}

fn paragraphs(picked: &[Picked], reaching: &Facts, today: jiff::civil::Date) -> Vec<String> {
    let few = wants_few_words(reaching);
    picked.iter().enumerate().map(|(number, it)| paragraph(number + 1, it, few, today)).collect()
}

/// The list in plain words, an empty line between two entries.
pub(super) fn text(picked: &[Picked], reaching: &Facts, today: jiff::civil::Date) -> String {
    paragraphs(picked, reaching, today).join("\n\n")
}

/// A text as a browser sends it and as we draw it are the same.
fn plain(typed: &str) -> String {
    typed.replace("\r\n", "\n").trim().to_owned()
}

/// Whether two texts say the same, however their lines end.
pub(super) fn is_same(typed: &str, other: &str) -> bool {
    plain(typed) == plain(other)
}

/// What somebody typed, when the places are others now: what they changed stays word for word, a new place comes after it,
/// and one that was taken out goes where its words are still the directory's. Whoever changed nothing gets what the
/// entries say.
pub(super) fn gone_on_with(
    typed: &str,
    (was, now): (&[Picked], &[Picked]),
    reaching: &Facts,
    today: jiff::civil::Date,
) -> String {
    if is_same(typed, &text(was, reaching, today)) {
        return text(now, reaching, today);
    }
    let holds = |list: &[Picked], id: Id<CommunityService>| list.iter().any(|it| it.service.id == id);
    let mut kept = plain(typed);
    for (it, words) in was.iter().zip(paragraphs(was, reaching, today)) {
        if !holds(now, it.service.id) && kept.contains(&words) {
            kept = kept.replacen(&words, "", 1).replace("\n\n\n\n", "\n\n").trim().to_owned();
        }
    }
    for (it, words) in now.iter().zip(paragraphs(now, reaching, today)) {
        if !holds(was, it.service.id) {
            kept = if kept.is_empty() { words } else { format!("{kept}\n\n{words}") };
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::two_places;

    const TODAY: jiff::civil::Date = jiff::civil::date(2026, 11, 24);

    #[test]
    fn what_was_typed_stays_when_places_come_and_go() {
        let [one, two] = two_places();
        let facts = Facts::default();
        let (first, both) = (std::slice::from_ref(&one), [one.clone(), two.clone()]);
        let untouched = text(first, &facts, TODAY).replace('\n', "\r\n");
        assert_eq!(gone_on_with(&untouched, (first, &both), &facts, TODAY), text(&both, &facts, TODAY));

        let typed = format!("Ask for Jo.\r\n\r\n{untouched}\r\nBring a coat.");
        let more = gone_on_with(&typed, (first, &both), &facts, TODAY);
        assert!(more.starts_with("Ask for Jo.") && more.contains("Bring a coat.\n\n2. "), "{more}");
        let less = gone_on_with(&more, (&both, first), &facts, TODAY);
        assert!(less.ends_with("Bring a coat.") && !less.contains(two.service.entry.name.as_str()), "{less}");
        // One whose words were changed is not taken out of what was typed.
        let changed = more.replace("2. ", "Second: ");
        assert_eq!(gone_on_with(&changed, (&both, first), &facts, TODAY), changed);
        assert_eq!(
            gone_on_with("", (first, &both), &facts, TODAY),
            text(&both, &facts, TODAY).split_once("\n\n").unwrap().1
        );
    }
}
