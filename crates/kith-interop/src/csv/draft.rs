//! One row read into what it says, or everything that is wrong with it.

use jiff::civil::Date;
use kith_domain::import::Kind;
use kith_domain::nhs_number::{NhsNumber, NumberMissing};
use kith_domain::person::{Born, BornMissing, Identity};
use kith_domain::phone;
use kith_domain::referral::ToldAnswer;
use kith_domain::support::contact::Mode;
use kith_domain::text::{Line, NotText, Note, Words, fold};

use super::column::{Columns, Field};
use super::date::{Order, read as read_date};
use super::sheet::Line as Row;

/// What a row says. Whom it names (practice, link worker) is text still: a use case knows who is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The file's own reference.
    pub reference: Option<Line>,
    /// Who it is about.
    pub identity: Identity,
    /// Telephone.
    pub phone: Option<Line>,
    /// How to reach them safely.
    pub safe_contact: Option<Words>,
    /// How they communicate.
    pub communication: Option<Words>,
    /// Practice: code or name.
    pub practice: Option<String>,
    /// Who sent them, where no practice did.
    pub sent_by: Option<String>,
    /// Why they were referred.
    pub reason: Option<Words>,
    /// What they were told.
    pub told: Option<ToldAnswer>,
    /// When the referral came.
    pub received: Option<Date>,
    /// E-mail address of the link worker.
    pub worker: Option<String>,
    /// When the case was opened.
    pub opened: Option<Date>,
    /// Where the case stands.
    pub standing: Option<Standing>,
    /// When the last contact was.
    pub last_contact: Option<Date>,
    /// How it was made.
    pub mode: Option<Mode>,
    /// What was written.
    pub note: Option<Note>,
    /// What is agreed next.
    pub next: Option<Line>,
}

/// Where a case stands, as a file says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Somebody supports them.
    Active,
    /// Accepted, and nobody has them yet.
    Waiting,
    /// Support has ended, and they know that they can come back.
    DoorOpen,
}

/// One thing that is wrong with a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issue {
    /// The row, as a spreadsheet numbers it.
    pub row: usize,
    /// The heading of the column, or the field that is missing.
    pub column: String,
    /// What is wrong and what to do, as a sentence.
    pub sentence: String,
}

/// Reads one row.
///
/// # Errors
/// Everything that is wrong with it.
pub fn draft(
    kind: Kind,
    row: &Row,
    headings: &[String],
    columns: &Columns,
    order: Order,
    today: Date,
) -> Result<Draft, Vec<Issue>> {
    let mut reader = Reader { row, headings, columns, order, today, issues: Vec::new() };
    if let Some(found) = row.ragged {
        reader.issues.push(Issue {
            row: row.number,
            column: "the whole row".to_owned(),
            sentence: format!(
                "The row has {found} cells and there are {} headings. A separator or a quotation mark is missing or too many.",
                headings.len()
            ),
        });
        return Err(reader.issues);
    }
    let nhs_number = reader.nhs_number();
    let family_name = reader
        .needed_line(Field::FamilyName, "The family name is missing. Enter it; whoever has one name only has it here.");
    let given_names = reader.line(Field::GivenNames);
    let preferred_name = reader.line(Field::PreferredName);
    let born = reader.born();
    let phone = reader.phone();
    let safe_contact = reader.words(Field::SafeContact);
    let communication = reader.words(Field::Communication);
    let practice = reader.text(Field::Practice);
    let sent_by = reader.text(Field::SentBy);
    let reason = reader.words(Field::Reason);
    let told = reader.told();
    let received = reader.past(Field::Received);
    let reference = reader.line(Field::Reference);
    let is_caseload = kind == Kind::Caseload;
    let worker = if is_caseload { reader.text(Field::Worker) } else { None };
    let opened = if is_caseload { reader.past(Field::Opened) } else { None };
    let standing = if is_caseload { reader.standing() } else { None };
    let last_contact = if is_caseload { reader.past(Field::LastContact) } else { None };
    let mode = if is_caseload { reader.mode() } else { None };
    let note = if is_caseload { reader.note() } else { None };
    let next = if is_caseload { reader.line(Field::Next) } else { None };
    if let (None, true) = (&reason, kind == Kind::Referrals) {
        reader
            .say(Field::Reason, "The reason is missing. Enter why the person is referred, in a few words.".to_owned());
    }
    if (note.is_some() || next.is_some()) && last_contact.is_none() && !reader.is_wrong(Field::LastContact) {
        reader.say(
            Field::LastContact,
            "There is a note and no date of the last contact. Enter the date, or take the note out.".to_owned(),
        );
    }
    if let (Some(received), Some(opened)) = (received, opened)
        && opened < received
    {
        reader.say(Field::Opened, "The case was opened before the referral came. Check both dates.".to_owned());
    }
    match (nhs_number, family_name, born, reader.issues.is_empty()) {
        (Some(nhs_number), Some(family_name), Some(born), true) => Ok(Draft {
            reference,
            identity: Identity { nhs_number, family_name, given_names, preferred_name, born },
            phone,
            safe_contact,
            communication,
            practice,
            sent_by,
            reason,
            told,
            received,
            worker,
            opened,
            standing,
            last_contact,
            mode,
            note,
            next,
        }),
        _ => Err(reader.issues),
    }
}

