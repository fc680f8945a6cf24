//! The userscript as this hub serves it: with its own address, a version that rises with what
//! is in it, and the person's own sites.

use playtally::http::parse_pairs;
use worker::Env;

use crate::code;
use crate::directory::{self, Ask, Owner};
use crate::drive;
use crate::error::Answer;

/// What stands in the built script for the hub's address, its host, and one more site.
const HUB: &str = "https://hub.playtally.invalid";
const HOST: &str = "hub.playtally.invalid";
const FILE: &str = "https://hub.playtally.invalid/playtally.user.js";
const OWN: &str = "own.playtally.invalid";

/// And for the last part of its version.
const SINCE: &str = ".SINCE\n";

/// Sites beside those known.
const MOST_OWN: usize = 50;

/// Since when this hub serves this script, in Unix seconds.
///
/// # Design
/// A manager takes a script only for a higher version. The package's stands still between
/// releases though its hub is deployed, and a number beside the source is forgotten. So the hub
/// remembers what it served last, and since when: what is other is later, an older one that was
/// brought back too, and nobody has to think of it.
pub(crate) async fn since(env: &Env, script: &str) -> Answer<String> {
    let (name, person) = (code::hashed("hub", "userscript"), code::hashed("userscript", script));
    let mut since = drive::now().secs();
    if let Some(before) = directory::ask(env, &name, &Ask::Find).await? {
        if before.person == person {
            return Ok(before.note);
        }
        since = before.note.parse().map_or(since, |before: i64| since.max(before + 1));
        directory::ask(env, &name, &Ask::Release { person: before.person }).await?;
    }
    let note = since.to_string();
    let served = Owner { person, note: note.clone(), until: None };
    let served = directory::ask(env, &name, &Ask::Claim(served)).await?;
    Ok(served.map_or(note, |served| served.note))
}

/// The script for the hub at `origin`; `on=host,host` in the query has it run there too.
pub(crate) fn addressed(script: &str, since: &str, origin: &str, query: &str) -> String {
    let own = own(query);
    let file = match own.as_slice() {
        [] => FILE.to_owned(),
        hosts => format!("{FILE}?on={}", hosts.join(",")),
    };
    let mut text = String::with_capacity(script.len() + 1024);
    let script = script.replacen(SINCE, &format!(".{since}\n"), 1);
    for line in script.split_inclusive('\n') {
        if line.contains(OWN) {
            text.extend(own.iter().map(|host| line.replace(OWN, host)));
        } else {
            text.push_str(&line.replace(FILE, &file));
        }
    }
    text.replace(HUB, origin).replace(HOST, host_of(origin))
}

/// The hosts asked for; what is none is left out.
fn own(query: &str) -> Vec<String> {
    let asked = parse_pairs(query).into_iter().find(|(name, _)| name == "on");
    let hosts = asked.map(|(_, hosts)| hosts.to_ascii_lowercase()).unwrap_or_default();
    let mut own: Vec<String> =
        hosts.split(',').map(str::trim).filter(|host| is_host(host)).map(str::to_owned).collect();
    own.truncate(MOST_OWN);
    own
}

fn is_host(text: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '.' || c == '-';
    !text.is_empty() && text.len() < 254 && text.chars().all(fits) && !text.starts_with('.')
}

/// Without its port, which no manager wants to be told.
fn host_of(origin: &str) -> &str {
    let host = origin.split_once("://").map_or(origin, |(_, host)| host);
    match host.rsplit_once(':') {
        Some((name, port)) if port.chars().all(|c| c.is_ascii_digit()) => name,
        _ => host,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCRIPT: &str = "// @version 0.1.0.SINCE\n// @match *://*.netflix.com/*\n// @match *://own.playtally.invalid/*\n\
        // @connect hub.playtally.invalid\n\
        // @updateURL https://hub.playtally.invalid/playtally.user.js\n\
        start('https://hub.playtally.invalid');\n";

    #[test]
    fn a_script_knows_its_hub() {
        let text = addressed(SCRIPT, "7", "http://localhost:8787", "");
        assert_eq!(
            text,
            "// @version 0.1.0.7\n// @match *://*.netflix.com/*\n// @connect localhost\n\
             // @updateURL http://localhost:8787/playtally.user.js\nstart('http://localhost:8787');\n"
        );
    }

    #[test]
    fn it_runs_on_the_persons_own_sites_too_and_stays_so_when_updated() {
        let text =
            addressed(SCRIPT, "7", "https://hub.example", "on=Media.home%2C192.168.1.5,%2a%0a");
        assert!(text.contains("// @match *://media.home/*\n// @match *://192.168.1.5/*\n"));
        assert!(text.contains("https://hub.example/playtally.user.js?on=media.home,192.168.1.5\n"));
        assert!(!text.contains("invalid") && !text.contains("%2a"));
    }
}
