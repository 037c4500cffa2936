//! Files of contacts and letters: taken when they are what they say, given out as attachments, as open as their record.

use http::StatusCode;
use kith_domain::staff::Role;

use super::client::{Answer, Client};
use super::people::with_person;
use super::world::{World, story};

fn part(head: &str, content: &[u8]) -> Vec<u8> {
    [b"--BOUND\r\nContent-Disposition: form-data; ", head.as_bytes(), b"\r\n\r\n", content, b"\r\n"].concat()
}

/// A form as a browser sends it.
fn body(hidden: &[(String, String)], name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, value) in hidden {
        body.extend(part(&format!("name=\"{name}\""), value.as_bytes()));
    }
    let name = name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A");
    body.extend(part(&format!("name=\"file\"; filename=\"{name}\"\r\nContent-Type: application/octet-stream"), bytes));
    body.extend(b"--BOUND--\r\n");
    body
}

const KIND: &str = "multipart/form-data; boundary=BOUND";

/// Opens the page of a record's files and attaches one.
pub(super) async fn attach(client: &mut Client, page: &str, name: &str, bytes: &[u8]) -> Answer {
    let opened = client.get(page).await;
    assert_eq!(opened.status, StatusCode::OK, "{page}: {}", opened.text());
    client.send_body(page, KIND, body(&opened.hidden(page), name, bytes)).await
}

async fn with_contact(world: &World, family: &str) -> (Client, String, String) {
    let (mut worker, person) = with_person(world, family).await;
    let form = format!("{person}/contacts/new");
    let logged = worker.fill(&form, &form, &[("mode", "phone"), ("note", "She sent the form.")]).await;
    assert_eq!(logged.status, StatusCode::SEE_OTHER, "{}", logged.text());
    let files = worker.get(&person).await.link("/contacts/", "/files");
    (worker, person, files)
}

#[test]
fn a_file_is_attached_without_a_script_and_given_out_as_open_as_its_record() {
    story(async |world| {
        let (mut worker, person, files) = with_contact(world, "Attached").await;
        let opened = worker.get(&files).await;
        assert!(opened.body.contains("enctype=\"multipart/form-data\""), "{}", opened.text());
        let pdf = b"%PDF-1.7 \xFF\x00 the housing form";
        let sent = body(&opened.hidden(&files), "Ó form \"1\".pdf", pdf);
        let saved = worker.send_body(&files, KIND, sent.clone()).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
        // The same form again attaches nothing more; with another file it is refused.
        assert_eq!(worker.send_body(&files, KIND, sent).await.location(), saved.location());
        let other = body(&opened.hidden(&files), "other.pdf", b"%PDF-other");
        assert_eq!(worker.send_body(&files, KIND, other).await.status, StatusCode::CONFLICT);
        let page = worker.get(&person).await;
        assert_eq!(
            page.body.matches("href=\"/files/").count(),
            2,
            "one to open it and one to take it away: {}",
            page.text()
        );
        let file = page.link("/files/", "");
        let taken = worker.get(&file).await;
        assert_eq!(taken.status, StatusCode::OK);
        assert_eq!(taken.header("content-type"), "application/pdf");
        assert_eq!(taken.header("content-security-policy"), "sandbox; default-src 'none'");
        assert_eq!(taken.header("x-content-type-options"), "nosniff");
        assert_eq!(taken.header("cache-control"), "no-store");
        let named = taken.header("content-disposition");
        assert_eq!(named, "attachment; filename=\"_ form 1.pdf\"; filename*=UTF-8''%C3%93%20form%201%2Epdf");
        assert!(taken.body.starts_with("%PDF-1.7") && taken.body.ends_with("the housing form"));
        // Opening it is on the list of who looked.
        assert!(worker.get(&format!("{person}/who-looked")).await.text().contains("Open an attached file"));
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        assert_eq!(lead.get(&file).await.status, StatusCode::OK);
        assert_eq!(lead.get(&files).await.status, StatusCode::FORBIDDEN, "a lead reads and attaches nothing");
        let mut colleague = Client::signed_in(&world.router, &world.one.colleague()).await;
        let mut elsewhere = Client::signed_in(&world.router, &world.two.email(Role::LinkWorker)).await;
        for client in [&mut colleague, &mut elsewhere] {
            assert_eq!(client.get(&file).await.status, StatusCode::NOT_FOUND);
            assert_eq!(client.send_body(&files, KIND, body(&[], "a.pdf", pdf)).await.status, StatusCode::NOT_FOUND);
        }
    });
}

