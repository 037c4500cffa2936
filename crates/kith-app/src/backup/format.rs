//! What is inside the envelope: lines of JSON.
//!
//! The first line says what this is; then each table says its columns and is followed by its rows, one array each; the
//! last line says how many rows there were, where the audit chain ended, and the SHA-256 of every line before it.

use std::collections::BTreeMap;
use std::io::{self, BufRead, Write};

use jiff::Timestamp;
use jiff::civil::Date;
use kith_store::anchor::{from_hex, to_hex};
use kith_store::audit::Link;
use kith_store::copy::{CopyError, CopyTable, Kind, Sink, Snapshot, copied_tables};
use kith_store::{Engine, Value};
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::BackupError;

/// The name of the format; a change that cannot be read by an older Kith changes the number behind it.
const FORMAT: &str = "kith-backup";
const VERSION: u64 = 1;
/// Longest line, in bytes: a row with the largest file that may be attached, and room to spare.
const MOST_LINE_BYTES: u64 = 256 << 20;

/// What a backup says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// When it was made.
    pub made: Timestamp,
    /// The version of Kith that made it.
    pub kith: String,
    /// The engine of the store it was made of.
    pub engine: String,
    /// The schema of that store.
    pub schema: u32,
    /// The anchor beside that store.
    pub anchor: Option<Link>,
    /// Where the audit chain ended.
    pub head: Link,
    /// Rows of each table.
    pub rows: BTreeMap<String, u64>,
}

impl Said {
    /// Rows of all tables.
    #[must_use]
    pub fn all_rows(&self) -> u64 {
        self.rows.values().sum()
    }
}

fn link_as_json(link: &Link) -> Json {
    json!([link.position, to_hex(&link.digest)])
}

fn link_of(json: &Json) -> Option<Link> {
    let position = json.get(0)?.as_i64()?;
    let digest = from_hex(json.get(1)?.as_str()?)?;
    (digest.len() == 32).then_some(Link { position, digest })
}

/// Writes a backup.
pub(super) struct Writer<'p, W: Write> {
    out: W,
    digest: Sha256,
    line: Vec<u8>,
    said: Said,
    current: String,
    count: u64,
    tables: usize,
    done: usize,
    progress: &'p dyn Fn(usize, usize),
}

impl<'p, W: Write> Writer<'p, W> {
    pub(super) fn begin(
        out: W,
        made: Timestamp,
        engine: Engine,
        anchor: Option<Link>,
        progress: &'p dyn Fn(usize, usize),
    ) -> io::Result<Self> {
        let schema = kith_store::newest_schema();
        let said = Said {
            made,
            kith: env!("CARGO_PKG_VERSION").to_owned(),
            engine: engine.to_string(),
            schema,
            anchor,
            head: Link::origin(),
            rows: BTreeMap::new(),
        };
        let mut writer = Self {
            out,
            digest: Sha256::new(),
            line: Vec::new(),
            said,
            current: String::new(),
            count: 0,
            tables: copied_tables(schema).len(),
            done: 0,
            progress,
        };
        let first = json!({
            "format": FORMAT,
            "version": VERSION,
            "kith": writer.said.kith,
            "made": made.to_string(),
            "engine": writer.said.engine,
            "schema": schema,
            "anchor": writer.said.anchor.as_ref().map(link_as_json),
        });
        writer.put(&first)?;
        Ok(writer)
    }

    fn put(&mut self, json: &Json) -> io::Result<()> {
        self.line.clear();
        serde_json::to_writer(&mut self.line, json)?;
        self.line.push(b'\n');
        self.digest.update(&self.line);
        self.out.write_all(&self.line)
    }

    fn end_table(&mut self) {
        if !self.current.is_empty() {
            self.said.rows.insert(std::mem::take(&mut self.current), std::mem::take(&mut self.count));
            self.done += 1;
            (self.progress)(self.done, self.tables);
        }
    }

