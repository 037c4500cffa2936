//! Examples of components that tell, and of those that lead on.

use serde_json::Value;

use super::{Options, done, part_of, size, slot, title, words};
use crate::components::field::{Hint, Title};
use crate::components::*;

pub(super) fn button(options: &Options<'_>, _: &Value) -> Option<String> {
    let mut button = Button::new(options.str("text")?);
    button.variant = options.str("variant");
    button.is_small = options.flag("small");
    button.is_disabled = options.flag("disabled");
    button.href = options.str("href");
    button.prevents_double_press = options.flag("preventDoubleClick");
    if options.get("preventDoubleClick").is_some_and(|value| value == false) {
        return None;
    }
    done(options, button.to_string())
}

pub(super) fn back_link(options: &Options<'_>, _: &Value) -> Option<String> {
    let mut link = BackLink::new(options.str("href")?, options.str("text")?);
    link.variant = options.str("variant");
    done(options, link.to_string())
}

pub(super) fn skip_link(options: &Options<'_>, _: &Value) -> Option<String> {
    done(options, SkipLink { href: options.str("href")?, text: options.str("text")? }.to_string())
}

pub(super) fn tag(options: &Options<'_>, _: &Value) -> Option<String> {
    let colour = match options.get("colour") {
        Some(colour) => Some(colour.as_str()?),
        None => None,
    };
    let has_border = options.get("border").and_then(Value::as_bool).unwrap_or(true);
    done(options, Tag { text: options.str("text")?, colour, has_border }.to_string())
}

pub(super) fn hint(options: &Options<'_>, _: &Value) -> Option<String> {
    let content = slot(options.value)?;
    Some(Hint { id: None, content }.to_string())
}

pub(super) fn error_message(options: &Options<'_>, _: &Value) -> Option<String> {
    Some(ErrorMessage { text: slot(options.value)? }.to_string())
}

pub(super) fn error_summary(options: &Options<'_>, _: &Value) -> Option<String> {
    let mut problems = Vec::new();
    for item in options.list("errorList").into_iter().flatten() {
        let Some(item) = item.as_object().map(|_| Options::new(item)) else { continue };
        let problem = Problem { text: Slot::text(item.str("text")?), href: item.str("href").map(str::to_owned) };
        if !item.all_read() {
            return None;
        }
        problems.push(problem);
    }
    let mut summary = ErrorSummary::new(problems);
    summary.heading = slot(options.get("heading")?)?;
    if let Some(description) = options.get("description") {
        summary.description = Some(slot(description)?);
    }
    done(options, summary.to_string())
}

pub(super) fn notification_banner(options: &Options<'_>, _: &Value) -> Option<String> {
    let mut banner = NotificationBanner::important(options.str("text")?);
    banner.is_success = options.str("variant") == Some("success");
    if let Some(title) = options.get("title") {
        banner.title = Some(slot(title)?);
    }
    done(options, banner.to_string())
}

/// A macro of `kit.html`, called with an example's markup.
#[derive(askama::Template)]
#[template(
    source = r#"{% import "components/kit.html" as kit %}
{% if which == "details" %}{% call kit::details(heading, open = open) %}{{ body }}{% endcall %}
{% else if which == "expander" %}{% call kit::expander(heading, open = open) %}{{ body }}{% endcall %}
{% else if which == "inset" %}{% call kit::inset() %}{{ body }}{% endcall %}
{% else if which == "warning" %}{% call kit::warning(heading) %}{{ body }}{% endcall %}
{% else if which == "card" %}{% call kit::card(heading) %}{{ body }}{% endcall %}
{% else if which == "fieldset" %}{% call kit::fieldset(heading) %}{{ body }}{% endcall %}{% endif %}"#,
    ext = "html"
)]
struct Called<'a> {
    which: &'a str,
    heading: &'a str,
    open: bool,
    body: Slot,
}

/// Markup inside an example, whether given as an option or in the manner of a macro.
pub(super) fn body(options: &Options<'_>, example: &Value) -> Option<Slot> {
    let html = options.str("html");
    html.or_else(|| example["callBlock"].as_str()).map(Slot::from_example)
}

