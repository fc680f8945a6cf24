//! RSS feeds: asking for one, and what its items say.

use quick_xml::Reader;
use quick_xml::events::{BytesRef, Event};

use super::Skipped;
use crate::error::{Error, ErrorKind};
use crate::http::{HttpRequest, HttpResponse, Method};
use crate::time::{Span, Timestamp};

/// A refusal by the service's gate passes after minutes, not seconds.
const GATE: Span = Span::from_mins(15);

/// How a service without an interface speaks through its feeds.
pub(super) struct Refusals {
    /// The service's name for people.
    pub name: &'static str,
    /// What it means that there is no such feed.
    pub not_found: &'static str,
}

/// A feed: what is said of it, and its items.
#[derive(Debug, Default)]
pub(super) struct Feed {
    pub about: Fields,
    pub items: Vec<Fields>,
    /// Whether the text breaks off.
    pub broken: bool,
}

/// Names as written and texts, in their order.
#[derive(Debug, Default)]
pub(crate) struct Fields(Vec<(String, String)>);

impl Fields {
    /// The text of the first element of this name; empty where there is none.
    pub(crate) fn get(&self, name: &str) -> &str {
        let found = self.0.iter().find(|(field, _)| field == name);
        found.map_or("", |(_, text)| text.trim())
    }

    /// One more.
    pub(crate) fn push(&mut self, name: String, text: String) {
        self.0.push((name, text));
    }

    /// What an entity in a text stands for.
    pub(crate) fn reference(name: &BytesRef<'_>) -> String {
        match name.resolve_char_ref() {
            Ok(Some(char)) => char.to_string(),
            _ => entity(&name.xml10_content()).to_owned(),
        }
    }
}

/// Goodreads gives feeds to nobody who does not begin like a browser.
const AGENT: &str = concat!("Mozilla/5.0 (compatible; playtally/", env!("CARGO_PKG_VERSION"), ")");

/// Asks for a feed.
pub(super) fn ask(url: String) -> HttpRequest {
    HttpRequest::new(Method::Get, url)
        .header("accept", "application/rss+xml, text/xml")
        .header("user-agent", AGENT)
}

/// The feed of an answer.
///
/// # Errors
/// [`ErrorKind::NotFound`] where there is no such feed, [`ErrorKind::Unavailable`] for a
/// page instead of one (nobody can say whether it is private or the gate is shut).
pub(super) fn accept(
    refusals: &Refusals,
    now: Timestamp,
    response: &HttpResponse,
) -> Result<Feed, Error> {
    let Refusals { name, not_found } = refusals;
    let wait = |header: &str| response.header(header)?.trim().parse::<u32>().ok();
    let again = now + wait("retry-after").map_or(GATE, |secs| Span::from_secs(i64::from(secs)));
    let (kind, message) = match response.status {
        200..=299 => match read(&response.body) {
            Some(feed) => return Ok(feed),
            None => (
                ErrorKind::Unavailable,
                format!("{name} sent a page instead of the feed. It is tried again; is it public?"),
            ),
        },
        404 | 410 => (ErrorKind::NotFound, (*not_found).to_owned()),
        429 => (ErrorKind::RateLimited, format!("{name} asks to slow down. It is tried again.")),
        _ => (
            ErrorKind::Unavailable,
            format!("{name} does not give the feed just now. It is tried again."),
        ),
    };
    Err(Error {
        status: Some(response.status),
        retry_at: (kind != ErrorKind::NotFound).then_some(again),
        ..Error::new(kind, message)
    })
}