    pub(super) fn end(mut self, snapshot: &Snapshot) -> io::Result<(Said, W)> {
        self.end_table();
        self.said.head = snapshot.head.clone();
        let digest = to_hex(&self.digest.clone().finalize());
        let last =
            json!({ "end": true, "head": link_as_json(&self.said.head), "rows": self.said.rows, "digest": digest });
        self.put(&last)?;
        Ok((self.said, self.out))
    }
}

impl<W: Write> Sink for Writer<'_, W> {
    fn table(&mut self, table: &CopyTable) -> io::Result<()> {
        self.end_table();
        self.current.clone_from(&table.name);
        let columns: Vec<Json> = table.columns.iter().map(|(name, kind)| json!([name, kind.word()])).collect();
        self.put(&json!({ "table": table.name, "columns": columns }))
    }

    fn row(&mut self, values: &[Value]) -> io::Result<()> {
        self.count += 1;
        self.put(&Json::Array(values.iter().map(as_json).collect()))
    }
}

fn as_json(value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Id(id) => Json::from(id.simple().to_string()),
        Value::Text(text) => Json::from(text.as_str()),
        Value::Int(number) => Json::from(*number),
        Value::Bool(yes) => Json::from(*yes),
        Value::Instant(at) => Json::from(at.to_string()),
        Value::Date(day) => Json::from(day.to_string()),
        // As text, so that nothing at all and the JSON null stay two things.
        Value::Json(json) => Json::from(json.to_string()),
        Value::Bytes(bytes) => Json::from(to_hex(bytes)),
    }
}

fn of_json(json: Json, kind: Kind) -> Option<Value> {
    Some(match (json, kind) {
        (Json::Null, _) => Value::Null,
        (Json::String(text), Kind::Text) => Value::Text(text),
        (Json::String(text), Kind::Id) => Value::Id(Uuid::try_parse(&text).ok()?),
        (Json::String(text), Kind::Instant) => Value::Instant(text.parse().ok()?),
        (Json::String(text), Kind::Date) => Value::Date(text.parse::<Date>().ok()?),
        (Json::String(text), Kind::Json) => Value::Json(serde_json::from_str(&text).ok()?),
        (Json::String(text), Kind::Bytes) => Value::Bytes(from_hex(&text)?),
        (Json::Number(number), Kind::Int) => Value::Int(number.as_i64()?),
        (Json::Bool(yes), Kind::Bool) => Value::Bool(yes),
        _ => return None,
    })
}

/// Reads a backup.
pub(super) struct Reader<R> {
    input: R,
    digest: Sha256,
    line: Vec<u8>,
    lines: u64,
    said: Said,
}

fn damaged(why: impl Into<String>) -> BackupError {
    BackupError::Damaged(why.into())
}

impl<R: BufRead> Reader<R> {
    pub(super) fn begin(input: R) -> Result<Self, BackupError> {
        let said = Said {
            made: Timestamp::UNIX_EPOCH,
            kith: String::new(),
            engine: String::new(),
            schema: 0,
            anchor: None,
            head: Link::origin(),
            rows: BTreeMap::new(),
        };
        let mut reader = Self { input, digest: Sha256::new(), line: Vec::new(), lines: 0, said };
        let first = reader.next()?;
        let text = |name: &str| first.get(name).and_then(Json::as_str).map(str::to_owned);
        let number = |name: &str| first.get(name).and_then(Json::as_u64);
        if text("format").as_deref() != Some(FORMAT) {
            return Err(damaged("it does not begin as one"));
        }
        if number("version") != Some(VERSION) {
            return Err(damaged("it is of a version of the format that this Kith does not know"));
        }
        reader.said.made = text("made").and_then(|made| made.parse().ok()).ok_or_else(|| damaged("it has no date"))?;
        reader.said.kith = text("kith").unwrap_or_default();
        reader.said.engine = text("engine").unwrap_or_default();
        reader.said.schema = number("schema").and_then(|schema| u32::try_from(schema).ok()).unwrap_or_default();
        reader.said.anchor = match first.get("anchor") {
            None | Some(Json::Null) => None,
            Some(link) => Some(link_of(link).ok_or_else(|| damaged("its anchor cannot be read"))?),
        };
        Ok(reader)
    }

