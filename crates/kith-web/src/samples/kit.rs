//! Pages that use every component, so that each is looked at as a browser draws it.

use askama::Template;

use super::Sample;
use crate::components::*;

#[derive(Template)]
#[template(path = "samples/kit_form.html")]
struct KitForm {
    frame: Frame,
    form: Form,
    modes: Vec<Choice>,
    ways: Vec<Choice>,
    needs: Vec<Choice>,
}

#[derive(Template)]
#[template(path = "samples/kit_person.html")]
struct KitPerson {
    frame: Frame,
    facts: Vec<Row>,
    table: Table,
    pages: Pagination,
}

#[derive(Template)]
#[template(path = "samples/kit_receipt.html")]
struct KitReceipt {
    frame: Frame,
}

fn nav() -> Vec<NavItem> {
    let places = [("/today", "Today"), ("/people", "People"), ("/queue", "Queue"), ("/directory", "Directory")];
    let mut nav: Vec<NavItem> = places.iter().map(|(href, text)| NavItem::new(href, text)).collect();
    nav[1].is_current = true;
    nav.extend(["Team", "Reports", "Studies"].map(|text| NavItem::new("/elsewhere", text)));
    nav
}

fn frame(title: &str) -> Frame {
    Frame {
        title: title.to_owned(),
        service_name: "Harbour social prescribing".to_owned(),
        organisation: "Harbour Community Trust".to_owned(),
        nav: nav(),
        who: Some("Amina Yusuf".to_owned()),
        search: Some("/search".to_owned()),
        demo: true,
        ..Frame::default()
    }
}

fn person() -> PersonBanner {
    PersonBanner {
        name: "FEATHERSTONEHAUGH-ONWUBIKO, Margaret Anne (Peggy)".to_owned(),
        href: "/people/1".to_owned(),
        born: "14 March 1951 (75)".to_owned(),
        nhs_number: "999 123 4560".to_owned(),
        communication: Some("Large print; speaks slowly after a stroke".to_owned()),
        warnings: vec!["Do not leave a voice message".to_owned()],
        is_restricted: true,
        is_kept_offline: true,
    }
}

fn form(title: &str, form: Form) -> KitForm {
    let mut frame = frame(title);
    frame.error_title = !form.is_fine();
    frame.banner = Some(person());
    KitForm {
        frame,
        form: form.carrying("nonce", "0192"),
        modes: vec![
            Choice::new("phone", "Phone"),
            Choice::new("home", "At home").hint("Including on the doorstep"),
            Choice::new("place", "Somewhere else").reveals(Slot::of(&Input::new("place", "Where?").width(20))),
            Choice::divider("or"),
            Choice::new("none", "No answer"),
        ],
        ways: vec![
            Choice::new("listened", "Listened"),
            Choice::new("planned", "Made a plan together"),
            Choice::new("nothing", "None of these").exclusive(),
        ],
        needs: Choice::list(&[("", "Choose"), ("company", "Company"), ("money", "Money"), ("warmth", "A warm home")]),
    }
}

fn with_errors() -> Form {
    let mut form = Form::typed(
        [
            ("who", "Her daughter <Jo> & \"Sam\""),
            ("minutes", "a while"),
            ("when-day", "31"),
            ("when-month", "13"),
            ("mode", "place"),
            ("note", "\nShe would like to see the sea again."),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned())),
    );
    form.problem("minutes", "Enter the minutes as a number, such as 30");
    form.date_problem("when", DatePart::Month, "The month must be between 1 and 12");
    form.problem("ways", "Choose what you did, or “None of these”");
    form.problem("need", "Choose a need");
    form
}

fn on_person() -> KitPerson {
    let mut frame = frame("Margaret Featherstonehaugh-Onwubiko");
    frame.banner = Some(person());
    frame.flash = Some("The contact is saved".to_owned());
    frame.wide = true;
    KitPerson {
        frame,
        facts: vec![
            Row::new("Around her", "Daughter Jo, most Sundays").change("/people/1/around", "who is around her"),
            Row::with("State", Slot::of(&Tag::new("Holding", "grey")).then(&Slot::text(" until Tuesday 24 November"))),
        ],
        table: Table::new(
            "gaps",
            "What was missing",
            vec![Cell::text("Need"), Cell::text("Reason"), Cell::number("People"), Cell::number("Weeks waited")],
            vec![
                vec![
                    Cell::text("Company"),
                    Cell::text("No transport in the evening"),
                    Cell::number("41"),
                    Cell::number("9"),
                ],
                vec![
                    Cell::text("Money advice"),
                    Cell::text("The waiting list is closed"),
                    Cell::number("17"),
                    Cell::number("14"),
                ],
            ],
        ),
        pages: Pagination {
            previous: Some(PageLink::new("/people/1?before=x", "Newer")),
            next: Some(PageLink::new("/people/1?after=x", "Older")),
        },
    }
}

pub(super) fn samples() -> Vec<Sample> {
    let public = Frame::public("Refer somebody", "Harbour social prescribing");
    let sample = |name, page: Result<String, askama::Error>| Sample { name, html: page.unwrap() };
    vec![
        sample("kit-form", form("Log a contact", Form::blank()).render()),
        sample("kit-form-errors", form("Log a contact", with_errors()).render()),
        sample("kit-person", on_person().render()),
        sample("kit-receipt", KitReceipt { frame: public }.render()),
    ]
}

#[test]
fn pages_of_every_component_look_as_they_did() {
    for sample in samples() {
        insta::assert_snapshot!(sample.name, super::comparable(sample.html));
    }
}

#[test]
fn nothing_typed_is_lost_when_a_form_comes_back() {
    let html = form("Log a contact", with_errors()).render().unwrap();
    for kept in [
        "Her daughter &#60;Jo&#62; &#38; &#34;Sam&#34;",
        "a while",
        "value=\"31\"",
        "value=\"13\"",
        "see the sea again",
    ] {
        assert!(html.contains(kept), "{kept} is lost");
    }
    assert!(html.contains("<title>Error: Log a contact"));
    for target in html.split("<li><a href=\"#").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert!(html.contains(&format!("id=\"{target}\"")), "the error summary leads to {target}, which is not there");
    }
}
