//! Drafts, letters and attached files: kept, given back as they were, and gone when they should be.

use kith_domain::attachment::{Attachment, Checked, Parent};
use kith_domain::id::Id;
use kith_domain::person::Person;
use kith_domain::support::Letter;
use kith_domain::support::letter::{Content, Together};
use kith_domain::text::{Line, Note};
use kith_store::drafts::{Draft, Place};
use kith_store::{attachments, drafts, letters, save};
use sha2::{Digest, Sha256};

use crate::rooms_links::change;
use crate::rooms_saved::{round_trip, worst_line};
use crate::rooms_world::{World, add, at, event, id, line, on_each, read, words, writ, write};

pub fn content() -> Content {
    Content {
        template: None,
        together: Together::For,
        to: words("The council\n1 Quay Street"),
        subject: line("The steps"),
        text: Note::new("Please mend them.").unwrap(),
    }
}

pub fn letter(world: &World, person: &Person, minutes: i64) -> Letter {
    Letter::write(id(), person, world.worker.id, content(), at(minutes)).unwrap().0
}

pub fn draft(saved: i64) -> Draft {
    let fields = [("note", "Ó “quoted” 'it''s' \\ $1\nline"), ("ways", "a"), ("ways", "b")];
    Draft { fields: fields.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec(), saved: at(saved) }
}

pub fn file(world: &World, person: &Person, parent: Parent, bytes: &[u8], minutes: i64) -> Attachment {
    let checked = Checked::check("Ó form.txt", bytes.to_vec()).unwrap();
    Attachment::attach(
        id(),
        person,
        parent,
        &checked,
        kith_store::anchor::to_hex(&Sha256::digest(bytes)),
        world.worker.id,
        at(minutes),
    )
    .0
}

#[test]
fn a_letter_and_a_file_come_back_as_they_were_newest_letter_and_oldest_file_first() {
    on_each(|_, store| {
        let world = World::set_up(store, "north");
        let reach = world.reach();
        let (person, _, case) = world.supported(store, 11, "Shah", world.worker.id);
        let (stranger, ..) = world.supported(store, 12, "Ng", world.worker.id);
        let first = letter(&world, &person, 3);
        let full = Content {
            template: Line::optional("housing").unwrap(),
            together: Together::With,
            subject: worst_line(),
            ..content()
        };
        round_trip(store, &reach, &[first.clone(), Letter { content: full, ..first.clone() }, first.clone()]);
        let later = [letter(&world, &person, 5), letter(&world, &person, 5)];
        later.iter().for_each(|it| add(store, &reach, it));
        add(store, &reach, &letter(&world, &stranger, 9));
        let list = read(store, &reach, |tx| letters::of_person(tx, person.id));
        assert_eq!(list.iter().map(|kept| kept.it.id).collect::<Vec<_>>(), [later[1].id, later[0].id, first.id]);

        let contact = world.contact(&case, 3);
        add(store, &reach, &contact);
        let of_contact = file(&world, &person, Parent::Contact(contact.id), b"one", 4);
        round_trip(store, &reach, std::slice::from_ref(&of_contact));
        let of_letter = file(&world, &person, Parent::Letter(first.id), b"three", 4);
        let early = file(&world, &person, Parent::Letter(first.id), b"two", 2);
        for it in [&of_letter, &early, &file(&world, &stranger, Parent::Letter(first.id), b"x", 2)] {
            add(store, &reach, it);
        }
        let list = read(store, &reach, |tx| attachments::of_person(tx, person.id));
        assert_eq!(list.iter().map(|it| it.id).collect::<Vec<_>>(), [early.id, of_contact.id, of_letter.id]);
        assert_eq!(read(store, &reach, |tx| attachments::kept_by(tx, world.service.id)), 12);
        // Taken away, it counts no more, and the rest of it comes back as it was.
        let (gone, _) = of_letter.clone().take_away(words("About somebody else"), world.worker.id, at(6)).unwrap();
        change(store, &reach, 1, &gone);
        assert_eq!(read(store, &reach, |tx| attachments::kept_by(tx, world.service.id)), 7);
        let list = read(store, &reach, |tx| attachments::of_person(tx, person.id));
        assert_eq!(list.iter().filter(|it| it.gone.is_some()).collect::<Vec<_>>(), [&gone]);
        let elsewhere = World::set_up(store, "south");
        assert_eq!(read(store, &elsewhere.reach(), |tx| attachments::kept_by(tx, elsewhere.service.id)), 0);
    });
}