/// Reads a feed as far as it goes; `None` where it is none.
fn read(text: &str) -> Option<Feed> {
    let mut reader = Reader::from_str(text);
    // A page that is no XML at all would be taken apart for nothing.
    reader.config_mut().check_end_names = true;
    let mut feed = None;
    let mut item: Option<Fields> = None;
    // The elements that are open, and the text of the innermost.
    let mut open: Vec<String> = Vec::new();
    let mut words = String::new();
    loop {
        match reader.read_event() {
            Ok(Event::Start(start)) => {
                let name = start.name().as_ref().to_owned();
                match &*name {
                    "channel" if feed.is_none() => feed = Some(Feed::default()),
                    "item" if feed.is_some() => item = Some(Fields::default()),
                    _ => {}
                }
                open.push(name);
                words.clear();
            }
            Ok(Event::Text(text)) => words.push_str(&text.xml10_content()),
            Ok(Event::CData(text)) => words.push_str(&text.xml10_content()),
            Ok(Event::GeneralRef(name)) => words.push_str(&Fields::reference(&name)),
            Ok(Event::End(_)) => {
                let name = open.pop()?;
                let Some(feed) = &mut feed else { continue };
                if name == "item" {
                    feed.items.extend(item.take());
                } else if name != "channel" {
                    item.as_mut().unwrap_or(&mut feed.about).push(name, words.clone());
                }
                words.clear();
            }
            Ok(Event::Eof) => break,
            Ok(_) => {}
            Err(_) => {
                open.push(String::new());
                break;
            }
        }
    }
    let broken = !open.is_empty();
    feed.map(|feed| Feed { broken, ..feed })
}

fn entity(name: &str) -> &'static str {
    match name {
        "amp" => "&",
        "lt" => "<",
        "gt" => ">",
        "quot" => "\"",
        "apos" => "'",
        _ => " ",
    }
}

/// What to say of a feed that breaks off behind so many items.
pub(super) fn cut_short(feed: &Feed) -> Option<Skipped> {
    let reason = "The feed breaks off here; what follows comes with the next reading.".to_owned();
    feed.broken.then_some(Skipped { row: feed.items.len(), reason })
}

/// Beyond this nobody looks for the end of an entity.
const LONGEST_ENTITY: usize = 10;

/// A text that was written as a page: lines instead of `<br>` and `</p>`, no other
/// tags, no entities. What only looks like one stays as it is.
pub(super) fn plain(html: &str) -> String {
    let mut out = String::new();
    let mut rest = html;
    while let Some(at) = rest.find(['<', '&']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let Some((text, length)) = tag(rest).or_else(|| entity_at(rest)) else {
            out.push_str(&rest[..1]);
            rest = &rest[1..];
            continue;
        };
        out.extend(text);
        rest = &rest[length..];
    }
    out.push_str(rest);
    out.trim().to_owned()
}

/// What a tag at the start stands for, and how long it is.
fn tag(text: &str) -> Option<(Option<char>, usize)> {
    let inner = text.strip_prefix('<')?;
    let end = 1 + inner.find(['<', '>'])?;
    let begins = inner.starts_with(|c: char| c.is_ascii_alphabetic() || "/!".contains(c));
    let closed = text.get(end..)?.starts_with('>');
    let inside = text.get(1..end).filter(|_| begins && closed)?;
    let name = inside.trim_matches('/').split_whitespace().next().unwrap_or_default();
    let name = name.trim_end_matches('/');
    let line = name.eq_ignore_ascii_case("br")
        || (name.eq_ignore_ascii_case("p") && inside.starts_with('/'));
    Some((line.then_some('\n'), end + 1))
}

/// What an entity at the start stands for, and how long it is.
fn entity_at(text: &str) -> Option<(Option<char>, usize)> {
    let inner = text.strip_prefix('&')?;
    let end = inner.bytes().take(LONGEST_ENTITY).position(|byte| byte == b';')?;
    Some((Some(character(inner.get(..end)?)?), end + 2))
}

