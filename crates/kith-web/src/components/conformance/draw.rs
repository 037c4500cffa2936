//! Turns an example's options into one of our components, or `None` where we deliberately do not support one of them.

use std::cell::RefCell;
use std::collections::BTreeSet;

use serde_json::Value;

use crate::components::choices::{Checkboxes, Choice, Look, Radios};
use crate::components::field::{Field, Hint, Size, Title};
use crate::components::*;

/// An example's options; remembers which were read, so that one we do not know is never passed over.
pub(super) struct Options<'v> {
    value: &'v Value,
    read: RefCell<BTreeSet<&'static str>>,
}

impl<'v> Options<'v> {
    pub(super) fn new(value: &'v Value) -> Self {
        Self { value, read: RefCell::default() }
    }

    fn get(&self, key: &'static str) -> Option<&'v Value> {
        self.read.borrow_mut().insert(key);
        self.value.get(key).filter(|value| !value.is_null())
    }

    fn str(&self, key: &'static str) -> Option<&'v str> {
        self.get(key).and_then(Value::as_str)
    }

    fn flag(&self, key: &'static str) -> bool {
        self.get(key).and_then(Value::as_bool).unwrap_or(false)
    }

    fn list(&self, key: &'static str) -> Option<&'v Vec<Value>> {
        self.get(key).and_then(Value::as_array)
    }

    /// Whether every option was read: otherwise we would compare something else than was drawn.
    fn all_read(&self) -> bool {
        let read = self.read.borrow();
        self.value.as_object().is_none_or(|map| map.keys().all(|key| read.contains(key.as_str())))
    }
}

type Draw = fn(&Options<'_>, &Value) -> Option<String>;

/// Every component that is compared, by the design system's name.
pub(super) const DRAWERS: &[(&str, Draw)] = &[
    ("back-link", back_link),
    ("button", button),
    ("card", card),
    ("checkboxes", checkboxes),
    ("date-input", date_input),
    ("details", details),
    ("error-message", error_message),
    ("error-summary", error_summary),
    ("fieldset", fieldset),
    ("header", header_navigation),
    ("hint", hint),
    ("input", input),
    ("inset-text", inset_text),
    ("notification-banner", notification_banner),
    ("pagination", pagination),
    ("panel", panel),
    ("radios", radios),
    ("select", select),
    ("skip-link", skip_link),
    ("summary-list", summary_list),
    ("tables", table),
    ("tag", tag),
    ("textarea", textarea),
    ("warning-callout", warning_callout),
];

/// Components that take markup inside; the others' examples with markup are left out.
pub(super) const TAKE_BLOCKS: &[&str] = &["card", "details", "fieldset", "inset-text", "warning-callout"];

/// Of the header only the navigation is compared: ours carries no NHS logo.
pub(super) fn part_of(component: &str, html: &str) -> String {
    match (component, html.find("<nav class=\"nhsuk-header__navigation\"")) {
        ("header", Some(at)) => html[at..html[at..].find("</nav>").map_or(html.len(), |end| at + end + 6)].to_owned(),
        _ => html.to_owned(),
    }
}

/// Escaped text, or an example's markup.
fn slot(value: &Value) -> Option<Slot> {
    if let Some(text) = value.as_str() {
        return Some(Slot::text(text));
    }
    let options = Options::new(value);
    let slot = match (options.str("html"), options.str("text")) {
        (Some(html), _) => Slot::from_example(html),
        (None, Some(text)) => Slot::text(text),
        (None, None) => return None,
    };
    options.all_read().then_some(slot)
}

/// The words alone, from a string or an object with nothing but text.
fn words(value: &Value) -> Option<&str> {
    if let Some(text) = value.as_str() {
        return Some(text);
    }
    let options = Options::new(value);
    let text = options.str("text")?;
    options.all_read().then_some(text)
}

fn size(letter: &str) -> Option<Size> {
    [Size::S, Size::M, Size::L, Size::Xl].into_iter().find(|size| size.letter() == letter)
}

fn title(value: &Value) -> Option<Title<'_>> {
    if let Some(text) = value.as_str() {
        return Some(Title::new(text));
    }
    let options = Options::new(value);
    let mut title = match (options.str("heading"), options.str("text")) {
        (Some(heading), _) => Title { is_page_heading: true, ..Title::new(heading) },
        (None, Some(text)) => Title::new(text),
        (None, None) => return None,
    };
    if let Some(letter) = options.str("size") {
        title.size = Some(size(letter)?);
    }
    options.all_read().then_some(title)
}

/// What every question has. `Some(None)`-like failures end the comparison with `?`.
fn field<'v>(options: &Options<'v>, title_key: &'static str) -> Option<Field<'v>> {
    let name = options.str("name").unwrap_or("example");
    let mut field = Field::new(name, "");
    field.title = match title_key {
        "fieldset" => match options.get("fieldset") {
            Some(fieldset) => {
                let inner = Options::new(fieldset);
                let legend = title(inner.get("legend")?)?;
                if !inner.all_read() {
                    return None;
                }
                Some(legend)
            }
            None => None,
        },
        key => match options.get(key) {
            Some(label) => Some(title(label)?),
            None => None,
        },
    };
    field.id = options.str("idPrefix").or_else(|| options.str("id")).unwrap_or(name);
    if let Some(hint) = options.get("hint") {
        field.hint = Some(slot(hint)?);
    }
    if let Some(error) = options.get("errorMessage") {
        field.error = Some(slot(error)?);
    }
    field.is_disabled = options.flag("disabled");
    Some(field)
}

fn done(options: &Options<'_>, drawn: String) -> Option<String> {
    options.all_read().then_some(drawn)
}

fn input(options: &Options<'_>, _: &Value) -> Option<String> {
    let mut input = Input::new("", "");
    input.field = field(options, "label")?;
    input.value = options.str("value").unwrap_or("");
    input.kind = options.str("type").unwrap_or("text");
    input.width = match options.get("width") {
        Some(width) => Some(u8::try_from(width.as_u64()?).ok()?),
        None => None,
    };
    input.autocomplete = options.str("autocomplete");
    input.inputmode = options.str("inputmode");
    input.spellcheck = options.get("spellcheck").and_then(Value::as_bool);
    input.is_code = options.flag("code");
    if let Some(sign) = options.get("prefix") {
        input.prefix = Some(slot(sign)?);
    }
    if let Some(sign) = options.get("suffix") {
        input.suffix = Some(slot(sign)?);
    }
    done(options, input.to_string())
}

fn textarea(options: &Options<'_>, _: &Value) -> Option<String> {
    let mut textarea = Textarea::new("", "");
    textarea.field = field(options, "label")?;
    textarea.value = options.str("value").unwrap_or("");
    textarea.autocomplete = options.str("autocomplete");
    if let Some(rows) = options.get("rows") {
        textarea.rows = u16::try_from(rows.as_u64()?).ok()?;
    }
    done(options, textarea.to_string())
}

fn choices(options: &Options<'_>) -> Option<Vec<Choice>> {
    let mut choices = Vec::new();
    for item in options.list("items")? {
        let item = Options::new(item);
        let choice = if let Some(word) = item.get("divider") {
            Choice::divider(word.as_str().unwrap_or(""))
        } else {
            let mut choice = Choice::new(item.str("value")?, item.str("text")?);
            if item.get("disabled").is_some_and(|value| value == false) {
                return None;
            }
            choice.is_disabled = item.flag("disabled");
            choice.is_exclusive = item.str("behaviour") == Some("exclusive");
            if let Some(hint) = item.get("hint") {
                choice.hint = Some(words(hint)?.to_owned());
            }
            if let Some(conditional) = item.get("conditional") {
                choice.reveals = Some(slot(conditional)?);
            }
            choice
        };
        if !item.all_read() {
            return None;
        }
        choices.push(choice);
    }
    Some(choices)
}

fn look(options: &Options<'_>) -> Look {
    Look { is_inline: options.flag("inline"), is_small: options.flag("small") }
}

fn radios(options: &Options<'_>, _: &Value) -> Option<String> {
    let choices = choices(options)?;
    let mut radios = Radios::new("", "", &choices);
    radios.field = field(options, "fieldset")?;
    radios.look = look(options);
    radios.picked = options.str("value").into_iter().collect();
    done(options, radios.to_string())
}

fn checkboxes(options: &Options<'_>, _: &Value) -> Option<String> {
    let choices = choices(options)?;
    let mut boxes = Checkboxes::new("", "", &choices);
    boxes.field = field(options, "fieldset")?;
    boxes.look = look(options);
    boxes.picked = options.list("values").into_iter().flatten().filter_map(Value::as_str).collect();
    done(options, boxes.to_string())
}

fn select(options: &Options<'_>, _: &Value) -> Option<String> {
    let choices = choices(options)?;
    let mut select = Select::new("", "", &choices);
    select.field = field(options, "label")?;
    select.value = options.str("value").unwrap_or("");
    done(options, select.to_string())
}

fn date_input(options: &Options<'_>, _: &Value) -> Option<String> {
    let prefix = options.str("namePrefix");
    let mut date = DateInput::new("", "");
    date.field = field(options, "fieldset")?;
    let values = options.get("values");
    let mut wrong = Vec::new();
    for (part, key) in date.parts.iter_mut().zip(["day", "month", "year"]) {
        part.name = prefix.map_or_else(|| key.to_owned(), |prefix| format!("{prefix}[{key}]"));
        part.value = values.and_then(|values| values.get(key)).and_then(Value::as_str).unwrap_or("");
        if let Some(own) = options.get(key) {
            if !own.is_object() {
                return None;
            }
            let own = Options::new(own);
            wrong.push(own.flag("error"));
            part.is_wrong = own.flag("error");
            part.value = own.str("value").unwrap_or(part.value);
            part.autocomplete = own.str("autocomplete");
            if !own.all_read() {
                return None;
            }
        }
    }
    if date.field.error.is_some() && !wrong.contains(&true) {
        date.parts.iter_mut().for_each(|part| part.is_wrong = true);
    }
    done(options, date.to_string())
}

fn button(options: &Options<'_>, _: &Value) -> Option<String> {
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

fn back_link(options: &Options<'_>, _: &Value) -> Option<String> {
    let mut link = BackLink::new(options.str("href")?, options.str("text")?);
    link.variant = options.str("variant");
    done(options, link.to_string())
}

fn skip_link(options: &Options<'_>, _: &Value) -> Option<String> {
    done(options, SkipLink { href: options.str("href")?, text: options.str("text")? }.to_string())
}

fn tag(options: &Options<'_>, _: &Value) -> Option<String> {
    let colour = match options.get("colour") {
        Some(colour) => Some(colour.as_str()?),
        None => None,
    };
    let has_border = options.get("border").and_then(Value::as_bool).unwrap_or(true);
    done(options, Tag { text: options.str("text")?, colour, has_border }.to_string())
}

fn hint(options: &Options<'_>, _: &Value) -> Option<String> {
    let content = slot(options.value)?;
    Some(Hint { id: None, content }.to_string())
}

fn error_message(options: &Options<'_>, _: &Value) -> Option<String> {
    Some(ErrorMessage { text: slot(options.value)? }.to_string())
}

fn error_summary(options: &Options<'_>, _: &Value) -> Option<String> {
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

fn notification_banner(options: &Options<'_>, _: &Value) -> Option<String> {
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
fn body(options: &Options<'_>, example: &Value) -> Option<Slot> {
    let html = options.str("html");
    html.or_else(|| example["callBlock"].as_str()).map(Slot::from_example)
}

fn details(options: &Options<'_>, example: &Value) -> Option<String> {
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

fn inset_text(options: &Options<'_>, example: &Value) -> Option<String> {
    match body(options, example) {
        Some(body) => done(options, Called { which: "inset", heading: "", open: false, body }.to_string()),
        None => done(options, InsetText::new(options.str("text")?).to_string()),
    }
}

fn warning_callout(options: &Options<'_>, example: &Value) -> Option<String> {
    let heading = match options.get("heading") {
        Some(heading) => words(heading)?,
        None => "",
    };
    match body(options, example) {
        Some(body) => done(options, Called { which: "warning", heading, open: false, body }.to_string()),
        None => done(options, WarningCallout::new(heading, options.str("text")?).to_string()),
    }
}

fn panel(options: &Options<'_>, _: &Value) -> Option<String> {
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

fn card(options: &Options<'_>, example: &Value) -> Option<String> {
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

fn fieldset(options: &Options<'_>, example: &Value) -> Option<String> {
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
        return if medium { done(options, Called { which: "fieldset", heading, open: false, body }.to_string()) } else { None };
    }
    let legend = title(legend)?;
    done(options, Fieldset { legend }.to_string())
}

fn summary_list(options: &Options<'_>, _: &Value) -> Option<String> {
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

fn table(options: &Options<'_>, _: &Value) -> Option<String> {
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

fn pagination(options: &Options<'_>, _: &Value) -> Option<String> {
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

fn header_navigation(options: &Options<'_>, example: &Value) -> Option<String> {
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
