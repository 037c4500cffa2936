//! Why somebody was not taken on, read by the link of the receipt.

use http::StatusCode;

use super::client::Client;
use super::door::{about, ask, lead, receipt, triage};
use super::world::story;

#[test]
fn a_link_says_why_in_a_sentence_that_was_chosen_and_nothing_that_was_typed() {
    story(async |world| {
        let mut lead = lead(world).await;
        for (n, act, typed) in [
            (1, "return", vec![("return_reason", "CANARY-TYPED she has dementia")]),
            (2, "redirect", vec![("redirect_to", "CANARY-TYPED clinic"), ("redirect_words", "CANARY-TYPED words")]),
        ] {
            let mut phone = Client::at(&world.router, &format!("192.0.2.{n}"));
            let link = receipt(&ask(&mut phone, "me", &about(&format!("Whyask{n}"), "Company.")).await);
            let page = triage(&mut lead).await;
            let action = page.replace("/triage", &format!("/{act}"));
            // What stands in no list is refused, and nothing is lost.
            let mut wrong = typed.clone();
            wrong.push(("link_reason", "\"'><x-kith-7>"));
            let refused = lead.fill(&page, &action, &wrong).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text());
            assert!(refused.body.contains("CANARY-TYPED") && !refused.body.contains("<x-kith-7>"));
            let mut right = typed.clone();
            right.extend([("link_reason", "area"), ("rule", "CANARY-TYPED rule"), ("need", "CANARY-TYPED need")]);
            let sent = lead.fill(&page, &action, &right).await;
            assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
            let read = phone.get(&link).await;
            assert!(read.text().contains("lives outside the area that this service works in"), "{}", read.text());
            for hidden in ["CANARY-TYPED", "Whyask", "WHYASK", "team_lead"] {
                assert!(!read.body.contains(hidden), "{hidden}: {}", read.text());
            }
        }
        // Where nothing is chosen, nothing more is said.
        let mut phone = Client::at(&world.router, "192.0.2.9");
        let link = receipt(&ask(&mut phone, "me", &about("Notsaid", "Company.")).await);
        let page = triage(&mut lead).await;
        let action = page.replace("/triage", "/return");
        let sent = lead.fill(&page, &action, &[("return_reason", "CANARY-TYPED"), ("link_reason", "")]).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
        let read = phone.get(&link).await;
        assert!(read.text().contains("Ask the team to hear more") && !read.body.contains("Why:"), "{}", read.text());
        assert!(!read.body.contains("CANARY-TYPED"));
    });
}
