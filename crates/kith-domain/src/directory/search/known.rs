//! English words that we know: one of them is never taken for a slip of another.
//!
//! Where nothing in the directory holds "bills", "fills" is not what was meant. The list is our own: words of everyday
//! life that are short or near to others. It is compared with and never counted, shown or kept.

use super::{Sought, alike, everyday, joined, stem};

/// Everyday words. Any ending that is forgiven elsewhere is forgiven here.
const WORDS: &str = "able about above accident account ache address adopt advice afraid after again age ago agree air \
    alarm ale allergy ambulance angry animal ankle answer apple arm army aunt autumn awake away back bad bag bake \
    balance ball band bank bar basket bat bath bean bear beard beat beauty become bed bee beer bell belt bench bike bill \
    bin bird birth birthday bite bitter black blanket bleed block blood blue board boat body boiler bone boot border bored \
    borrow boss bottle bottom bowl box boy brain brake bread break breast breath bridge bright bring broken brother brown \
    brush bucket build bump burn bury busy butter button buy cab cake call calm camera camp cancel candle cane canteen car \
    card care carpet carry cart case cash cat catch ceiling cell chain chair chance change chapel charge cheap check cheese \
    chest chicken chin choice choose christmas church cinema circle city claim clay clean clear clinic clock close cloth \
    clothes cloud club coach coal coat cold collect college colour comb comfort computer concert confused cook cool copy \
    corner cost cot cough count country couple court cousin cover cow crash cream crime crisis cross crowd cry cup curtain \
    cut cycle daily damage dance dark date daughter dead deaf dear death deep dentist deposit desk die diet dig dirt \
    dirty divorce dizzy doctor dog door double down draw dream dress drink drive drop dry duck dust duty ear early earn \
    ears east easter easy eat edge egg elbow electric empty end energy enjoy enough enter escape exam eye eyes face fact \
    fail faint fair faith fall family fan far farm fast fat father fault fear feed feel feet fence fever few field fight \
    file fill film find fine finger fire first fish fit five fix flat flood floor flower fly fold follow foot forget form \
    forms forward four fox freeze fresh fridge friend front fruit full fun funeral fund fur game gap garage gas gate \
    gift girl give glad glass gloves glue goat gold golf grant grass green grey ground grow guard guest guide gun gutter \
    hair half hand happy hard harm hat hate head heal heart heat heavy heel height help hen high hill hip hire hit hobby \
    hold hole holiday hoover horse hospital hot hour hug hurry hurt husband ice idea ill illness income infection injury \
    ink insect inside insurance iron itch jacket jam jar jaw jealous jeans job jog joke juice july jump kettle key \
    kick kid kidney kind king kiss kitchen kitten knee knife knit knock lace ladder lake lamb lamp land language large \
    last late laugh laundry law lazy lead leaf leak learn lease leather leave leg legs lend less lesson letter level \
    library licence lie lift light line lip list listen litter liver load loan lock loft loo lose loss lost loud love low \
    luck luggage lump lung lungs mail male man map march market marriage married mask mat match mate meal meat medicine \
    meet melt member memory mend mess metal middle mild milk mind mine mirror miss missing mist mistake mix mobile money \
    moon morning mother motor mould mouse mouth move mower mud mug music nail nails nappy nasty nature naughty near neat \
    neck needle nephew nerve nest net never news nice niece noise noisy nose note nuisance number nurse nut oil ointment \
    onion operation optician orange order oven over owe owner pack pad page paid pain paint pair pan panic pants paper \
    parcel park part partner party pass past paste path pay pea peace pear pen pencil pension pepper pest petrol phone \
    piano picnic picture pie pig pill pillow pin pink pint pipe pipes pizza plan plant plate play please plug plumber \
    pocket poem point police pond poor porch post pot potato pound pray pregnant present price pride print prison prize \
    proof proud pub pull pump puppy purse push queen queue quick quiet quilt race rack radiator radio rail rain ramp rash \
    rat rats read ready receipt record red refund relax remember repair rest rice rich ride right ring rise river road \
    roast rock roll roof rope rough round row rubbish rug rule run rush sad safe salt sand saw scan scared school \
    scissors scooter sea search seat second sell send sew sewing shake shape share sharp shave sheep sheet shelf shelter \
    ship shirt shock shoe shoes shoot shopping shore short shot shoulder shout shower shut shy sick side sign silver \
    sink sister sit size skill skin skirt sky sleep slim slip slow small smart smell smile smoke snack snow soap sock \
    socks sofa soft soil son song sore sorry sound soup south space spare speak speech spell spend spill spine sport \
    spring stair stairs stamp stand star start station stay steal steam step stick sting stitch stone stool stop store \
    storm story stove strange street string strong study sugar suit summer sun surgery swap swear sweat sweet swell swing \
    table tablet tail talk tall tank tap tape taste tax taxi teach tear teeth telephone television tell tenant test \
    thank thief thin think thirsty thread throat throw thumb ticket tidy tie tight tile tin tip tired toast toe toilet \
    token tongue tool tooth torch touch tour towel toy track traffic train travel tree trip trouble trousers truck trust \
    try tube turn tutor twin ugly umbrella uncle under uniform upset urine van vase vet view village visit voice vote \
    wage waist wait wake walk wall wander want war ward warm wart wash waste watch water wave way weak wear weather \
    wedding weed weep weigh west wet wheel white wife wig will win wind window wine winter wipe wire wish woman wood wool \
    word worm worried worse wound wrap wrist write wrong yard yellow zip zoo";

/// Whether a folded word is English that we know, with or without an ending: nothing else was meant by it.
#[must_use]
pub fn is_known(word: &str) -> bool {
    let is = |word: &str| {
        let bare = |known: &str| known.trim_end_matches('.') == word;
        WORDS.split_whitespace().chain(alike::EVERYDAY.split_whitespace()).any(|known| known == word)
            || everyday::counts(word)
            || alike::ALIKE.iter().any(|group| group.iter().any(|known| bare(known)))
            || everyday::EMPTY.contains(&word)
            || everyday::COMMON.contains(&word)
            || everyday::WORDS.iter().any(|(said, _)| *said == word)
            || everyday::PHRASES.iter().any(|(phrase, _)| phrase.split(' ').any(|known| known == word))
    };
    is(word) || joined::is_one(word) || stem(word).is_some_and(|stem| is(&stem) || is(&format!("{stem}e")))
}

/// Whether what is sought is such a word, or a phrase of our own.
#[must_use]
pub fn is_known_of(sought: &Sought) -> bool {
    sought.begins.is_empty() || is_known(&sought.word)
}

/// Whether what is sought says little: many entries hold it, and those that hold it alone are not what was meant.
#[must_use]
pub fn is_common(sought: &Sought) -> bool {
    let is = |word: &str| everyday::COMMON.contains(&word) || everyday::EMPTY.contains(&word);
    is(&sought.word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn english_that_we_know_is_no_slip_and_a_slip_is_not_known() {
        for word in [
            "bills", "bill", "roof", "leaking", "kids", "room", "making", "school", "boxes", "pipes", "skint",
            "foodbank", "bingo", "carers", "baking",
        ] {
            assert!(is_known(word), "{word}");
        }
        for word in ["gardning", "foodbnak", "lonly", "walkin", "wlak", "wlaking", "benifits", "zzzzz", "anxity", ""] {
            assert!(!is_known(word), "{word}");
        }
        for word in WORDS.split_whitespace() {
            assert_eq!(crate::text::fold(word), word);
        }
        assert!(is_common(&Sought::of("room")) && !is_common(&Sought::of("roof")));
    }
}
