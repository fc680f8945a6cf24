//! What services say of their data being copied, for people who turn mirroring on.

use serde_json::{Value, json};

/// The rule of a service in a sentence, where it has one.
fn rule(service: &str) -> Option<&'static str> {
    Some(match service {
        "trakt" => {
            "Trakt's API policy of September 2026 forbids a service that feeds another tracker's \
             accounts from it. What you copy, you copy for yourself."
        }
        "simkl" => {
            "Simkl asks apps that sync with other trackers to offer Simkl, too, to link to its \
             pages, and not to use it as a free source of data about titles."
        }
        "lastfm" => {
            "Last.fm's terms allow use that is not commercial, with a link back, and no more \
             than 100 MB of its data kept."
        }
        "anilist" => {
            "AniList's terms forbid its use as a backup or store, and allow other trackers only \
             where the sync goes on."
        }
        _ => return None,
    })
}

/// The rules that concern what is copied from these services to another.
pub(crate) fn rules_of(to: &str, from: &[String]) -> Vec<Value> {
    let concerned = from.iter().map(String::as_str).chain([to]);
    let rules = concerned.filter_map(|id| Some(json!({ "service": id, "rule": rule(id)? })));
    if from.is_empty() { Vec::new() } else { rules.collect() }
}