    pub(super) const fn schema(&self) -> u32 {
        self.said.schema
    }

    /// The next line. Its bytes count for the digest only when [`Reader::count`] is called.
    fn read_line(&mut self) -> Result<Json, BackupError> {
        self.line.clear();
        let mut limited = io::Read::take(&mut self.input, MOST_LINE_BYTES);
        let read = limited.read_until(b'\n', &mut self.line).map_err(|error| damaged(error.to_string()))?;
        if read == 0 {
            return Err(damaged("it ends too early"));
        }
        self.lines += 1;
        // What serde says may quote the line, which is somebody's record.
        serde_json::from_slice(&self.line).map_err(|_| damaged(format!("line {} cannot be read", self.lines)))
    }

    fn count(&mut self) {
        self.digest.update(&self.line);
    }

    fn next(&mut self) -> Result<Json, BackupError> {
        let json = self.read_line()?;
        self.count();
        Ok(json)
    }

    pub(super) fn read_all(
        mut self,
        sink: &mut dyn Sink,
        progress: &dyn Fn(usize, usize),
    ) -> Result<Said, BackupError> {
        let expected = copied_tables(self.said.schema);
        let mut tables = expected.iter();
        let mut current: Option<&CopyTable> = None;
        let mut done = 0;
        let taken = |error: io::Error| BackupError::Copy(CopyError::Io(error));
        loop {
            let json = self.read_line()?;
            match json {
                Json::Array(cells) => {
                    self.count();
                    let lines = self.lines;
                    let wrong = || damaged(format!("line {lines} is no row of its table"));
                    let table = current.ok_or_else(wrong)?;
                    if cells.len() != table.columns.len() {
                        return Err(wrong());
                    }
                    let values: Option<Vec<Value>> =
                        cells.into_iter().zip(&table.columns).map(|(cell, (_, kind))| of_json(cell, *kind)).collect();
                    sink.row(&values.ok_or_else(wrong)?).map_err(taken)?;
                    *self.said.rows.entry(table.name.clone()).or_default() += 1;
                }
                Json::Object(object) if object.contains_key("table") => {
                    self.count();
                    let table = tables.next().ok_or_else(|| damaged("it holds a table too many"))?;
                    let columns: Vec<Json> =
                        table.columns.iter().map(|(name, kind)| json!([name, kind.word()])).collect();
                    let same = object.get("table") == Some(&Json::from(table.name.as_str()))
                        && object.get("columns") == Some(&Json::Array(columns));
                    if !same {
                        return Err(damaged(format!("the table {} is not as this Kith knows it", table.name)));
                    }
                    sink.table(table).map_err(taken)?;
                    self.said.rows.entry(table.name.clone()).or_default();
                    current = Some(table);
                    done += 1;
                    progress(done, expected.len());
                }
                Json::Object(object) => return self.end(&object, tables.next().is_none()),
                _ => return Err(damaged(format!("line {} is neither table nor row", self.lines))),
            }
        }
    }

    fn end(mut self, last: &serde_json::Map<String, Json>, all_tables: bool) -> Result<Said, BackupError> {
        if last.get("end") != Some(&Json::Bool(true)) || !all_tables {
            return Err(damaged("it ends too early"));
        }
        if last.get("digest") != Some(&Json::from(to_hex(&self.digest.clone().finalize()))) {
            return Err(damaged("its digest is another one"));
        }
        if last.get("rows") != Some(&json!(self.said.rows)) {
            return Err(damaged("it holds fewer or more rows than it says"));
        }
        self.said.head =
            last.get("head").and_then(link_of).ok_or_else(|| damaged("it does not say where its chain ends"))?;
        // The envelope proves that nothing was cut off, once its end is reached.
        self.line.clear();
        match self.input.read_until(b'\n', &mut self.line) {
            Ok(0) => Ok(self.said),
            Ok(_) => Err(damaged("something follows its end")),
            Err(error) => Err(damaged(error.to_string())),
        }
    }
}
