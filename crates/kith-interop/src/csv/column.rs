//! Which column holds what: guessed from common headings, and changed by whoever brings the file in.

use kith_domain::import::Kind;

macro_rules! fields {
    ($($name:ident = $code:literal, $label:literal, $kinds:literal, $hint:literal, [$($heading:literal),*];)+) => {
        /// What a column may hold.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Field {
            $(#[doc = $hint] $name,)+
        }

        impl Field {
            /// Every field, in the order in which they are asked.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The stable code, for `--map` and the form.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)+ }
            }

            /// The words for people.
            #[must_use]
            pub const fn label(self) -> &'static str {
                match self { $(Self::$name => $label,)+ }
            }

            /// What it is for.
            #[must_use]
            pub const fn hint(self) -> &'static str {
                match self { $(Self::$name => $hint,)+ }
            }

            /// Whether files of a kind may have it.
            #[must_use]
            pub fn is_of(self, kind: Kind) -> bool {
                let kinds = match self { $(Self::$name => $kinds,)+ };
                kinds.contains(match kind { Kind::Referrals => 'r', Kind::Caseload => 'c' })
            }

            /// Headings under which it is commonly found, folded.
            const fn headings(self) -> &'static [&'static str] {
                match self { $(Self::$name => &[$($heading),*],)+ }
            }
        }
    };
}

fields! {
    Reference = "reference", "Reference", "rc", "The file’s own number for each row, if it has one. Rows are known again by it.",
        ["reference", "ref", "referenceno", "referencenumber", "referralid", "referralref", "referralnumber", "id", "caseid", "caseref", "casenumber", "clientid", "uniqueid", "recordid", "emisnumber"];
    NhsNumber = "nhs-number", "NHS number", "rc", "Ten digits. It may be empty.",
        ["nhsnumber", "nhsno", "nhs", "nhsnum", "nhsid"];
    FamilyName = "family-name", "Family name", "rc", "Needed. Whoever has one name only has it here.",
        ["familyname", "surname", "lastname", "family", "patientsurname", "clientsurname", "secondname"];
    GivenNames = "given-names", "Given names", "rc", "One or several.",
        ["givennames", "givenname", "firstname", "forename", "forenames", "firstnames", "given", "christianname", "patientforename", "clientfirstname"];
    PreferredName = "preferred-name", "Preferred name", "rc", "What they like to be called.",
        ["preferredname", "knownas", "preferred", "likestobecalled", "callme"];
    Born = "born", "Date of birth", "rc", "Needed; the year alone or “not known” will do.",
        ["dateofbirth", "dob", "born", "birthdate", "birthday", "datebirth"];
    Phone = "phone", "Telephone", "rc", "Where they can be reached.",
        ["telephone", "phone", "tel", "telephonenumber", "phonenumber", "mobile", "mobilenumber", "telno", "contactnumber", "phoneno", "mobileno", "contacttel"];
    SafeContact = "safe-contact", "Contacting safely", "rc", "How to reach them, and what never to do.",
        ["safecontact", "contactsafely", "contactingsafely", "contactpreferences", "contactpreference", "contactnotes", "howtocontact"];
    Communication = "communication", "How they communicate", "rc", "Interpreter, large print, by phone only.",
        ["communication", "communicationneeds", "interpreter", "accessibleinformation", "language", "communicationneed", "preferredlanguage"];
    Practice = "practice", "Practice", "rc", "Its ODS code, such as A99001, or its name as the service has it; “self” for whoever came by themselves.",
        ["practice", "gppractice", "surgery", "practicecode", "odscode", "practicename", "gpsurgery", "referringpractice", "registeredpractice", "ods", "gp"];
    SentBy = "sent-by", "Sent by", "rc", "Who sent them where no practice did: “self”, or an organisation.",
        ["sentby", "source", "referralsource", "sourceofreferral", "agency", "organisation", "referringorganisation", "referringagency"];
    Reason = "reason", "Reason for referral", "rc", "In the words of whoever referred.",
        ["reason", "reasonforreferral", "referralreason", "reasonreferred", "presentingneed", "whyreferred", "referralinformation", "referraldetails", "presentingissue"];
    Told = "told", "What the person was told", "r", "Agreed, asked, unsure or not told yet.",
        ["told", "whatthepersonwastold", "consent", "consented", "consentgiven", "personaware", "patientaware", "agreed"];
    Received = "received", "Date of the referral", "rc", "Empty for referrals: today.",
        ["received", "referraldate", "dateofreferral", "datereceived", "datereferred", "referred", "referredon", "datereferralreceived", "receiveddate"];
    Worker = "worker", "Link worker", "c", "Their e-mail address as they sign in.",
        ["linkworker", "worker", "linkworkeremail", "workeremail", "allocatedto", "caseworker", "splw", "socialprescriber", "assignedto", "keyworker", "email"];
    Opened = "opened", "Date the case was opened", "c", "Empty: the date of the referral.",
        ["opened", "dateopened", "caseopened", "startdate", "openeddate", "dateaccepted", "accepted", "casestart", "start"];
    Standing = "standing", "Where the case stands", "c", "Active, waiting or door open. Empty: active when there is a link worker, else waiting.",
        ["state", "status", "casestatus", "standing", "casestate", "stage"];
    LastContact = "last-contact", "Date of the last contact", "c", "When somebody last was in contact with them.",
        ["lastcontact", "lastcontactdate", "dateoflastcontact", "lastseen", "datelastseen", "lastcontacted", "lastappointment"];
    Mode = "mode", "How the last contact was made", "c", "Phone, face to face, video, text message, e-mail, letter.",
        ["mode", "contacttype", "contactmode", "lastcontacttype", "method", "contactmethod", "typeofcontact"];
    Note = "note", "Last note", "c", "It becomes a contact on the date of the last contact.",
        ["note", "notes", "lastnote", "lastnotes", "casenotes", "comments", "summary", "latestnote"];
    Next = "next", "What is agreed next", "c", "For example, “will ring on Thursday”.",
        ["next", "nextstep", "nextsteps", "nextaction", "agreednext", "plannednext", "nextcontact"];
}