#[test]
fn what_is_not_what_it_says_is_refused_in_words() {
    story(async |world| {
        let (mut worker, person, files) = with_contact(world, "Refused").await;
        let page = b"<html><script>alert(1)</script>".as_slice();
        for (name, bytes, words) in [
            ("", b"".as_slice(), "Choose a file"),
            ("empty.pdf", b"".as_slice(), "is empty"),
            ("page.pdf", page, "This kind of file is not taken"),
            ("page.html", page, "This kind of file is not taken"),
            ("letter.docm", b"%PDF-1.7".as_slice(), "does not fit what is in it"),
            ("photo.png", b"\x89PNG\r\n\x1a\n\0\0".as_slice(), "damaged"),
        ] {
            let refused = attach(&mut worker, &files, name, bytes).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}: {}", refused.text());
            assert!(
                refused.text().contains(words) && refused.body.contains("href=\"#file\""),
                "{name}: {}",
                refused.text()
            );
        }
        let hidden = worker.get(&files).await.hidden(&files);
        let whole = body(&hidden, "a.pdf", b"%PDF-1.7");
        let cut = whole[..whole.len() - 12].to_vec();
        let nested = part(
            "name=\"file\"; filename=\"a.pdf\"\r\nContent-Type: multipart/mixed; boundary=C",
            b"--C\r\n\r\nx\r\n--C--",
        );
        let nested = [nested, b"--BOUND--\r\n".to_vec()].concat();
        let many = [part("name=\"a\"", b"1").repeat(10_000), b"--BOUND--\r\n".to_vec()].concat();
        let long = format!("multipart/form-data; boundary={}", "x".repeat(5_000));
        for (kind, bytes) in [
            (KIND, cut),
            (KIND, many),
            (KIND, b"--BOUND\r\n\r\n\r\n--BOUND--\r\n".to_vec()),
            (&*long, whole.clone()),
            ("multipart/form-data", whole.clone()),
            ("application/json", b"{}".to_vec()),
        ] {
            let refused = worker.send_body(&files, kind, bytes).await;
            assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{kind:.40}: {}", refused.text());
        }
        // Nothing at all is a form in which no file was chosen.
        assert_eq!(worker.send_body(&files, KIND, Vec::new()).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        let refused = worker.send_body(&files, KIND, nested).await;
        assert!(
            matches!(refused.status, StatusCode::UNPROCESSABLE_ENTITY | StatusCode::CONFLICT),
            "{}",
            refused.text()
        );
        let large = body(&hidden, "large.pdf", &[b"%PDF-".to_vec(), vec![b'x'; 26 * 1024 * 1024]].concat());
        let refused = worker.send_body(&files, KIND, large).await;
        assert_eq!(refused.status, StatusCode::PAYLOAD_TOO_LARGE, "{}", refused.text());
        // Nobody sends anything large without having signed in; and no other address takes a file.
        let mut nobody = Client::new(&world.router);
        assert_eq!(nobody.send_body(&files, KIND, whole.clone()).await.status, StatusCode::UNAUTHORIZED);
        assert_eq!(
            worker.send_body(&format!("{person}/contacts/new"), KIND, whole).await.status,
            StatusCode::BAD_REQUEST
        );
        assert!(!worker.get(&person).await.body.contains("href=\"/files/"), "nothing of it was kept");
    });
}