pub(super) fn details(options: &Options<'_>, example: &Value) -> Option<String> {
    let heading = words(options.get("summary")?)?;
    let which = match options.str("classes") {
        Some("nhsuk-expander") => "expander",
        Some(_) => return None,
        None => "details",
    };
    let open = options.flag("open");
    match (body(options, example), options.str("text")) {
        (Some(body), _) => done(options, Called { which, heading, open, body }.to_string()),
        (None, Some(text)) if which == "details" && !open => done(options, Details::new(heading, text).to_string()),
        (None, text) => done(options, Called { which, heading, open, body: Slot::text(text?) }.to_string()),
    }
}

pub(super) fn inset_text(options: &Options<'_>, example: &Value) -> Option<String> {
    match body(options, example) {
        Some(body) => done(options, Called { which: "inset", heading: "", open: false, body }.to_string()),
        None => done(options, InsetText::new(options.str("text")?).to_string()),
    }
}

pub(super) fn warning_callout(options: &Options<'_>, example: &Value) -> Option<String> {
    let heading = match options.get("heading") {
        Some(heading) => words(heading)?,
        None => "",
    };
    match body(options, example) {
        Some(body) => done(options, Called { which: "warning", heading, open: false, body }.to_string()),
        None => done(options, WarningCallout::new(heading, options.str("text")?).to_string()),
    }
}

pub(super) fn panel(options: &Options<'_>, _: &Value) -> Option<String> {
    let heading = options.get("heading")?;
    let heading = match heading.get("level").and_then(Value::as_u64) {
        Some(1) | None => Slot::text(heading.as_str().or_else(|| heading.get("text")?.as_str())?),
        Some(_) => return None,
    };
    if options.get("heading")?.as_object().is_some_and(|map| map.keys().any(|key| key != "text" && key != "level")) {
        return None;
    }
    let body = match (options.str("html"), options.str("text")) {
        (Some(html), _) => Slot::from_example(html),
        (None, text) => Slot::text(text?),
    };
    done(options, Panel { heading, body }.to_string())
}

pub(super) fn card(options: &Options<'_>, example: &Value) -> Option<String> {
    if let Some(body) = body(options, example) {
        let heading = words(options.get("heading")?)?;
        return done(options, Called { which: "card", heading, open: false, body }.to_string());
    }
    let mut card = Card::new("");
    card.heading = match options.get("heading") {
        Some(Value::String(text)) => Some(text),
        Some(heading) => {
            let heading = Options::new(heading);
            card.level = u8::try_from(heading.get("level").and_then(Value::as_u64).unwrap_or(2)).ok()?;
            if let Some(letter) = heading.str("size") {
                card.size = Some(size(letter)?);
            }
            card.id = heading.str("id");
            let text = heading.str("text")?;
            if !heading.all_read() {
                return None;
            }
            Some(text)
        }
        None => None,
    };
    card.href = options.str("href");
    if let Some(description) = options.get("description") {
        card.description = Some(Slot::text(words(description)?));
    }
    card.is_clickable = options.flag("clickable");
    card.variant = options.str("variant");
    if card.variant == Some("primary") {
        return None;
    }
    done(options, card.to_string())
}

pub(super) fn fieldset(options: &Options<'_>, example: &Value) -> Option<String> {
    #[derive(askama::Template)]
    #[template(
        source = r#"{% import "components/parts.html" as parts %}<fieldset class="nhsuk-fieldset">{{ parts::legend(legend) }}</fieldset>"#,
        ext = "html"
    )]
    struct Fieldset<'a> {
        legend: Title<'a>,
    }
    let legend = options.get("legend")?;
    if let Some(body) = body(options, example) {
        let inner = Options::new(legend);
        let heading = inner.str("text")?;
        let medium = inner.str("size") == Some("m") && inner.all_read();
        return if medium {
            done(options, Called { which: "fieldset", heading, open: false, body }.to_string())
        } else {
            None
        };
    }
    let legend = title(legend)?;
    done(options, Fieldset { legend }.to_string())
}