fn character(entity: &str) -> Option<char> {
    if let Some(number) = entity.strip_prefix('#') {
        let hex = number.strip_prefix(['x', 'X']);
        let code = hex.map_or_else(|| number.parse().ok(), |hex| u32::from_str_radix(hex, 16).ok());
        return char::from_u32(code?);
    }
    match entity {
        "nbsp" => Some(' '),
        "rsquo" => Some('’'),
        "lsquo" => Some('‘'),
        "ldquo" => Some('“'),
        "rdquo" => Some('”'),
        "hellip" => Some('…'),
        "ndash" => Some('–'),
        "mdash" => Some('—'),
        name => self::entity(name).trim().chars().next(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXAMPLE: Refusals = Refusals { name: "Example", not_found: "Example has none." };

    const FEED: &str = r#"<?xml version='1.0'?><rss version="2.0" xmlns:x="urn:x"><channel>
        <title>Kim &amp; co</title><link>https://example/kim/</link>
        <item><guid isPermaLink="false">1</guid><x:name><![CDATA[A <b>]]> &amp; &#66;</x:name>
          <box id="7"><pages>448</pages></box></item>
        <item><guid>2</guid></item></channel></rss>"#;

    #[test]
    fn items_are_read_with_names_as_written() {
        let feed = read(FEED).unwrap();
        assert_eq!(feed.about.get("title"), "Kim & co");
        let [first, second] = &feed.items[..] else { panic!("{feed:?}") };
        assert_eq!(first.get("x:name"), "A <b> & B");
        assert_eq!(first.get("pages"), "448");
        assert_eq!((second.get("guid"), second.get("x:name")), ("2", ""));
        assert!(!feed.broken && cut_short(&feed).is_none());
    }

    #[test]
    fn a_feed_that_breaks_off_keeps_what_came_whole() {
        let second = FEED.find("<item><guid>2").unwrap();
        for end in [second + 3, second + 20, FEED.len() - 8] {
            let feed = read(&FEED[..end]).unwrap();
            assert!(feed.broken, "{end}");
            assert_eq!(cut_short(&feed).unwrap().row, feed.items.len());
            assert_eq!(feed.items[0].get("guid"), "1");
        }
        assert_eq!(read(&FEED.replace("</guid></item>", "</item>")).unwrap().items.len(), 1);
    }

    #[test]
    fn a_page_is_no_feed() {
        let now = Timestamp::from_secs(1_790_000_000);
        for (status, body, kind) in [
            (200, "<!DOCTYPE html><html><p>Sign in<br></html>", ErrorKind::Unavailable),
            (200, "", ErrorKind::Unavailable),
            (200, "{}", ErrorKind::Unavailable),
            (403, "<html>", ErrorKind::Unavailable),
            (404, "<html>", ErrorKind::NotFound),
            (429, "", ErrorKind::RateLimited),
            (503, "", ErrorKind::Unavailable),
        ] {
            let response = HttpResponse { status, body: body.to_owned(), ..Default::default() };
            let error = accept(&EXAMPLE, now, &response).unwrap_err();
            assert_eq!(error.kind, kind, "{status} {body}");
            let waits = (kind != ErrorKind::NotFound).then_some(now + GATE);
            assert_eq!(error.retry_at, waits, "{status} {body}");
        }
        let headers = vec![("Retry-After".to_owned(), "60".to_owned())];
        let busy = HttpResponse { status: 503, headers, body: String::new() };
        let error = accept(&EXAMPLE, now, &busy).unwrap_err();
        assert_eq!(error.retry_at, Some(now + Span::from_secs(60)));
    }

    #[test]
    fn a_long_text_of_beginnings_is_read_in_one_go() {
        for begin in ["& ", "<a", "&amp"] {
            let text = begin.repeat(500_000);
            assert_eq!(plain(&text), text.trim());
        }
    }

    #[test]
    fn pages_become_texts() {
        for (html, text) in [
            ("<p>One<br/>two</p><p>three</p>", "One\ntwo\nthree"),
            ("a &lt;b&gt; &amp;amp; &#39;c&#x27; &nbsp;d", "a <b> &amp; 'c'  d"),
            ("AT&T; R&D; 1 < 2", "AT&T; R&D; 1 < 2"),
            ("<a href=\"x\">link</a> <IMG src='y'>", "link"),
            ("&#1114112; &#;", "&#1114112; &#;"),
            ("I <3 it, Tom & Jerry<br/>ok", "I <3 it, Tom & Jerry\nok"),
            ("Tom & Jerry<br />Loved it &amp; so; on", "Tom & Jerry\nLoved it & so; on"),
            ("5 < 6 &amp; é<b>so</b> <unclosed", "5 < 6 & éso <unclosed"),
        ] {
            assert_eq!(plain(html), text, "{html}");
        }
    }
}
