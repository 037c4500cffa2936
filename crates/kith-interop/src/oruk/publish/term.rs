//! Taxonomies and their terms.

use kith_domain::directory::record::Term;
use serde_json::Value;
use uuid::Uuid;

use super::Object;

/// A term.
#[must_use]
pub fn taxonomy_term(term: &Term) -> Value {
    let mut it = Object::new(term.key());
    it.required("name", Some(&term.name));
    it.required("description", term.words.as_ref());
    it.text("code", term.code.as_ref());
    it.text("taxonomy", term.taxonomy.as_ref());
    it.number("taxonomy_id", term.taxonomy_key().map(|id| id.to_string()));
    it.address("term_uri", term.uri.as_ref());
    it.done()
}

/// A taxonomy, of which entries say no more than the name.
#[must_use]
pub fn taxonomy(id: Uuid, name: Option<&str>) -> Value {
    let mut it = Object::new(id);
    it.required("name", name);
    it.required("description", None::<&str>);
    it.done()
}

/// How a service says that it has a term, or a label.
pub(super) fn attribute(of: Uuid, number: usize, term: &Term) -> Value {
    let mut it = Object::part(of, &format!("attribute/{number}"));
    if term.is_label() {
        it.text("label", Some(&term.name));
        it.text("value", term.value.as_ref());
    } else {
        it.set("link_type", "service");
        it.set("taxonomy_term", taxonomy_term(term));
    }
    it.done()
}
