//! Letters for or with a person: begun from what is known, kept in the story, taken as a PDF.

use http::StatusCode;
use kith_domain::staff::Role;

use super::client::Client;
use super::people::with_person;
use super::world::story;

#[test]
fn a_letter_begins_from_what_is_known_and_stands_in_the_story() {
    story(async |world| {
        let (mut worker, person) = with_person(world, "Written").await;
        let new = format!("{person}/letters/new");
        let choose = worker.get(&new).await;
        let housing = choose.link(&format!("{new}?template="), "housing");
        let form = worker.get(&housing).await;
        for known in
            ["Rosa Written", "27 March 1951", "CANARY-ALDER link_worker", "01632 960000", "[what the letter asks for]"]
        {
            assert!(form.body.contains(known), "{known}: {}", form.text());
        }
        let hidden = form.hidden(&new);
        let carried: Vec<(&str, &str)> = hidden.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let send = |text: &'static str| {
            let mut all = carried.clone();
            all.extend([
                ("together", "with"),
                ("to", "Housing team\n1 Quay Street"),
                ("subject", "A dry flat"),
                ("text", text),
            ]);
            all
        };
        let open = worker.post(&new, &send("Please give [what the letter asks for].")).await;
        assert_eq!(open.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", open.text());
        assert!(open.body.contains("href=\"#text\"") && open.body.contains("1 Quay Street"), "{}", open.text());
        let saved = worker.post(&new, &send("Dear team,\n\nThe walls are wet.")).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
        let letter = saved.location().split('?').next().unwrap().to_owned();
        let told = worker.get(&person).await;
        assert!(
            told.text().contains("wrote a letter together with Rosa.") && told.text().contains("About: A dry flat")
        );
        // Corrected, it keeps what it said before.
        let correct = format!("{letter}/correct");
        let mended = [
            ("together", "for"),
            ("to", "Housing team"),
            ("subject", "A dry flat"),
            ("text", "The walls run with water."),
        ];
        let corrected = worker.fill(&correct, &correct, &mended).await;
        assert_eq!(corrected.status, StatusCode::SEE_OTHER, "{}", corrected.text());
        let page = worker.get(&letter).await;
        assert!(page.text().contains("The walls run with water.") && page.text().contains("The walls are wet."));
        // The lead reads it and does not correct it; a colleague finds nothing.
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        assert!(!lead.get(&letter).await.body.contains("/correct\""));
        assert_eq!(lead.get(&correct).await.status, StatusCode::FORBIDDEN);
        let mut colleague = Client::signed_in(&world.router, &world.one.colleague()).await;
        assert_eq!(colleague.get(&letter).await.status, StatusCode::NOT_FOUND);
        assert_eq!(colleague.get(&format!("{letter}/pdf")).await.status, StatusCode::NOT_FOUND);
        let pdf = worker.get(&format!("{letter}/pdf")).await;
        assert_eq!((pdf.status, pdf.header("content-type")), (StatusCode::OK, "application/pdf"));
        assert_eq!(
            pdf.header("content-disposition"),
            "attachment; filename=\"letter-2026-11-24.pdf\"; filename*=UTF-8''letter%2D2026%2D11%2D24%2Epdf"
        );
        assert_eq!(pdf.header("content-security-policy"), "sandbox; default-src 'none'");
        assert_eq!(pdf.header("x-content-type-options"), "nosniff");
        assert!(
            pdf.body.starts_with("%PDF-1.7") && !pdf.body.contains("Written"),
            "the file is one, and its title names nobody"
        );
    });
}

#[test]
fn whatever_is_typed_comes_back_with_what_is_wrong() {
    story(async |world| {
        let (mut worker, person) = with_person(world, "Wrong").await;
        let new = format!("{person}/letters/new");
        let page = format!("{new}?template=none");
        let canary = "\"'><x-kith-7>";
        let long = "x".repeat(4_001);
        for (fields, at) in [
            ([("to", ""), ("subject", canary), ("text", canary), ("together", "with")], "to"),
            ([("to", canary), ("subject", ""), ("text", canary), ("together", "with")], "subject"),
            ([("to", canary), ("subject", canary), ("text", " "), ("together", "with")], "text"),
            ([("to", canary), ("subject", canary), ("text", "a\0b"), ("together", "with")], "text"),
            ([("to", &*long), ("subject", canary), ("text", canary), ("together", "with")], "to"),
            ([("to", canary), ("subject", canary), ("text", canary), ("together", "both")], "together"),
        ] {
            let refused = worker.fill(&page, &new, &fields).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{at}: {}", refused.text());
            assert!(refused.body.contains(&format!("href=\"#{at}\"")), "{at}: {}", refused.text());
            assert!(refused.body.contains("&#60;x-kith-7") && !refused.body.contains("<x-kith-7"), "{at}");
        }
        for wrong in ["?template=x", "?template=none&template=none", "?letter=1"] {
            assert_eq!(worker.get(&format!("{new}{wrong}")).await.status, StatusCode::BAD_REQUEST, "{wrong}");
        }
    });
}

#[test]
fn letters_that_a_pdf_does_not_have_are_named_and_the_page_is_printed_instead() {
    story(async |world| {
        let (mut worker, person) = with_person(world, "Scripts").await;
        let new = format!("{person}/letters/new");
        let housing = worker.get(&new).await.link(&format!("{new}?template="), "housing");
        let fields = [
            ("together", "with"),
            ("to", "Housing team"),
            ("subject", "A dry flat"),
            ("text", "She signs as রহিমা and the landlord as 李明."),
        ];
        let saved = worker.fill(&housing, &new, &fields).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
        let letter = saved.location().split('?').next().unwrap().to_owned();
        let page = worker.get(&letter).await;
        let said = "These words cannot be set in a PDF: “রহিমা”, “李明.”";
        assert!(page.text().contains(said), "{}", page.text());
        assert!(page.text().contains("Print this page instead") && !page.body.contains("/pdf\""));
        // Whoever asks for the file all the same is led to the page that says so.
        let file = worker.get(&format!("{letter}/pdf")).await;
        assert_eq!((file.status, file.location()), (StatusCode::SEE_OTHER, letter.as_str()));
        let correct = format!("{letter}/correct");
        let mended = [("together", "with"), ("to", "Housing team"), ("subject", "A dry flat"), ("text", "She signs.")];
        assert_eq!(worker.fill(&correct, &correct, &mended).await.status, StatusCode::SEE_OTHER);
        assert!(!worker.get(&letter).await.text().contains("cannot be set"));
        let file = worker.get(&format!("{letter}/pdf")).await;
        assert_eq!((file.status, file.header("content-type")), (StatusCode::OK, "application/pdf"));
    });
}
