//! Which words of a story are verbs, as far as a list and their neighbours can tell.
//!
//! No dictionary is carried along: [`PLAIN`] has verbs that are hardly ever a noun in a story, [`EITHER`] those that
//! are as often one ("report", "order"). Of these the neighbours decide.

use std::collections::HashMap;
use std::sync::LazyLock;

/// Hardly ever a noun where a means goes on.
const PLAIN: &str = "\
    accept achieve acknowledge acquire activate adapt add adjust advertise aggregate agree align allocate \
    allow analyse analyze annotate append apply approve archive arrange ask assemble assess assign associate \
    attach attend authenticate authorise authorize automate avoid await become begin bring browse build buy \
    calculate cancel capture categorise categorize choose clarify classify clone collaborate collect combine \
    communicate compare compile compose compute conduct configure confirm connect consider consolidate \
    consult consume contribute convert create customise customize deactivate debug decide decline decrypt \
    define delegate delete deliver deny deploy describe deselect detect determine develop disable discard \
    discover discuss dismiss distinguish distribute do download edit eliminate embed enable encrypt enforce \
    engage enhance enroll ensure enter establish evaluate examine execute expand explain explore export \
    extend extract facilitate fetch fill find finish fix follow forward gather generate get give go grant \
    handle have hear hide highlight identify ignore implement import improve include incorporate increase \
    inform initiate insert inspect install integrate interact invite join keep know launch learn leave let \
    listen load locate maintain make manage manipulate merge migrate minimise minimize modify navigate \
    negotiate notify obtain offer operate organise organize paste pay perform personalise personalize pick \
    pin play populate predict prepare present prevent prioritise prioritize proceed produce promote propose \
    prove provide publish push put read rearrange receive recognise recognize recommend reconcile recover \
    recruit redeem redirect reduce refer refine refund refuse register reject relate remain remember remind \
    remove rename renew reorder replace reply represent reproduce require reschedule resend reserve resize \
    resolve respond restore restrict resubmit resume retrieve retry reuse revert revoke rotate run satisfy \
    save scan scroll see select sell send serve settle share show simplify skip solve speak specify \
    standardise standardize submit subscribe suggest suspend switch synchronise synchronize take teach tell \
    terminate think train transform translate trigger try turn understand undo unlock unpublish unsubscribe \
    upgrade upload use validate verify visualise visualize wait warn watch withdraw write zoom";
/// As often a noun.
const EITHER: &str = "\
    access alert answer audit back backup balance benchmark block book bookmark bundle call change charge \
    chat check clean clear click close code comment contact control copy correct credit cut demo design \
    display document draft drag drive drop email end estimate exchange exit experience feature feed file \
    filter fine flag flip focus forecast format group guide help host influence interview invoice issue label \
    like limit link list lock log look lower mail map mark match measure mention message mirror model monitor \
    mount move name note notice number open order outline park patch pause phone place plan plot plug point \
    poll post practice preview print process profile program project pull purchase quote range rank rate \
    reach record refresh release repair repeat report request research reset respect rest result return \
    reverse review reward route sample schedule score search secure separate set shadow ship shop shut sign \
    simulate sketch sort sound split sponsor stage start state step stop store stream study style supply \
    support survey swap swipe sync tag talk target test text time toggle touch tour trace track trade \
    transfer transport travel treat tweet type update version view visit voice vote walk want warrant welcome \
    work";
/// Verbs of looking: two of them side by side are one act ("browse and find").
const LOOKING: &[&str] = &[
    "browse",
    "check",
    "explore",
    "find",
    "follow",
    "inspect",
    "know",
    "learn",
    "look",
    "read",
    "review",
    "search",
    "see",
    "study",
    "understand",
    "view",
    "watch",
];
/// Verbs that can't be anything else where a clause goes on.
const FINITE: &[&str] = &[
    "am", "are", "aren't", "can", "can't", "cannot", "could", "did", "didn't", "does", "doesn't", "don't", "had",
    "has", "is", "isn't", "may", "might", "must", "should", "was", "were", "will", "won't", "would",
];

/// How sure a word is a verb in its base form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sure {
    Yes,
    /// The neighbours decide.
    Maybe,
}

static VERBS: LazyLock<HashMap<&'static str, Sure>> = LazyLock::new(|| {
    let either = EITHER.split_whitespace().map(|word| (word, Sure::Maybe));
    either.chain(PLAIN.split_whitespace().map(|word| (word, Sure::Yes))).collect()
});

/// Whether a lower-case word can be a verb in its base form.
pub(super) fn base(word: &str) -> Option<Sure> {
    VERBS.get(word).copied()
}

/// "is", "can", "won't".
pub(super) fn is_finite(word: &str) -> bool {
    FINITE.contains(&word)
}

/// One of seeing, reading, finding.
pub(super) fn is_looking(word: &str) -> bool {
    LOOKING.contains(&word)
}

/// The base form behind "detects" or "publishes", where that is a verb.
pub(super) fn of_third_person(word: &str) -> Option<Sure> {
    let less = |end: &str, put: &str| word.strip_suffix(end).and_then(|stem| base(&format!("{stem}{put}")));
    less("s", "").or_else(|| less("es", "")).or_else(|| less("ies", "y"))
}

/// The base form behind "sharing" or "creating", where that is a verb.
pub(super) fn of_gerund(word: &str) -> Option<Sure> {
    let stem = word.strip_suffix("ing").filter(|stem| stem.len() > 1)?;
    let doubled = || {
        let mut chars = stem.chars();
        let last = chars.next_back()?;
        stem.ends_with(&format!("{last}{last}")).then(|| base(chars.as_str()))?
    };
    base(stem).or_else(|| base(&format!("{stem}e"))).or_else(doubled)
}

/// "moved", "removed", and the commonest participles that end otherwise.
pub(super) fn is_participle(word: &str) -> bool {
    const ODD: &[&str] = &[
        "bought", "built", "chosen", "done", "drawn", "found", "given", "held", "hidden", "kept", "known", "lost",
        "made", "paid", "put", "read", "seen", "sent", "set", "shown", "sold", "taken", "told", "written",
    ];
    ODD.contains(&word) || (word.len() > 4 && word.ends_with("ed") && !word.ends_with("eed"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn no_word_is_in_both_lists() {
        let plain: HashSet<&str> = PLAIN.split_whitespace().collect();
        assert!(EITHER.split_whitespace().all(|word| !plain.contains(word)));
        assert_eq!(VERBS.len(), PLAIN.split_whitespace().count() + EITHER.split_whitespace().count());
    }

    #[test]
    fn forms_lead_to_their_verb() {
        assert_eq!(of_third_person("publishes"), Some(Sure::Yes));
        assert_eq!(of_third_person("applies"), Some(Sure::Yes));
        assert_eq!(of_third_person("reports"), Some(Sure::Maybe));
        assert_eq!(of_third_person("news"), None);
        assert_eq!(of_gerund("sharing"), Some(Sure::Yes));
        assert_eq!(of_gerund("getting"), Some(Sure::Yes));
        assert_eq!(of_gerund("billing"), None);
        assert!(is_participle("removed") && is_participle("shown") && !is_participle("need") && !is_participle("feed"));
    }
}
