//! What somebody with access to the database changed behind Kith's back, and that the proof finds it.

use kith_store::{Engine, Store, anchor};
use kith_testkit::TestDatabase;
use postgres::{Client, NoTls};

use crate::rooms_audit::{head, proof, seal};
use crate::rooms_fence::everything;
use crate::rooms_world::{World, open};

/// Runs SQL past Kith, with references unchecked, as somebody who knows what they do would.
fn past_kith(database: &TestDatabase, sql: &str) {
    match database.database() {
        Some(address) => {
            let mut client = Client::connect(address, NoTls).unwrap();
            let sql = sql.replace("{new}", "gen_random_uuid()");
            client.batch_execute("SET session_replication_role = replica").unwrap();
            client.batch_execute(&sql).unwrap_or_else(|error| panic!("{sql}: {error:?}"));
        }
        None => {
            let connection = rusqlite::Connection::open(database.data().join("kith.db")).unwrap();
            let sql = sql.replace("{new}", "randomblob(16)");
            connection.pragma_update(None, "foreign_keys", "OFF").unwrap();
            connection.execute_batch(&sql).unwrap_or_else(|error| panic!("{sql}: {error:?}"));
        }
    }
}

/// A worked-in store on each engine whose proof is clean; `tamper` is done to it, and the first thing that
/// the proof says then begins with `said` and holds `also`.
fn found(tamper: impl Fn(&TestDatabase, &Store), said: &str, also: &str) {
    for database in crate::rooms_world::prepared() {
        let store = open(&database);
        let world = World::set_up(&store, "north");
        everything(&store, &world);
        world.supported(&store, 12, "Ng", world.worker.id);
        seal(&store);
        let clean = proof(&store);
        assert_eq!(clean.wrong, Vec::<String>::new(), "clean before");
        tamper(&database, &store);
        let wrong = proof(&store).wrong;
        let first = wrong.first().unwrap_or_else(|| panic!("{:?}: nothing was found", database.engine()));
        assert!(first.starts_with(said) && first.contains(also), "{:?}: {wrong:#?}", database.engine());
        for line in &wrong {
            assert!(!line.contains("Shah") && !line.contains("forged"), "a finding shows content: {line}");
        }
    }
}

fn by_sql(sql: &str, said: &str, also: &str) {
    found(|database, _| past_kith(database, sql), said, also);
}

fn write_anchor(database: &TestDatabase, position: i64, digest: &[u8]) {
    let text = format!("{position} {}\n", anchor::to_hex(digest));
    std::fs::write(database.data().join("audit.anchor"), text).unwrap();
}

#[test]
fn bytes_of_a_file_that_were_taken_away_are_found() {
    by_sql("DELETE FROM attachment_part", "attachment: the bytes of file", "are not those that were kept");
}

#[test]
fn a_person_who_was_edited_is_found() {
    by_sql("UPDATE person SET family_name = 'forged'", "person: row", "was changed after it was written");
}

#[test]
fn a_space_that_no_rule_would_keep_is_found() {
    by_sql("UPDATE person SET family_name = family_name || ' '", "person: row", "was changed");
}

#[test]
fn an_event_whose_facts_were_edited_is_found() {
    by_sql(
        r#"UPDATE event SET facts = '[["words","t","forged"]]' WHERE id = (SELECT event_id FROM audit WHERE position = 9)"#,
        "event: the event of audit entry 9",
        "was changed",
    );
}

#[test]
fn facts_that_are_not_facts_are_found() {
    by_sql(
        r#"UPDATE event SET facts = '{"forged": true}' WHERE id = (SELECT event_id FROM audit WHERE position = 9)"#,
        "event: the event of audit entry 9",
        "was changed",
    );
}

#[test]
fn an_event_moved_to_another_time_or_writer_is_found() {
    let of = "WHERE id = (SELECT event_id FROM audit WHERE position = 9)";
    for change in
        ["at = '2020-01-01T00:00:00.000000Z'", "account_id = NULL", "subject_id = {new}", "service_id = {new}"]
    {
        let sql = format!("UPDATE event SET {change} {of}");
        by_sql(&sql, "event: the event of audit entry 9", "another time, writer or subject");
    }
}

#[test]
fn an_event_moved_to_another_persons_story_is_found() {
    let of = "WHERE id = (SELECT event_id FROM audit WHERE position = 9)";
    by_sql(&format!("UPDATE event SET person_id = {{new}} {of}"), "event: the event of audit entry 9", "was changed");
}

#[test]
fn an_event_that_was_deleted_or_invented_is_found() {
    by_sql(
        "DELETE FROM event WHERE id = (SELECT event_id FROM audit WHERE position = 9)",
        "event: the event of audit entry 9",
        "is missing",
    );
    by_sql(
        "INSERT INTO event (id, service_id, person_id, subject_kind, subject_id, kind, kind_version, at, account_id, facts, salt)
            SELECT {new}, service_id, person_id, subject_kind, subject_id, 'forged', 1, at, account_id, facts, salt
            FROM event WHERE id = (SELECT event_id FROM audit WHERE position = 9)",
        "event: 1 more events",
        "",
    );
}

#[test]
fn an_audit_entry_that_was_edited_is_found() {
    for change in
        ["action = 'forged'", "account_id = NULL", "at = '2020-01-01T00:00:00.000000Z'", "subject_version = 9"]
    {
        by_sql(&format!("UPDATE audit SET {change} WHERE position = 9"), "audit: entry 9", "was changed");
    }
}