#[test]
fn a_file_of_several_parts_is_put_together_again() {
    on_each(|_, store| {
        let world = World::set_up(store, "north");
        let reach = world.reach();
        let (person, ..) = world.supported(store, 11, "Shah", world.worker.id);
        let letter = letter(&world, &person, 3);
        add(store, &reach, &letter);
        for length in [1, 1024 * 1024, 1024 * 1024 + 1, 3 * 1024 * 1024 + 7] {
            let bytes: Vec<u8> = (0..length).map(|n| b'a' + u8::try_from(n % 23).unwrap()).collect();
            let it = file(&world, &person, Parent::Letter(letter.id), &bytes, 4);
            let (saved, kept, by) = (it.clone(), bytes.clone(), writ(4));
            write(store, &reach, move |tx| {
                save::new(tx, &by, &saved, &event())?;
                Ok(attachments::put(tx, &saved, &kept)?)
            });
            assert!(read(store, &reach, |tx| attachments::bytes(tx, it.id)) == bytes, "{length} bytes");
        }
        assert!(read(store, &reach, |tx| attachments::bytes(tx, id())).is_empty());
        // What is taken away leaves no byte, and the others alone.
        let files = read(store, &reach, |tx| attachments::of_person(tx, person.id));
        let (first, last) = (files.first().unwrap().id, files.last().unwrap().id);
        write(store, &reach, move |tx| Ok(attachments::take_away(tx, last)?));
        assert!(read(store, &reach, |tx| attachments::bytes(tx, last)).is_empty());
        assert!(!read(store, &reach, |tx| attachments::bytes(tx, first)).is_empty());
    });
}

#[test]
fn a_draft_is_written_over_is_its_writers_alone_and_leaves_nothing_behind() {
    on_each(|_, store| {
        let world = World::set_up(store, "north");
        let reach = world.reach();
        let (person, ..) = world.supported(store, 11, "Shah", world.worker.id);
        let other = crate::rooms_world::account("other@north.example.org");
        add(store, &kith_store::Reach { purpose: "identity", ..reach.clone() }, &other);
        let place = |account: Id<kith_domain::staff::Account>| Place { account, person: person.id, form: "contact" };
        let (mine, service) = (place(world.worker.id), world.service.id);
        let keep = |at: Place<'static>, draft: Draft| {
            write(store, &reach, move |tx| Ok(drafts::keep(tx, at, service, &draft)?));
        };
        let found = |at: Place| read(store, &reach, |tx| drafts::find(tx, at));
        keep(mine, Draft { fields: vec![("note".to_owned(), "first".to_owned())], saved: at(1) });
        keep(mine, draft(2));
        assert_eq!(found(mine), Some(draft(2)));
        assert_eq!(found(place(other.id)), None);
        assert_eq!(found(Place { form: "letter", ..mine }), None);
        assert!(!format!("{:?}", draft(2)).contains("quoted"));
        let expire =
            |before| write(store, &kith_store::Reach::maintenance(), move |tx| Ok(drafts::expire(tx, before)?));
        assert_eq!(expire(at(2)), 0, "one of that very moment stays");
        assert_eq!(found(mine), Some(draft(2)));
        assert_eq!(expire(at(3)), 1);
        assert_eq!(found(mine), None);
        keep(mine, draft(4));
        write(store, &reach, move |tx| Ok(drafts::discard(tx, mine)?));
        assert_eq!(found(mine), None);
    });
}