struct Reader<'a> {
    row: &'a Row,
    headings: &'a [String],
    columns: &'a Columns,
    order: Order,
    today: Date,
    issues: Vec<Issue>,
}

impl<'a> Reader<'a> {
    fn say(&mut self, field: Field, sentence: String) {
        let column = self.columns.heading(field).unwrap_or(field.label()).to_owned();
        self.issues.push(Issue { row: self.row.number, column, sentence });
    }

    fn is_wrong(&self, field: Field) -> bool {
        let column = self.columns.heading(field).unwrap_or(field.label());
        self.issues.iter().any(|issue| issue.column == column)
    }

    fn cell(&self, field: Field) -> &'a str {
        self.columns.cell(field, self.headings, &self.row.cells).unwrap_or_default()
    }

    fn took<T>(&mut self, field: Field, result: Result<T, NotText>) -> Option<T> {
        let sentence = match result {
            Ok(text) => return Some(text),
            Err(NotText::Empty) => return None,
            Err(NotText::TooLong { length, most }) => {
                format!("The text is {length} characters long. Shorten it to {most} characters or fewer.")
            }
            Err(NotText::Nul) => {
                "The cell holds a character that cannot be stored (NUL). Type the text again.".to_owned()
            }
        };
        self.say(field, sentence);
        None
    }

    fn line(&mut self, field: Field) -> Option<Line> {
        let cell = self.cell(field);
        self.took(field, Line::optional(cell)).flatten()
    }

    /// A telephone number, as at a form.
    fn phone(&mut self) -> Option<Line> {
        let line = self.line(Field::Phone)?;
        if !phone::is_number(line.as_str()) {
            self.say(
                Field::Phone,
                "This is not a telephone number alone. Enter its digits; put whose it is, or when to ring, into the column for safe contact."
                    .to_owned(),
            );
        }
        Some(line)
    }

    fn needed_line(&mut self, field: Field, missing: &str) -> Option<Line> {
        let before = self.issues.len();
        let line = self.line(field);
        if line.is_none() && self.issues.len() == before {
            self.say(field, missing.to_owned());
        }
        line
    }

    fn words(&mut self, field: Field) -> Option<Words> {
        let cell = self.cell(field);
        self.took(field, Words::optional(cell)).flatten()
    }

    fn note(&mut self) -> Option<Note> {
        let cell = self.cell(Field::Note);
        // Room is kept for the line that says where it came from.
        if cell.chars().count() > Note::MOST - 200 {
            let length = cell.chars().count();
            self.say(
                Field::Note,
                format!("The text is {length} characters long. Shorten it to 63,800 characters or fewer."),
            );
            return None;
        }
        self.took(Field::Note, Note::optional(cell)).flatten()
    }

    fn text(&mut self, field: Field) -> Option<String> {
        self.line(field).map(|line| line.to_string())
    }

    fn nhs_number(&mut self) -> Option<Result<NhsNumber, NumberMissing>> {
        let cell = self.cell(Field::NhsNumber).trim().trim_start_matches('\'');
        match fold(cell).as_str() {
            "" => return Some(Err(NumberMissing::NotToHand)),
            "n a" | "na" | "none" | "unknown" | "not known" | "not given" => return Some(Err(NumberMissing::NotKnown)),
            _ => {}
        }
        match NhsNumber::parse(cell) {
            Ok(number) => Some(Ok(number)),
            Err(why) => {
                let sentence = if cell.contains(['E', 'e']) && cell.contains('+') {
                    "A spreadsheet has shortened this NHS number to a power of ten. Format the column as text, enter the number again, and save the file.".to_owned()
                } else {
                    why.to_string()
                };
                self.say(Field::NhsNumber, sentence);
                None
            }
        }
    }

    fn date(&mut self, field: Field) -> Option<Date> {
        match read_date(self.cell(field), self.order) {
            Ok(date) => date,
            Err(why) => {
                let shown: String = self.cell(field).chars().filter(|c| !c.is_control()).take(40).collect();
                self.say(field, format!("“{shown}” {why}."));
                None
            }
        }
    }

    fn born(&mut self) -> Option<Born> {
        let cell = self.cell(Field::Born).trim();
        let born = match fold(cell).as_str() {
            "" => {
                self.say(
                    Field::Born,
                    "The date of birth is missing. Enter it, like 27/3/1951, or the year alone, or “not known”."
                        .to_owned(),
                );
                return None;
            }
            "n a" | "na" | "none" | "unknown" | "not known" | "not given" => Born::NotKnown(BornMissing::NotKnown),
            "declined" | "refused" | "does not want to give it" => Born::NotKnown(BornMissing::PersonDeclined),
            year if year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit()) => Born::In(year.parse().ok()?),
            _ => Born::On(self.date(Field::Born)?),
        };
        match born.checked(self.today) {
            Ok(born) => Some(born),
            Err(rejection) => {
                self.say(Field::Born, rejection.sentence.into_owned());
                None
            }
        }
    }

    /// A date that cannot lie ahead, nor before anything that is remembered here.
    fn past(&mut self, field: Field) -> Option<Date> {
        let date = self.date(field)?;
        if date > self.today {
            self.say(field, "This date is in the future. Check the day, the month and the year.".to_owned());
            return None;
        }
        if date.year() < 1990 {
            self.say(field, "This date is before 1990. Check the year.".to_owned());
            return None;
        }
        Some(date)
    }

    fn told(&mut self) -> Option<ToldAnswer> {
        let cell = self.cell(Field::Told);
        let answer = match fold(cell).as_str() {
            "" => return None,
            "yes"
            | "y"
            | "agreed"
            | "agrees"
            | "consented"
            | "consent"
            | "consent given"
            | "true"
            | "they know what it is and agree" => ToldAnswer::Agreed,
            "asked" | "self" | "requested" | "they asked for it themselves" => ToldAnswer::Asked,
            "unsure" | "not sure" | "they know and are not sure about it" => ToldAnswer::Unsure,
            "no" | "n" | "not yet" | "not told" | "false" | "they have not been told yet" => ToldAnswer::NotYet,
            _ => {
                self.say(Field::Told, "Say “agreed”, “asked”, “unsure” or “not yet”.".to_owned());
                return None;
            }
        };
        Some(answer)
    }

    fn standing(&mut self) -> Option<Standing> {
        let standing = match fold(self.cell(Field::Standing)).as_str() {
            "" => return None,
            "active" | "open" | "allocated" | "new" | "in progress" | "ongoing" | "current" | "being supported" => {
                Standing::Active
            }
            "waiting" | "waiting list" | "on waiting list" | "accepted" | "unallocated" | "to be allocated"
            | "pending" => Standing::Waiting,
            "door open" | "dormant" | "paused" | "ended door open" => Standing::DoorOpen,
            "closed" | "ended" | "discharged" | "complete" | "completed" => {
                self.say(
                    Field::Standing,
                    "Closed cases are not brought in. Take the row out, or write “door open” if they know that they can come back.".to_owned(),
                );
                return None;
            }
            _ => {
                self.say(Field::Standing, "Say “active”, “waiting” or “door open”.".to_owned());
                return None;
            }
        };
        Some(standing)
    }

    fn mode(&mut self) -> Option<Mode> {
        let mode = match fold(self.cell(Field::Mode)).as_str() {
            "" => return None,
            "phone" | "telephone" | "call" | "phone call" | "telephone call" | "tel" => Mode::Phone,
            "face to face" | "f2f" | "in person" | "home visit" | "visit" | "clinic" => Mode::FaceToFace,
            "video" | "video call" | "online" | "teams" | "zoom" => Mode::Video,
            "text" | "sms" | "text message" => Mode::Text,
            "email" | "e mail" => Mode::Email,
            "letter" | "post" | "card" => Mode::Letter,
            "on behalf" | "with someone else for them" | "professional" | "agency" => Mode::Behalf,
            _ => {
                self.say(
                    Field::Mode,
                    "Say “phone”, “face to face”, “video”, “text message”, “e-mail” or “letter”.".to_owned(),
                );
                return None;
            }
        };
        Some(mode)
    }
}
