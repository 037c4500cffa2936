//! The sentences of a note, one of which says what was missing.

use kith_domain::support::Contact;
use kith_domain::text::Line;
use kith_domain::time::moment_in_words;

use crate::components::{Choice, Form};

/// How many sentences are offered. The note stands above them in full.
const MOST: usize = 30;

/// A note as the form shows it.
#[derive(Debug, Clone)]
pub(crate) struct NoteView {
    /// When the contact was.
    pub(crate) when: String,
    /// The note in full.
    pub(crate) note: String,
    /// Its sentences, to pick from.
    pub(crate) sentences: Vec<Choice>,
}

impl NoteView {
    /// Of a contact. What was picked before it was corrected stays there to pick.
    pub(crate) fn new(contact: &Contact, form: &Form) -> Self {
        let mut all = sentences(contact);
        let picked = form.value("sentence");
        if !picked.is_empty() && !all.iter().any(|it| it == picked) {
            all.insert(0, picked.to_owned());
        }
        Self {
            when: moment_in_words(contact.details.at),
            note: contact.details.note.as_ref().map(ToString::to_string).unwrap_or_default(),
            sentences: all.iter().map(|it| Choice::new(it, it)).collect(),
        }
    }
}

/// The sentences of a contact's note, each no longer than a line may be.
pub(crate) fn sentences(contact: &Contact) -> Vec<String> {
    contact.details.note.as_ref().map_or_else(Vec::new, |note| parted(note.as_str()))
}

fn parted(text: &str) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for line in text.lines() {
        for sentence in line.split_inclusive(['.', '!', '?', ';']) {
            let words = sentence.trim();
            if !words.chars().any(char::is_alphanumeric) {
                continue;
            }
            let short: String = words.chars().take(Line::MOST).collect();
            if !all.contains(&short) {
                all.push(short);
            }
            if all.len() == MOST {
                return all;
            }
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_is_parted_into_its_sentences_each_once() {
        let note = "Rang her. The café is full!\n\nNo bus on Sundays?  No bus on Sundays?\n...";
        assert_eq!(parted(note), ["Rang her.", "The café is full!", "No bus on Sundays?"]);
        assert!(parted("").is_empty() && parted(" . ").is_empty());
        let long = "é".repeat(Line::MOST + 40);
        assert_eq!(parted(&long)[0].chars().count(), Line::MOST);
        assert_eq!(parted(&"one. two ".repeat(90)).len(), 3);
        let many: String = (0..99).map(|n| format!("Sentence {n}. ")).collect();
        assert_eq!(parted(&many).len(), MOST);
    }
}
