//! *What was missing*, asked question after question by somebody who takes one answer from another.

use kith_domain::need::Domain;
use kith_domain::staff::Role;

use super::client::Client;
use super::unmet::{Missed, write};
use super::world::story;

/// The number that the page says, if it says one.
async fn told(client: &mut Client, query: &str) -> Option<i64> {
    let page = client.get(&format!("/reports/unmet-need?period=2025-26{query}")).await.text();
    let after = page.split("about ").nth(1).filter(|_| page.contains("people needed something"))?;
    after.split(' ').next()?.parse().ok()
}

#[test]
fn who_is_in_neither_of_two_filters_cannot_be_worked_out_from_two_pages() {
    story(async |world| {
        // By need and district. Five people are neither about housing nor from the first district, and every line of
        // the table has enough behind its hidden figures.
        let table: [(Domain, [i64; 3]); 3] =
            [(Domain::Housing, [40, 20, 20]), (Domain::Food, [20, 2, 1]), (Domain::Work, [20, 1, 1])];
        let mut all: Vec<Missed> = Vec::new();
        for (domain, of_district) in table {
            for (district, many) in [(Some(1), of_district[0]), (Some(2), of_district[1]), (None, of_district[2])] {
                for n in 0..many {
                    all.push(Missed { domain: Some(domain), district, ..Missed::on(n) });
                }
            }
        }
        write(world, &world.one, all);
        let mut reader = Client::signed_in(&world.router, &world.one.email(Role::Commissioner)).await;
        assert_eq!(told(&mut reader, "").await, Some(125));
        let housing = told(&mut reader, "&need=domain-housing").await;
        let here = told(&mut reader, "&place=district-E1").await;
        let both = told(&mut reader, "&need=domain-housing&place=district-E1").await;
        let is_told = housing.is_some() && here.is_some() && both.is_some();
        assert!(!is_told, "125 less {housing:?} less {here:?} and {both:?} again are five people");
    });
}

#[test]
fn what_is_left_of_a_year_by_its_quarters_cannot_be_worked_out() {
    story(async |world| {
        let mut all: Vec<Missed> = Vec::new();
        for (day, many) in [(0, 20), (100, 25), (200, 30), (300, 3)] {
            for n in 0..many {
                all.push(Missed::on(day + n));
            }
        }
        write(world, &world.one, all);
        let mut reader = Client::signed_in(&world.router, &world.one.email(Role::Commissioner)).await;
        let year = told(&mut reader, "").await;
        assert_eq!(year, Some(80));
        let mut shown = 0;
        for quarter in ["-q1", "-q2", "-q3"] {
            shown += usize::from(told(&mut reader, quarter).await.is_some());
        }
        assert!(shown < 3, "the year less three of its quarters is three people");
        assert_eq!(told(&mut reader, "-q4").await, None);
        // Nor in the table of one page.
        let file = reader.get("/reports/unmet-need/csv?period=2025-26").await.body;
        let hidden = file.lines().filter(|line| line.contains(",Quarter,") && line.contains(",*,")).count();
        assert!(hidden >= 2, "{file}");
    });
}
