//! The rows behind the figures of *What was missing*: each figure opens what it counts, for those who may see the people.

use std::collections::BTreeSet;

use http::StatusCode;
use kith_domain::measure::Period;
use kith_domain::measure::unmet::{By, affected};
use kith_domain::need::gap::{Kind, Reason};
use kith_domain::person::equality::Sex;
use kith_domain::staff::Role;

use super::client::{Answer, Client};
use super::unmet::{Missed, write};
use super::world::story;

const ROWS: &str = "/reports/unmet-need/rows";

/// The addresses of rows that a page leads to.
fn led_to(page: &Answer) -> BTreeSet<String> {
    let links = page.body.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap().replace("&#38;", "&"));
    links.map(|it| it.replace("&amp;", "&")).filter(|it| it.starts_with(ROWS)).collect()
}

/// A part of an address.
fn part(address: &str, name: &str) -> String {
    let parts = address.split(['?', '&']).skip(1).filter_map(|part| part.split_once('='));
    let found = parts.into_iter().find(|(known, _)| *known == name).map(|(_, value)| value.replace("%2D", "-"));
    found.unwrap_or_default()
}

fn some() -> Vec<Missed> {
    (0..40_i64)
        .map(|n| Missed {
            day: n * 9,
            kind: if n % 4 == 0 { Some(Kind::Nhs) } else { Some(Kind::Housing) },
            reason: if n % 3 == 0 { Reason::Wait } else { Reason::Full },
            weeks: (n % 3 == 0).then_some(20),
            sex: (n % 5 != 0).then_some(if n % 2 == 0 { Sex::Female } else { Sex::Male }),
            district: (n % 8 != 0).then_some(if n % 3 == 0 { 2 } else { 1 }),
            is_restricted: n % 13 == 12,
            ..Missed::on(n)
        })
        .collect()
}

#[test]
fn each_figure_opens_as_many_rows_as_it_counts() {
    story(async |world| {
        let facts = write(world, &world.one, some());
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        let mut opened: Vec<By> = Vec::new();
        for query in ["period=2025-26", "period=2025-26&place=district-E1", "period=2025-26&need=domain-housing"] {
            let page = lead.get(&format!("/reports/unmet-need?{query}")).await;
            for address in led_to(&page) {
                let rows = lead.get(&address).await;
                assert_eq!(rows.status, StatusCode::OK, "{address}: {}", rows.text());
                let period = Period::parse(&part(&address, "period")).unwrap();
                let Some(by) = By::from_code(&part(&address, "by")) else { continue };
                let value = part(&address, "value");
                let mut filter = vec![(by, value.as_str())];
                if address.contains("district-E1") || address.contains("district%2DE1") {
                    filter.push((By::District, "E1"));
                }
                if address.contains("housing") {
                    filter.push((By::Domain, "housing"));
                }
                let counted = affected(&facts, period, &filter).len();
                assert_eq!(rows.body.matches("class=\"kith-row\"").count(), counted, "{address}");
                opened.push(by);
            }
        }
        for by in [By::Wait, By::Instead, By::Sex, By::Age, By::Ethnic, By::Language, By::Disability, By::Route] {
            assert!(
                opened.iter().any(|it| *it == by || by.coarser().is_some_and(|(level, _)| *it == level)),
                "{by:?} of {opened:?}"
            );
        }
        // What is not recorded is a figure like any other.
        let rows = lead.get(&format!("{ROWS}?period=2025-26&by=sex&value=none")).await;
        assert!(rows.text().contains("Sex: Not recorded"), "{}", rows.text());
        // And those without a gap, of whom there is nobody here.
        for by in ["ended-unmet", "ended-unmet-without-gap"] {
            assert_eq!(lead.get(&format!("{ROWS}?period=2025-26&by={by}")).await.status, StatusCode::OK, "{by}");
        }
    });
}

#[test]
fn rows_are_for_those_who_may_see_the_people_and_of_their_own_service() {
    story(async |world| {
        write(world, &world.one, some());
        let address = format!("{ROWS}?period=2025-26&by=sex&value=female");
        for role in Role::ALL {
            let mut reader = Client::signed_in(&world.router, &world.one.email(role)).await;
            let answer = reader.get(&address).await;
            let may = matches!(role, Role::LinkWorker | Role::TeamLead);
            assert_eq!(answer.status, if may { StatusCode::OK } else { StatusCode::FORBIDDEN }, "{role:?}");
            // These people are nobody's of this link worker.
            assert_eq!(answer.body.contains("class=\"kith-row\""), role == Role::TeamLead, "{role:?}");
            if !matches!(role, Role::Practice | Role::Organisation | Role::Administrator) {
                let page = reader.get("/reports/unmet-need?period=2025-26").await;
                assert_eq!(!led_to(&page).is_empty(), may, "{role:?}");
            }
        }
        let mut stranger = Client::signed_in(&world.router, &world.two.email(Role::TeamLead)).await;
        let answer = stranger.get(&address).await;
        assert!(answer.status == StatusCode::OK && !answer.body.contains("class=\"kith-row\""), "{}", answer.text());
        let mut lead = Client::signed_in(&world.router, &world.one.email(Role::TeamLead)).await;
        for wrong in ["by=moon&value=x", "by=sex&value=moon", "by=sex", "value=female", "by=recording-rate", "after=x"]
        {
            let answer = lead.get(&format!("{ROWS}?period=2025-26&{wrong}")).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{wrong}");
        }
    });
}