pub(super) fn summary_list(options: &Options<'_>, _: &Value) -> Option<String> {
    let mut rows = Vec::new();
    for row in options.list("rows")? {
        let row = Options::new(row);
        let mut ours = Row { key: slot(row.get("key")?)?, value: slot(row.get("value")?)?, actions: Vec::new() };
        if let Some(actions) = row.get("actions") {
            let actions = Options::new(actions);
            for action in actions.list("items")? {
                let Some(action) = action.as_object().map(|_| Options::new(action)) else { continue };
                ours.actions.push((
                    action.str("href")?.to_owned(),
                    action.str("text")?.to_owned(),
                    action.str("visuallyHiddenText")?.to_owned(),
                ));
                if !action.all_read() {
                    return None;
                }
            }
            if !actions.all_read() {
                return None;
            }
        }
        if !row.all_read() {
            return None;
        }
        rows.push(ours);
    }
    let has_border = options.get("border").and_then(Value::as_bool).unwrap_or(true);
    done(options, SummaryList { rows: &rows, has_border }.to_string())
}

fn cell(value: &Value) -> Option<Cell> {
    if let Some(text) = value.as_str() {
        return Some(Cell::text(text));
    }
    let options = Options::new(value);
    let content = match (options.str("html"), options.str("text")) {
        (Some(html), _) => Slot::from_example(html),
        (None, text) => Slot::text(text?),
    };
    let is_number = options.str("format") == Some("numeric");
    options.all_read().then_some(Cell { content, is_number })
}

fn cells(row: &Value) -> Option<Vec<Cell>> {
    row.as_array()?.iter().map(cell).collect()
}

pub(super) fn table(options: &Options<'_>, _: &Value) -> Option<String> {
    let mut table = Table::new("", "", Vec::new(), Vec::new());
    table.caption = None;
    table.size = None;
    if let Some(caption) = options.get("caption") {
        let caption = Options::new(caption);
        table.caption = Some(Slot::text(caption.value.as_str().or_else(|| caption.str("text"))?));
        if let Some(letter) = caption.str("size") {
            table.size = Some(size(letter)?);
        }
        if caption.value.is_object() && !caption.all_read() {
            return None;
        }
    }
    table.scrolls = options.flag("scroll");
    table.id = options.str("id").map(|id| format!("{id}-caption"));
    table.is_compact = options.flag("compact");
    table.first_names_row = options.flag("firstCellIsHeader");
    if let Some(head) = options.get("head") {
        table.head = cells(head)?;
    }
    table.rows = options.list("rows")?.iter().map(cells).collect::<Option<_>>()?;
    done(options, table.to_string())
}

pub(super) fn pagination(options: &Options<'_>, _: &Value) -> Option<String> {
    let link = |value: Option<&Value>| match value {
        Some(value) => {
            let page = Options::new(value);
            let link = PageLink::new(page.str("href")?, page.str("label")?);
            page.all_read().then_some(Some(link))
        }
        None => Some(None),
    };
    let ours = Pagination { previous: link(options.get("previous"))?, next: link(options.get("next"))? };
    done(options, ours.to_string())
}

pub(super) fn header_navigation(options: &Options<'_>, example: &Value) -> Option<String> {
    #[derive(askama::Template)]
    #[template(source = r#"{% include "components/header.html" %}"#, ext = "html")]
    struct Header {
        frame: Frame,
    }
    if !example["html"].as_str()?.contains("<nav class=\"nhsuk-header__navigation\" aria-label=\"Menu\">") {
        return None;
    }
    let navigation = Options::new(options.get("navigation")?);
    let mut nav = Vec::new();
    for item in navigation.list("items")? {
        let Some(item) = item.as_object().map(|_| Options::new(item)) else { continue };
        let mut ours = NavItem::new(item.str("href")?, item.str("text")?);
        ours.is_current = item.flag("current") || item.flag("active");
        if !item.all_read() {
            return None;
        }
        nav.push(ours);
    }
    if !navigation.all_read() {
        return None;
    }
    let header = Header { frame: Frame { nav, ..Frame::public("", "") } };
    Some(part_of("header", &header.to_string()))
}