/// Letters and digits of a heading, lower case.
fn folded(heading: &str) -> String {
    kith_domain::text::fold(heading).chars().filter(|c| *c != ' ').collect()
}

/// Which column holds what.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Columns(Vec<(Field, String)>);

impl Columns {
    /// Guesses from headings. Each heading is used once, and the first that fits a field is taken.
    #[must_use]
    pub fn guess(kind: Kind, headings: &[String]) -> Self {
        let mut columns = Vec::new();
        let mut used: Vec<&str> = Vec::new();
        for field in Field::ALL.iter().filter(|field| field.is_of(kind)) {
            let wanted = field.headings();
            let found = wanted
                .iter()
                .find_map(|wanted| headings.iter().find(|it| !used.contains(&it.as_str()) && folded(it) == *wanted));
            if let Some(heading) = found {
                used.push(heading);
                columns.push((*field, heading.clone()));
            }
        }
        Self(columns)
    }

    /// What was chosen; a field of no column is left out.
    #[must_use]
    pub fn of(pairs: Vec<(Field, String)>) -> Self {
        Self(pairs)
    }

    /// What was used for an earlier file, where this one has the same headings, and a guess for the rest.
    #[must_use]
    pub fn remembered(self, kind: Kind, headings: &[String]) -> Self {
        let mut columns: Vec<(Field, String)> =
            self.0.into_iter().filter(|(field, heading)| field.is_of(kind) && headings.contains(heading)).collect();
        for (field, heading) in Self::guess(kind, headings).0 {
            if columns.iter().all(|(known, used)| *known != field && *used != heading) {
                columns.push((field, heading));
            }
        }
        Self(columns)
    }

    /// The pairs, in the order of the fields.
    pub fn pairs(&self) -> impl Iterator<Item = (Field, &str)> {
        let mut pairs: Vec<(Field, &str)> = self.0.iter().map(|(field, heading)| (*field, heading.as_str())).collect();
        pairs.sort_by_key(|(field, _)| *field);
        pairs.into_iter()
    }

    /// The heading of a field's column.
    #[must_use]
    pub fn heading(&self, field: Field) -> Option<&str> {
        self.0.iter().find(|(known, _)| *known == field).map(|(_, heading)| heading.as_str())
    }

    /// The cell of a field in a row.
    pub fn cell<'a>(&self, field: Field, headings: &[String], cells: &'a [String]) -> Option<&'a str> {
        let heading = self.heading(field)?;
        let place = headings.iter().position(|known| known == heading)?;
        cells.get(place).map(String::as_str)
    }
}

impl Field {
    /// Finds a field by its code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|field| field.code() == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headings(all: &[&str]) -> Vec<String> {
        all.iter().map(|it| (*it).to_owned()).collect()
    }

    #[test]
    fn common_headings_are_known_in_their_spellings() {
        let guess = Columns::guess(
            Kind::Caseload,
            &headings(&[
                "NHS No.",
                "Surname",
                "D.O.B.",
                "GP Practice",
                "Link-Worker E-mail",
                "Last contact date",
                "Notes",
                "Shoe size",
            ]),
        );
        let pairs: Vec<(Field, &str)> = guess.pairs().collect();
        assert_eq!(
            pairs,
            [
                (Field::NhsNumber, "NHS No."),
                (Field::FamilyName, "Surname"),
                (Field::Born, "D.O.B."),
                (Field::Practice, "GP Practice"),
                (Field::Worker, "Link-Worker E-mail"),
                (Field::LastContact, "Last contact date"),
                (Field::Note, "Notes"),
            ]
        );
        // A referral has no link worker yet, so the column is left alone.
        assert_eq!(Columns::guess(Kind::Referrals, &headings(&["Worker", "Surname"])).heading(Field::Worker), None);
    }

    #[test]
    fn what_was_used_before_is_used_again_where_it_is_there() {
        let before = Columns::of(vec![(Field::FamilyName, "Client".to_owned()), (Field::Born, "Gone".to_owned())]);
        let now = before.remembered(Kind::Referrals, &headings(&["Client", "Surname", "DOB"]));
        assert_eq!(now.heading(Field::FamilyName), Some("Client"));
        assert_eq!(now.heading(Field::Born), Some("DOB"));
    }

    #[test]
    fn codes_and_headings_stand_for_one_field_of_a_kind() {
        for kind in Kind::ALL {
            let mut seen: Vec<&str> = Vec::new();
            for field in Field::ALL.iter().filter(|field| field.is_of(*kind)) {
                assert_eq!(Field::from_code(field.code()), Some(*field));
                for heading in field.headings() {
                    assert!(!seen.contains(heading), "{heading} of {field:?} stands twice");
                    assert_eq!(folded(heading), *heading);
                    seen.push(heading);
                }
            }
        }
    }
}