#[test]
fn an_audit_entry_with_new_digests_is_found_by_what_follows() {
    found(
        |database, _| past_kith(database, "UPDATE audit SET digest = previous WHERE position = 9"),
        "audit: entry 9",
        "was changed",
    );
}

#[test]
fn an_audit_entry_deleted_in_the_middle_is_found() {
    by_sql("DELETE FROM audit WHERE position = 9", "audit: entries 9 to 9 are missing", "");
}

#[test]
fn a_gap_that_was_closed_by_renumbering_is_found() {
    by_sql(
        "DELETE FROM audit WHERE position = 9;
         UPDATE audit SET position = -position WHERE position > 9;
         UPDATE audit SET position = -position - 1 WHERE position < 0",
        "audit: entry 9 does not follow from entry 8",
        "",
    );
}

#[test]
fn a_tail_that_was_cut_off_is_found() {
    by_sql(
        "DELETE FROM audit WHERE position > (SELECT max(position) - 3 FROM audit)",
        "anchor: 3 entries are missing since the anchor",
        "",
    );
}

#[test]
fn a_row_without_an_entry_is_found() {
    by_sql(
        "INSERT INTO need (id, version, service_id, person_id, stated, domain, known, author_id, at)
            SELECT {new}, 1, service_id, person_id, 'forged', domain, known, author_id, at FROM need",
        "need: row",
        "was written without an audit entry",
    );
}

#[test]
fn a_row_with_a_forged_entry_outside_the_chain_is_found_on_sqlite() {
    // On PostgreSQL an entry outside the chain waits for the sealer: whoever can write there as
    // Kith does cannot be told from Kith.
    let database = kith_testkit::sqlite();
    let store = open(&database);
    everything(&store, &World::set_up(&store, "north"));
    seal(&store);
    past_kith(
        &database,
        "INSERT INTO audit SELECT {new}, NULL, service_id, at, actor, account_id, action, request_id, subject_kind,
            subject_id, subject_version + 1, event_id, event_digest, row_digest, NULL, NULL FROM audit WHERE position = 9",
    );
    let wrong = proof(&store).wrong;
    assert!(wrong.iter().any(|line| line == "audit: 1 entries stand outside the chain"), "{wrong:#?}");
}

#[test]
fn a_row_that_was_deleted_is_found() {
    by_sql("DELETE FROM gap", "gap: row", "is in the trail and not in the table");
}

#[test]
fn an_old_version_that_was_put_back_is_found() {
    // Exactly what the trail says of version 1, so that only the newer entry gives it away.
    by_sql(
        "UPDATE referral SET version = 1, state = 'received', accepted = NULL, decided = NULL, decided_by = NULL,
            worker_id = NULL, return_reason = NULL, in_queue = TRUE",
        "referral: row",
        "is an older version than the trail says",
    );
}

#[test]
fn an_anchor_that_is_ahead_is_found() {
    found(
        |database, store| write_anchor(database, head(store).position + 10, &head(store).digest),
        "anchor: 10 entries are missing since the anchor",
        "",
    );
}

#[test]
fn an_anchor_of_another_chain_is_found() {
    found(
        |database, store| write_anchor(database, head(store).position, &[1; 32]),
        "anchor: entry",
        "is not the one that was anchored",
    );
    found(|database, _| write_anchor(database, 3, &[1; 32]), "anchor: entry 3", "is not the one that was anchored");
}

#[test]
fn an_anchor_that_is_gone_is_found() {
    found(
        |database, _| std::fs::remove_file(database.data().join("audit.anchor")).unwrap(),
        "anchor: there is a chain and no anchor",
        "",
    );
}

#[test]
fn a_caseload_that_says_something_else_than_its_case_is_found() {
    for change in [
        "state = 'waiting'",
        "worker_id = NULL",
        "worker_id = {new}",
        "is_open = NOT is_open",
        "since = '2020-01-01T00:00:00.000000Z'",
        "last_contact = '2020-01-01T00:00:00.000000Z'",
        "sort_name = 'forged'",
        "person_id = {new}",
        "service_id = {new}",
    ] {
        by_sql(
            &format!("UPDATE caseload SET {change}"),
            "caseload: the line of case",
            "does not say what the case says",
        );
    }
    by_sql("DELETE FROM caseload", "caseload: the line of case", "");
}

#[test]
fn a_file_that_sqlite_cannot_read_is_a_finding() {
    let database = kith_testkit::sqlite();
    let store = open(&database);
    assert_eq!(store.engine(), Engine::Sqlite);
    everything(&store, &World::set_up(&store, "north"));
    seal(&store);
    past_kith(&database, "PRAGMA wal_checkpoint(TRUNCATE); DROP INDEX referral_queue");
    // An index that does not hold what its table holds: made anew over fewer rows than there are.
    past_kith(
        &database,
        "PRAGMA writable_schema = ON;
         CREATE INDEX referral_queue ON referral (service_id, in_queue, received, id) WHERE in_queue = 7;
         UPDATE sqlite_schema SET sql = replace(sql, ' WHERE in_queue = 7', '') WHERE name = 'referral_queue'",
    );
    let wrong = kith_store::verify::run(&open(&database)).unwrap().wrong;
    assert!(wrong.first().is_some_and(|line| line.starts_with("database: ")), "{wrong:#?}");
}
