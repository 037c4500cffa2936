//! Examples of components that ask.

use serde_json::Value;

use super::{Options, done, slot, title, words};
use crate::components::choices::{Checkboxes, Choice, Look, Radios};
use crate::components::field::Field;
use crate::components::*;

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

pub(super) fn input(options: &Options<'_>, _: &Value) -> Option<String> {
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

pub(super) fn textarea(options: &Options<'_>, _: &Value) -> Option<String> {
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
    Look { is_inline: options.flag("inline"), is_small: options.flag("small"), is_focused: false }
}

pub(super) fn radios(options: &Options<'_>, _: &Value) -> Option<String> {
    let choices = choices(options)?;
    let mut radios = Radios::new("", "", &choices);
    radios.field = field(options, "fieldset")?;
    radios.look = look(options);
    radios.picked = options.str("value").into_iter().collect();
    done(options, radios.to_string())
}

pub(super) fn checkboxes(options: &Options<'_>, _: &Value) -> Option<String> {
    let choices = choices(options)?;
    let mut boxes = Checkboxes::new("", "", &choices);
    boxes.field = field(options, "fieldset")?;
    boxes.look = look(options);
    boxes.picked = options.list("values").into_iter().flatten().filter_map(Value::as_str).collect();
    done(options, boxes.to_string())
}

pub(super) fn select(options: &Options<'_>, _: &Value) -> Option<String> {
    let choices = choices(options)?;
    let mut select = Select::new("", "", &choices);
    select.field = field(options, "label")?;
    select.value = options.str("value").unwrap_or("");
    done(options, select.to_string())
}

pub(super) fn date_input(options: &Options<'_>, _: &Value) -> Option<String> {
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
