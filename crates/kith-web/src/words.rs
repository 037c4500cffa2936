//! What pages say after something was done, in one table, so that the words are changed in one place.

/// The sentence for a code in an address (`?said=`). Unknown codes say nothing: an address cannot put
/// words into Kith's mouth.
pub(crate) fn said(code: &str) -> Option<&'static str> {
    Some(match code {
        "accepted" => "The referral has been accepted. It can now be allocated.",
        "allocated" => "The referral has been allocated. The link worker finds it on Today.",
        "links-stopped" => "The link of the receipt has been stopped. It opens nothing any more.",
        "code-made" => "The code works now. Give it to the practice in a safe way.",
        "code-revoked" => "The code has been revoked. It does not work any more.",
        "letter-retried" => "The e-mail will be tried again within a minute.",
        "returned" => "The referral has been given back with your reason.",
        "contact-logged" => "Contact saved.",
        "contact-logged-and-booked" => "Contact saved, and the next one is booked.",
        "contact-corrected" => "Contact corrected. What it said before stays in the history.",
        "booked" => "Booked. It stands on Today when its day comes.",
        "moved" => "Saved.",
        "cancelled" => "Cancelled.",
        "put-back" => "It is booked again.",
        "calendar-revoked" => "The link is revoked. Calendars that have it find nothing any more.",
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
        "change-recorded" => "What changed has been saved.",
        "change-corrected" => "Corrected. What it said before stays in the history.",
        "ending-corrected" => "Corrected. What was said first stays in the story.",
        "concern-written" => {
            "Your concern has been sent to the safeguarding lead. Here you see when it is acknowledged."
        }
        "concern-acknowledged" => "Whoever wrote it sees that you have it.",
        "lead-named" => "Named. They see every concern of the service from now on.",
        "lead-ended" => "Ended. From now on they see no concern but those they wrote.",
        "gap-recorded" => "Gap recorded. It counts as something people needed that was not there.",
        "connected" => "Connection made. Record here what comes of it.",
        "connection-moved" => "Saved.",
        "sharing-decided" => "Decision saved. It counts from its first day, and the earlier ones stay in the history.",
        "message-sent" => "Message sent. The practice finds it under My referrals.",
        "message-read" => "The link worker can see that the message has been read.",
        "closed" => "The case has been closed.",
        "door-open" => "The case has ended with the door open. It can be reopened without a new referral.",
        "reopened-left" => {
            "The case is open again, with its history. Its link worker is no longer one here: tell a team lead, so that somebody has it."
        }
        "reopened" => "The case is open again. No new referral was needed.",
        "rules-changed" => "Saved.",
        "service-changed" => "Saved. What it said before stands in the history.",
        "set-up" => "Your service has been set up. Sign in with the e-mail address and password you chose.",
        "signed-out" => "You have signed out.",
        _ => return None,
    })
}
