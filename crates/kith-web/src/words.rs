//! What pages say after something was done, in one table, so that the words are changed in one place.

/// The sentence for a code in an address (`?said=`). Unknown codes say nothing: an address cannot put
/// words into Kith's mouth.
pub(crate) fn said(code: &str) -> Option<&'static str> {
    Some(match code {
        "accepted" => "The referral has been accepted. It can now be allocated.",
        "allocated" => "The referral has been allocated. The link worker finds it on Today.",
        "letter-retried" => "The e-mail will be tried again within a minute.",
        "returned" => "The referral has been given back to the practice with your reason.",
        "contact-logged" => "Contact saved.",
        "contact-corrected" => "Contact corrected. What it said before stays in the history.",
        "matters-written" => "What matters has been saved.",
        "need-recorded" => "Need recorded.",
        "gap-recorded" => "Gap recorded. It counts as something people needed that was not there.",
        "connected" => "Connection made. Record here what comes of it.",
        "connection-moved" => "Saved.",
        "sharing-decided" => "Decision saved. It counts from its first day, and the earlier ones stay in the history.",
        "message-sent" => "Message sent. The practice finds it under My referrals.",
        "message-read" => "The link worker can see that the message has been read.",
        "closed" => "The case has been closed.",
        "door-open" => "The case has ended with the door open. It can be reopened without a new referral.",
        "reopened" => "The case is open again. No new referral was needed.",
        "rules-changed" => "Saved.",
        "renamed" => "Your name has been changed.",
        "password-changed" => "Your password has been changed. You have been signed out everywhere else.",
        "password-reset" => "Your new password has been saved. Sign in with it.",
        "session-ended" => "That session has ended.",
        "sessions-ended" => "You have been signed out everywhere else.",
        "invited" => "Invited. The e-mail with the link leaves within a minute.",
        "invited-again" => "The invitation has been sent again. The link before it no longer works.",
        "invitation-withdrawn" => "The invitation has been withdrawn. Its link no longer works.",
        "role-changed" => "The role has been changed. They have been signed out of the one before.",
        "left" => "Their roles here have ended, and they have been signed out.",
        "joined" => "Welcome. Sign in with your e-mail address and password.",
        "confirmed" => "Thank you. You can go on.",
        "service-changed" => "Saved. What it said before stands in the history.",
        "set-up" => "Your service has been set up. Sign in with the e-mail address and password you chose.",
        "signed-out" => "You have signed out.",
        _ => return None,
    })
}
