//! What pages say after something was done, in one table, so that the words are changed in one place.

/// The sentence for a code in an address (`?said=`). Unknown codes say nothing: an address cannot put
/// words into Kith's mouth.
pub(crate) fn said(code: &str) -> Option<&'static str> {
    Some(match code {
        "ask-saved" => "Saved. It is printed as you typed it.",
        "accepted" => "The referral has been accepted. It can now be allocated.",
        "allocated" => "The referral has been allocated. The link worker finds it on Today.",
        "redirected" => "The referral has been redirected. Whoever sent it is told.",
        "asked" => {
            "The question is saved, and stands with the referral for whoever sent it. The referral stays in the queue."
        }
        "answer-saved" => "The answer has been saved.",
        "case-moved" => "Moved. The next worker finds the note on Today and in the story.",
        "cover-arranged" => "Cover has been arranged. It begins and ends by itself.",
        "cover-ended" => "The cover has ended.",
        "links-stopped" => "The link of the receipt has been stopped. It opens nothing any more.",
        "code-made" => "The code works now. Give it to the practice in a safe way.",
        "code-revoked" => "The code has been revoked. It does not work any more.",
        "letter-retried" => "The e-mail will be tried again within a minute.",
        "returned" => "The referral has been given back with your reason.",
        "contact-logged" => "Contact saved.",
        "contact-logged-and-booked" => "Contact saved, and the next one is booked.",
        "contact-corrected" => "Contact corrected. What it said before stays in the history.",
        "booked" => "Booked. It stands on Today when its day comes.",
        "booked-twice" => {
            "Booked. Something else is booked with this person for the same time: if it is the same, cancel one of the two."
        }
        "booked-closed" => "Booked, for a day on which the service is closed. Move it if that was not meant.",
        "contact-logged-booked-twice" => {
            "Contact saved, and the next one is booked. Something else is booked with this person for the same time: if it is the same, cancel one of the two."
        }
        "contact-logged-booked-closed" => {
            "Contact saved, and the next one is booked, for a day on which the service is closed. Move it if that was not meant."
        }
        "contact-logged-connected-again" => {
            "Contact saved. The person is connected to the same thing already: if it is the same, end one of the two."
        }
        "connected-again" => {
            "Connection made. There is another one to the same thing that goes on: if it is the same, end one of the two."
        }
        "moved" => "Saved.",
        "cancelled" => "Cancelled.",
        "put-back" => "It is booked again.",
        "calendar-revoked" => "The link is revoked. Calendars that have it find nothing any more.",
        "kept-back" => "Saved. What is ticked stays out of what the practice reads.",
        "draft-kept" => "Your draft is saved. Only you can see it, and it is thrown away after 14 days.",
        "draft-discarded" => "Your draft is thrown away.",
        "template-saved" => "The template is saved. Letters that were written stay as they are.",
        "letter-saved" => "The letter is saved, and stands in the story.",
        "letter-corrected" => "Letter corrected. What it said before stays in the history.",
        "file-taken-away" => "The file has been taken away. That it was here stays in the story.",
        "file-attached" => "The file is attached.",
        "matters-written" => "What matters has been saved.",
        "need-recorded" => "Need recorded.",
        "need-corrected" => "Need corrected. What it said before stays in the history.",
        "need-said" => "Saved. Where the need stands is worked out from it.",
        "gap-corrected" => "Gap corrected. What it said before stays in the history.",
        "matters-corrected" => "Corrected. What it said before stays in the history.",
        "about-me-written" => "About me has been saved. What was written before stays behind it.",
        "plan-written" => "Saved.",
        "goal-set" => "Saved, in their words.",
        "goal-changed" => "The goal has been changed. What it said before stays in the story, with the reason.",
        "action-agreed" => "Saved.",
        "action-changed" => "Changed. What was agreed before stays in the story, with the reason.",
        "plan-stood" => "Saved.",
        "holding-begun" => {
            "Written down. It comes to Today when it is to be looked at again, and nothing ends by itself."
        }
        "holding-reviewed" => "Still holding. It comes to Today again when the next review is due.",
        "holding-changing" => "Saved. Write down what changed, if what stands here is different now.",
        "holding-corrected" => "Saved. What it said before stays in its history.",
        "holding-ended" => "Holding has ended, and the case goes on.",
        "readiness-written" => "Saved. What was written before stays in the story.",
        "beyond-said" => "Saved with the case.",
        "change-recorded" => "What changed has been saved.",
        "change-corrected" => "Corrected. What it said before stays in the history.",
        "ending-corrected" => "Corrected. What was said first stays in the story.",
        "concern-written" => {
            "Your concern has been sent to the safeguarding lead. Here you see when it is acknowledged."
        }
        "concern-acknowledged" => "Whoever wrote it sees that you have it.",
        "named-anew" => "Named. They can open the record now, and the list of who looked at it says who named them.",
        "lead-named" => "Named. They see every concern of the service from now on.",
        "lead-ended" => "Ended. From now on they see no concern but those they wrote.",
        "gap-answered" => "Saved. The gap stays in the record, with how long it lasted.",
        "gap-opened" => "Saved. The gap is open again.",
        "gap-recorded" => "Gap recorded. It counts as something people needed that was not there.",
        "own-words-saved" => "Saved. Their words are used elsewhere only where they agree.",
        "connected" => "Connection made. Record here what comes of it.",
        "connection-moved" => "Saved.",
        "asked-by-mail" => "The e-mail is on its way. You see on Today when they answer.",
        "introduced-by-mail" => "The introduction is on its way. What it says stands below, under what happened.",
        "request-stopped" => "The link has been stopped. It opens nothing any more.",
        "agreed-changed" => "Saved. Links that were sent show this from now on.",
        "news-seen" => "Saved. It no longer waits on Today.",
        "question-answered" => "The answer is on its way to the organisation.",
        "answered" => "Thank you. The link worker sees your answer.",
        "request-answered" => "Thank you. We have your answer, and tell the person.",
        "list-sent" => "We have sent the link to the address in the directory. Look in that mailbox in a minute.",
        "lists-stopped" => "Stopped. The link to everything opens nothing any more.",
        "room-said" => "Saved. The directory says so from now on.",
        "entry-confirmed" => "Thank you. The entry says that you checked it today.",
        "entry-proposed" => "Thank you. Somebody looks at it and takes it over.",
        "question-asked" => "Thank you. A link worker answers your question, and you get an e-mail.",
        "question-asked-by-hand" => {
            "Thank you. A link worker answers your question, and gives you a link to the answer."
        }
        "team-note-saved" => "Saved. Only your team sees it.",
        "entry-room-at-once" => "Saved. What you said of room is in the directory now, for everybody who looks there.",
        "entry-room-and-suggested" => {
            "Saved. What you said of room is in the directory now. Somebody looks at the rest before the entry is changed."
        }
        "entry-suggested" => "Thank you. Somebody looks at it before the entry is changed.",
        "entry-questioned" => "Thank you. Whoever keeps the entry sees it. You read what came of it on Today.",
        "series-shared" => "Shared, from this month on. You can take it back.",
        "series-taken-back" => "Taken back. Nobody else sees it any more.",
        "lens-copied" => "Copied. Change its lines below, or leave it as it is.",
        "lens-changed" => "Saved as a new version. The earlier ones stay as they are.",
        "context-written" => "Written down. It stands on every chart from its day on.",
        "context-corrected" => "Corrected. What it said before stays in its history.",
        "context-taken-away" => "Taken away. You can put it back.",
        "context-put-back" => "Put back.",
        "boundary-written" => "Saved. It is yours, and nobody else opens it.",
        "boundary-changed" => "Saved. What the entry said before stays in its history, which is yours too.",
        "boundary-taken-away" => "Taken away. You can put it back.",
        "noted-taken-away" => "Taken away.",
        "boundary-put-back" => "Put back.",
        "own-shown" => "Shown. They read it until you take that back.",
        "own-not-shown" => "Saved. Nobody but you reads it.",
        "discretion-written" => "Saved. It is yours, and nobody else opens it.",
        "discretion-changed" => "Saved. What the note said before is not kept.",
        "discretion-kept" => "Saved. This note is kept until you delete it.",
        "discretion-let-go" => "Saved. This note is deleted six months from today unless you keep it.",
        "discretion-deleted" => "Deleted. What the note said is gone.",
        "quiet-hours-set" => "Saved. Only you see them.",
        "same-day-asked" => "Written down: asked now. It stands on your Today until it is answered.",
        "same-day-answered" => "Written down: answered now. You can add who it was and what was agreed.",
        "same-day-corrected" => "Saved. What it said before stays in the history.",
        "same-day-taken-back" => "Taken back. That it was pressed stays in the history.",
        "agreement-written" => "Saved as a new version. It is in force once both sides have agreed to it.",
        "agreement-agreed" => "Agreed, for your side.",
        "agreement-wished" => "Thank you. The service sees what you would have otherwise.",
        "agreement-sent" => "The e-mail with the link is on its way.",
        "visit-began" => "They are told. Say here when you are back.",
        "visit-ended" => "Good that you are back. Whoever was told sees nothing of it any more.",
        "visit-later" => "Saved. Whoever was told sees the new time.",
        "entry-kept" => "Added to your favourites.",
        "short-list-sent" => "On its way by e-mail. This is what it says.",
        "entry-let-go" => "Removed from your favourites.",
        "entry-corrected" => {
            "Saved. It is shown here in place of what the feed says, and stays when the feed is taken again."
        }
        "correction-settled" => "Saved.",
        "entry-checked" => "Thank you. The entry says that you checked it today.",
        "entry-published" => "Saved. The entry is published: anybody can read it.",
        "entry-kept-in" => "Saved. The entry is not published: only whoever signs in here finds it.",
        "entry-dealt-with" => "Saved.",
        "post-rules-changed" => "Saved.",
        "feed-added" => "The feed has been added. It is asked within a minute, and then every night.",
        "feed-asked" => "Asked for. It begins within a minute.",
        "feed-nightly" => "Saved. It is taken every night.",
        "feed-when-asked" => "Saved. It is taken only when somebody asks for it.",
        "feed-paused" => "Paused. A run that goes on ends after the page in hand.",
        "feed-removed" => "This feed is not used any more. Its entries stay in the directory.",
        "identity-corrected" => "Corrected. What it said before stands below.",
        "around-saved" => "Saved.",
        "protection-changed" => "Saved. It counts at once, for everybody.",
        "sharing-decided" => "Decision saved. It counts from its first day, and the earlier ones stay in the history.",
        "message-sent" => "Message sent. The practice finds it under My referrals.",
        "message-sent-untold" => {
            "Message saved. No e-mail tells the practice, because this Kith has no mail server: it stands under My referrals, where they find it after signing in. If it cannot wait until they look, ring them, or hand it over."
        }
        "reply-sent" => "Sent. The link worker finds it on Today.",
        "message-sent-by-link" => {
            "Message sent. The practice opens it with its practice code, by the link that is e-mailed."
        }
        "message-sent-by-receipt" => {
            "Message saved, and no e-mail was sent. How the practice can open it stands under the message."
        }
        "message-sent-offline" => {
            "Message sent. No e-mail leaves, because the record is marked “do not show online”: the practice finds it under My referrals after signing in."
        }
        "message-kept-offline" => {
            "Message saved. The practice cannot open it here, because the record is marked “do not show online”: ring them, or give it to them on paper."
        }
        "message-kept-nowhere" => {
            "Message saved. The practice does not refer to this service any more and opens nothing here: ring them, or give it to them on paper."
        }
        "entry-added" => "The entry has been added to the directory.",
        "entry-changed" => "Saved. What it said before stands where the entry is changed.",
        "organisation-renamed" => "Renamed, on all of its entries. What it was called stands where it is renamed.",
        "practice-added" => "The practice has been added.",
        "practice-changed" => "Saved. What it said before stands below.",
        "practice-ended" => "The practice does not refer here any more. What it sent stays.",
        "practice-again" => "The practice refers here again. It needs a new practice code if it keeps no accounts.",
        "message-link-sent" => "A fresh link is on its way to the practice.",
        "message-links-stopped" => "The links have been stopped. They open nothing any more.",
        "reply-sent-by-link" => "Sent. The link worker finds it on Today.",
        "message-read" => "The link worker can see that the message has been read.",
        "closed" => "The case has been closed.",
        "door-open" => "The case has ended with the door open. It can be reopened without a new referral.",
        "reopened-left" => {
            "The case is open again, with its history. Its link worker is no longer one here: tell a team lead, so that somebody has it."
        }
        "reopened" => "The case is open again. No new referral was needed.",
        "rules-changed" => "Saved.",
        "import-thrown-away" => "The file has been deleted here.",
        "renamed" => "Your name has been changed.",
        "password-changed" => "Your password has been changed. You have been signed out everywhere else.",
        "password-reset" => "Your new password has been saved. Sign in with it.",
        "session-ended" => "That session has ended.",
        "sessions-ended" => "You have been signed out everywhere else.",
        "invited" => "Invited. The e-mail with the link leaves within a minute.",
        "link-shown" => "Done. The link was shown once, and is not shown again. If it is lost, make a new one.",
        "letters-released" => "They leave within a minute, if what they open still works.",
        "letters-thrown-away" => "They have been thrown away. None of them leaves.",
        "invited-again" => "The invitation has been sent again. The link before it no longer works.",
        "invitation-withdrawn" => "The invitation has been withdrawn. Its link no longer works.",
        "role-changed" => "The role has been changed. They have been signed out of the one before.",
        "left" => "Their roles here have ended, and they have been signed out.",
        "factor-reset" => "Their second factor has been reset. They set it up anew when they next sign in.",
        "factor-removed" => "Your second factor has been taken away.",
        "joined" => "Welcome. Sign in with your e-mail address and password.",
        "confirmed" => "Thank you. You can go on.",
        "service-changed" => "Saved. What it said before stands in the history.",
        "set-up" => "Your service has been set up. Sign in with the e-mail address and password you chose.",
        "signed-out" => "You have signed out.",
        _ => return None,
    })
}

/// How many words are named on a page.
const NAMED: usize = 12;

/// Words as they are named in a sentence, the first of very many; nothing when there is none.
pub(crate) fn named(words: &[String]) -> Option<String> {
    let mut named = words.iter().take(NAMED).map(|word| format!("“{word}”")).collect::<Vec<_>>().join(", ");
    if words.len() > NAMED {
        named.push_str(" and more");
    }
    (!words.is_empty()).then_some(named)
}

/// A telephone number that no line break parts.
pub(crate) fn unbroken(phone: &str) -> String {
    phone.replace(' ', "\u{a0}").replace('-', "\u{2011}")
}
