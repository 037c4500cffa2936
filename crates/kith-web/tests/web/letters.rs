//! What leaves Kith: a notice that names nobody, and what happens when it cannot leave.

use http::StatusCode;
use kith_domain::staff::Role;
use kith_store::house::{self, Letter};
use kith_store::{Isolation, Reach};

use super::client::Client;
use super::thread::{allocate, refer};
use super::world::{World, story};

/// Everything in the outbox, once whoever forgot their password is answered. Runs outside the runtime's own threads, as the pages do.
pub(super) async fn letters(world: &World) -> Vec<Letter> {
    let app = world.app.clone();
    let read = move || {
        kith_app::accounts::answer_resets(&app).unwrap();
        app.store().read(&Reach::maintenance(), house::latest_letters).unwrap()
    };
    tokio::task::spawn_blocking(read).await.unwrap()
}

#[test]
fn the_notice_to_the_practice_names_nobody_and_a_stuck_one_becomes_the_leads_task() {
    story(async |world| {
        let mut practice = Client::signed_in(&world.router, &world.one.email(Role::Practice)).await;
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        let mut worker = Client::signed_in(&world.router, &world.one.email(Role::LinkWorker)).await;
        let referral = refer(world, &mut practice, "Okonjo", "Frightened of the stairs.").await;
        allocate(&mut lead, &referral, "link_worker").await;
        let person = worker.get("/today").await.link("/people/", "").trim_end_matches("/contacts/new").to_owned();
        let back = format!("{person}/message-back");
        let sent = worker
            .fill(&back, &back, &[("mattered", "The stairs."), ("happened", ""), ("missing", "A stair lift.")])
            .await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());

        let outbox = letters(world).await;
        assert_eq!(outbox.len(), 1);
        let letter = &outbox[0];
        assert_eq!(letter.recipient, "surgery@alder.example.org");
        let text = format!("{} {}", letter.subject, letter.body).to_lowercase();
        for secret in ["okonjo", "rosa", "stairs", "lift", "1951", "frightened"] {
            assert!(!text.contains(secret), "the notice says {secret}");
        }
        assert!(letter.body.contains(&format!("http://127.0.0.1:8080{referral}")), "{}", letter.body);

        assert!(!lead.get("/queue").await.text().contains("An e-mail is stuck"));
        let (app, id, made) = (world.app.clone(), letter.id, letter.made);
        tokio::task::spawn_blocking(move || {
            app.store().write(&Reach::maintenance(), Isolation::Ordinary, move |tx| {
                house::attempted(tx, id, "stuck", 12, made, None, Some("no such mailbox"))
            })
        })
        .await
        .unwrap()
        .unwrap();
        let queue = lead.get("/queue").await;
        assert!(queue.text().contains("An e-mail is stuck"), "{}", queue.text());
        let mut elsewhere = Client::signed_in(&world.router, &world.two.email(Role::TeamLead)).await;
        assert!(!elsewhere.get("/queue").await.text().contains("An e-mail is stuck"));
        let retried = lead.fill("/queue", &format!("/letters/{id}/retry"), &[]).await;
        assert_eq!(retried.status, StatusCode::SEE_OTHER, "{}", retried.text());
        let after = letters(world).await;
        assert_eq!((after[0].state.as_str(), after[0].attempts, after[0].id), ("waiting", 0, id));
    });
}
