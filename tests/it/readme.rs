//! The README's table of services, written from what they claim.

use std::fs;

use playtally::auth::{AuthScheme, OAuth2};
use playtally::media::{Catalogue, Kind};
use playtally::providers::{ALL, Browser, Descriptor};

const BEGIN: &str = "<!-- services: written by `cargo test readme` -->\n";
const END: &str = "<!-- end of services -->\n";

#[test]
fn the_table_of_services_is_what_they_claim() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
    let text = fs::read_to_string(path).unwrap();
    let (before, rest) = text.split_once(BEGIN).expect("the README says where the table begins");
    let (shown, after) = rest.split_once(END).expect("and where it ends");
    let table = table();
    if shown != table {
        fs::write(path, format!("{before}{BEGIN}{table}{END}{after}")).unwrap();
        panic!("the README's table of services was out of date; it is written anew, look at it");
    }
}

fn table() -> String {
    let mut lines = vec![
        "| service | plays of | sign-in | is told | tells | finds | from a page alone |".to_owned(),
        "|---|---|---|---|---|---|---|".to_owned(),
    ];
    lines.extend(ALL.iter().map(|service| row(service.descriptor())));
    lines.join("\n") + "\n"
}

fn row(descriptor: &Descriptor) -> String {
    let Descriptor { name, browser, check_in, .. } = descriptor;
    let mut told = descriptor.writes();
    told.extend(check_in.then_some("check-in"));
    told.extend(descriptor.removes_plays.then_some("plays taken out"));
    // Bare ids are for finding out what was removed.
    let mut tells: Vec<_> = descriptor.tells().into_iter().filter(|it| *it != "held").collect();
    tells.extend(descriptor.totals.then_some("totals"));
    let alone = if matches!(browser, Browser::Refused(_)) { "no" } else { "yes" };
    let cells = [
        (*name).to_owned(),
        list(&plays_of(descriptor)),
        sign_in(&descriptor.auth),
        list(&told),
        list(&tells),
        list(&finds(descriptor)),
        alone.to_owned(),
    ];
    format!("| {} |", cells.join(" | "))
}

fn list(words: &[&str]) -> String {
    if words.is_empty() { "–".to_owned() } else { words.join(", ").replace('_', " ") }
}

fn plays_of(descriptor: &Descriptor) -> Vec<&'static str> {
    if descriptor.needs.contains(&Catalogue::Mal) {
        return vec!["anime"];
    }
    let kinds = descriptor.kinds.iter().map(|kind| match kind {
        Kind::Movie => "films",
        Kind::Episode => "episodes",
        Kind::Track => "music",
    });
    kinds.collect()
}

fn sign_in(auth: &AuthScheme) -> String {
    let text = match auth {
        AuthScheme::OAuth2(OAuth2 { device: Some(_), .. }) => "its page, or a code",
        AuthScheme::OAuth2(_) | AuthScheme::SessionKey(_) => "its page",
        AuthScheme::UserToken => "a token you paste",
        AuthScheme::AppKey => "none; the hub's key",
        AuthScheme::Files => "none; files and a feed",
    };
    text.to_owned()
}

fn finds(descriptor: &Descriptor) -> Vec<&'static str> {
    let finds = &descriptor.finds;
    let all = [
        (!finds.by_text.is_empty(), "by name"),
        (!finds.by_id.is_empty(), "by id"),
        (finds.metadata, "all about a title"),
    ];
    all.into_iter().filter_map(|(has, word)| has.then_some(word)).collect()
}
