//! What the database must say about each table, and the registry about each room.

use super::Finding;
use crate::tree::SourceFile;

/// Tables without an `-- rls:` line, which says whom PostgreSQL shows their rows.
pub(crate) fn tables_without_fence(files: &[SourceFile]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let schema =
        |file: &&SourceFile| file.path.starts_with("crates/kith-store/src/schema/") && file.has_extension("sql");
    for file in files.iter().filter(schema) {
        let mut open: Option<(usize, &str)> = None;
        let ends = std::iter::once((usize::MAX, "CREATE TABLE"));
        for (number, line) in file.text.lines().enumerate().chain(ends) {
            if let Some(table) = line.strip_prefix("CREATE TABLE") {
                if let Some((number, table)) = open {
                    let place = format!("{}:{}", file.path, number + 1);
                    findings.push(Finding::new(place, format!("table {table} has no line “-- rls: …” below it")));
                }
                let name = table.trim_start().trim_start_matches("IF NOT EXISTS ").split([' ', '(']).next();
                open = name.map(|name| (number, name));
            } else if line.trim_start().starts_with("-- rls: ") {
                open = None;
            }
        }
    }
    findings
}

/// Rooms whose statements the registry does not list, so that no test would prepare them.
pub(crate) fn rooms_not_registered(files: &[SourceFile]) -> Vec<Finding> {
    const SOURCE: &str = "crates/kith-store/src/";
    let registry = files.iter().find(|file| file.path == format!("{SOURCE}registry.rs"));
    let listed = registry.map_or("", |file| file.text.as_str());
    let mut findings = Vec::new();
    for file in files.iter().filter(|file| file.has_extension("rs")) {
        let Some(room) = file.path.strip_prefix(SOURCE) else { continue };
        // Only where it is called for the room itself: its own tests call it further in.
        if !file.text.lines().any(|line| line.starts_with("statements! {")) {
            continue;
        }
        let module = room.trim_end_matches(".rs").trim_end_matches("/mod").replace('/', "::");
        if !listed.contains(&format!("{module}::STATEMENTS")) {
            findings.push(Finding::new(&file.path, format!("registry.rs does not list {module}::STATEMENTS")));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_without_a_fence_is_found_wherever_it_stands() {
        let check = |sql: &str| tables_without_fence(&[SourceFile::of("crates/kith-store/src/schema/0001_x.sql", sql)]);
        let fenced = "CREATE TABLE a (\n  id {id}\n) {strict};\n-- rls: service\n";
        let bare = "CREATE TABLE b (\n  id {id}\n) {strict};\n";
        assert_eq!(check(&format!("{fenced}{fenced}")), []);
        assert_eq!(check(&format!("{fenced}{bare}")).len(), 1);
        let first = check(&format!("{bare}{fenced}"));
        assert_eq!(first.len(), 1);
        assert!(first[0].message.contains("table b ") && first[0].place.ends_with(":1"), "{first:?}");
    }

    #[test]
    fn a_room_that_the_registry_forgets_is_found() {
        let room = SourceFile::of("crates/kith-store/src/people.rs", "statements! {\n}\n");
        let deep = SourceFile::of("crates/kith-store/src/search/mod.rs", "statements! {\n}\n");
        let only_tests = SourceFile::of("crates/kith-store/src/db/statement.rs", "    statements! {\n    }\n");
        let registry = |text: &str| SourceFile::of("crates/kith-store/src/registry.rs", text);
        let files = |text: &str| [room.clone(), deep.clone(), only_tests.clone(), registry(text)];
        assert_eq!(rooms_not_registered(&files("[people::STATEMENTS, search::STATEMENTS]")), []);
        assert_eq!(rooms_not_registered(&files("[search::STATEMENTS]")).len(), 1);
        assert_eq!(rooms_not_registered(std::slice::from_ref(&room)).len(), 1);
    }
}
