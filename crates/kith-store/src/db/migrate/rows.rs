//! Who sees the rows of a table, and what the application may do with them.
//!
//! Directives of a schema file, and what they become on PostgreSQL:
//!
//! - `-- rls: service`: rows whose `service_id` is among the services of the unit;
//! - `-- rls: purpose a b`: all rows, to units with one of these purposes;
//! - `-- rls: open`: all rows, to any unit that has said its purpose;
//! - `-- grant: select insert`: what the application may do, without the line everything;
//! - `-- also-grant: table delete`: what it may do besides with a table that is there already.
//!
//! The role for maintenance sees and may do everything. A connection that is in no unit of work has
//! set neither services nor purpose and, as the application's role, sees no row of any table.

/// Who sees the rows of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Visible {
    Service,
    Purpose(Vec<String>),
    Open,
}

impl Visible {
    /// # Errors
    /// A sentence, when the words are not known.
    pub(super) fn read(words: &str) -> Result<Self, String> {
        let mut words = words.split_whitespace();
        let first = words.next().unwrap_or_default();
        let rest: Vec<String> = words.map(str::to_owned).collect();
        let plain =
            |word: &String| word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_".contains(c));
        match (first, rest.is_empty()) {
            ("service", true) => Ok(Self::Service),
            ("open", true) => Ok(Self::Open),
            ("purpose", false) if rest.iter().all(plain) => Ok(Self::Purpose(rest)),
            _ => Err(format!("`-- rls: {first}` is not understood")),
        }
    }

    /// The condition on a row. The settings are read in sub-selects so that they are looked up
    /// once for a statement and not once for each row.
    fn condition(&self) -> String {
        const PURPOSE: &str = "(SELECT coalesce(current_setting('kith.purpose', true), ''))";
        match self {
            Self::Service => "service_id = ANY ((SELECT string_to_array(\
                 nullif(current_setting('kith.services', true), ''), ','))::uuid[])"
                .to_owned(),
            Self::Purpose(words) => {
                let words: Vec<String> = words.iter().map(|word| format!("'{word}'")).collect();
                format!("{PURPOSE} IN ({})", words.join(", "))
            }
            Self::Open => format!("{PURPOSE} <> ''"),
        }
    }
}

/// What the application may do with a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Grant(Vec<&'static str>);

const EVERYTHING: [&str; 4] = ["SELECT", "INSERT", "UPDATE", "DELETE"];

impl Default for Grant {
    fn default() -> Self {
        Self(EVERYTHING.to_vec())
    }
}

impl Grant {
    /// # Errors
    /// A sentence, when a word is not known or there is none.
    pub(super) fn read(words: &str) -> Result<Self, String> {
        let known = |word: &str| {
            let found = EVERYTHING.iter().find(|right| right.eq_ignore_ascii_case(word));
            found.copied().ok_or_else(|| format!("`-- grant: {word}` is not understood"))
        };
        let rights: Vec<_> = words.split_whitespace().map(known).collect::<Result<_, _>>()?;
        if rights.is_empty() { Err("`-- grant:` names nothing".to_owned()) } else { Ok(Self(rights)) }
    }
}

/// What PostgreSQL is told where the application may do more with a table than before.
pub(super) fn also(table: &str, grant: &Grant) -> String {
    format!("GRANT {} ON {table} TO kith_app;\n", grant.0.join(", "))
}

/// What PostgreSQL is told about a new table.
pub(super) fn policies(table: &str, visible: &Visible, grant: &Grant) -> String {
    let condition = visible.condition();
    let rights = grant.0.join(", ");
    let everything = EVERYTHING.join(", ");
    format!(
        "ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;\n\
         ALTER TABLE {table} FORCE ROW LEVEL SECURITY;\n\
         CREATE POLICY kith_app_rows ON {table} FOR ALL TO kith_app\n\
         USING ({condition}) WITH CHECK ({condition});\n\
         CREATE POLICY kith_maintenance_rows ON {table} FOR ALL TO kith_maintenance\n\
         USING (true) WITH CHECK (true);\n\
         REVOKE ALL ON {table} FROM PUBLIC;\n\
         GRANT {rights} ON {table} TO kith_app;\n\
         GRANT {everything} ON {table} TO kith_maintenance;\n"
    )
}