#[test]
fn a_file_of_a_letter_stands_with_the_letter() {
    story(async |world| {
        let (mut worker, person, _) = with_contact(world, "Letterfile").await;
        let new = format!("{person}/letters/new");
        let fields = [("together", "for"), ("to", "The council"), ("subject", "Steps"), ("text", "Please mend them.")];
        let saved = worker.fill(&format!("{new}?template=none"), &new, &fields).await;
        let letter = saved.location().split('?').next().unwrap().to_owned();
        let attached =
            attach(&mut worker, &format!("{letter}/files"), "steps.txt", "They are broken.".as_bytes()).await;
        assert_eq!(attached.status, StatusCode::SEE_OTHER, "{}", attached.text());
        assert!(worker.get(&person).await.text().contains("steps.txt"));
        let file = worker.get(&format!("{letter}/files")).await.link("/files/", "");
        let taken = worker.get(&file).await;
        assert_eq!(
            (taken.header("content-type"), taken.body.as_str()),
            ("text/plain; charset=utf-8", "They are broken.")
        );
    });
}

#[test]
fn a_file_that_was_attached_by_mistake_is_taken_away_and_that_it_was_here_stays() {
    story(async |world| {
        let (mut worker, person, files) = with_contact(world, "Mistaken").await;
        let wrong = b"%PDF-1.7 CANARY-OF-SOMEBODY-ELSE".as_slice();
        assert_eq!(attach(&mut worker, &files, "Mr Wrongman.pdf", wrong).await.status, StatusCode::SEE_OTHER);
        assert_eq!(attach(&mut worker, &files, "second.txt", b"Right.").await.status, StatusCode::SEE_OTHER);
        let page = worker.get(&person).await;
        let away = page.link("/files/", "/take-away");
        let file = away.trim_end_matches("/take-away").to_owned();
        let mut colleague = Client::signed_in(&world.router, &world.one.colleague()).await;
        let mut elsewhere = Client::signed_in(&world.router, &world.two.email(Role::LinkWorker)).await;
        for client in [&mut colleague, &mut elsewhere] {
            assert_eq!(client.get(&away).await.status, StatusCode::NOT_FOUND);
        }
        for (reason, status) in [
            ("", StatusCode::UNPROCESSABLE_ENTITY),
            ("nul \0", StatusCode::UNPROCESSABLE_ENTITY),
            (&*"x".repeat(4_001), StatusCode::UNPROCESSABLE_ENTITY),
            ("About somebody else \"'><x-kith-7>", StatusCode::SEE_OTHER),
        ] {
            let answer = worker.fill(&away, &away, &[("reason", reason)]).await;
            assert_eq!(answer.status, status, "{}", answer.text());
            assert!(!answer.body.contains("<x-kith-7"));
        }
        // It is served to nobody, its name is shown to nobody, and the other one is as it was.
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        for client in [&mut worker, &mut lead] {
            for address in [&file, &away] {
                assert_eq!(client.get(address).await.status, StatusCode::NOT_FOUND, "{address}");
            }
            let page = client.get(&person).await;
            assert!(!page.body.contains("Wrongman") && !page.body.contains("<x-kith-7"), "{}", page.text());
            assert!(page.text().contains("A file that was taken away") && page.text().contains("second.txt"));
            assert!(page.text().contains("taken away by") && page.text().contains("About somebody else"));
        }
        let late = worker.get(&files).await;
        assert!(!late.text().contains("Wrongman") && late.text().contains("A file that was taken away"));
        // Nothing of its bytes is left in the store, and everything is as the audit says.
        let app = world.app.clone();
        let left = tokio::task::spawn_blocking(move || {
            app.store().read(&kith_store::Reach::maintenance(), |tx| {
                let id = file.trim_start_matches("/files/").parse().unwrap();
                kith_store::attachments::bytes(tx, kith_domain::id::Id::from_uuid(id))
            })
        });
        assert!(left.await.unwrap().unwrap().is_empty());
        // The lead may take one away that somebody else attached, before it is read.
        let second = lead.get(&person).await.link("/files/", "/take-away");
        let taken = lead.fill(&second, &second, &[("reason", "A draft.")]).await;
        assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.text());
    });
}
