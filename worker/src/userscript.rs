//! The userscript as this hub serves it: with its own address, and the person's own sites.

use playtally::http::parse_pairs;

/// What stands in the built script for the hub's address, its host, and one more site.
const HUB: &str = "https://hub.playtally.invalid";
const HOST: &str = "hub.playtally.invalid";
const FILE: &str = "https://hub.playtally.invalid/playtally.user.js";
const OWN: &str = "own.playtally.invalid";

/// Sites beside those known.
const MOST_OWN: usize = 50;

/// The script for the hub at `origin`; `on=host,host` in the query has it run there too.
pub(crate) fn addressed(script: &str, origin: &str, query: &str) -> String {
    let own = own(query);
    let file = match own.as_slice() {
        [] => FILE.to_owned(),
        hosts => format!("{FILE}?on={}", hosts.join(",")),
    };
    let mut text = String::with_capacity(script.len() + 1024);
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

    const SCRIPT: &str = "// @match *://*.netflix.com/*\n// @match *://own.playtally.invalid/*\n\
        // @connect hub.playtally.invalid\n\
        // @updateURL https://hub.playtally.invalid/playtally.user.js\n\
        start('https://hub.playtally.invalid');\n";

    #[test]
    fn a_script_knows_its_hub() {
        let text = addressed(SCRIPT, "http://localhost:8787", "");
        assert_eq!(
            text,
            "// @match *://*.netflix.com/*\n// @connect localhost\n\
             // @updateURL http://localhost:8787/playtally.user.js\nstart('http://localhost:8787');\n"
        );
    }

    #[test]
    fn it_runs_on_the_persons_own_sites_too_and_stays_so_when_updated() {
        let text = addressed(SCRIPT, "https://hub.example", "on=Media.home%2C192.168.1.5,%2a%0a");
        assert!(text.contains("// @match *://media.home/*\n// @match *://192.168.1.5/*\n"));
        assert!(text.contains("https://hub.example/playtally.user.js?on=media.home,192.168.1.5\n"));
        assert!(!text.contains("invalid") && !text.contains("%2a"));
    }
}
