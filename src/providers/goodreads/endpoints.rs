//! The one call to Goodreads: the feed of a person's shelves.

use super::{DESCRIPTOR, errors, map};
use crate::error::{Error, ErrorKind};
use crate::http::{HttpRequest, HttpResponse, with_query};
use crate::providers::feed::{self, Feed};
use crate::providers::{Context, Outcome, Page, Profile, Read};
use crate::time::Timestamp;

/// `GET /review/list_rss/{user}`: the books of all shelves, newest first, usually a
/// hundred a page; the page behind the last one is empty. A private profile needs the
/// `key` that its own RSS link carries.
///
/// <https://www.goodreads.com/help>, and recorded feeds, read 2026-11.
const SHELF: &str = "/review/list_rss/";

/// Of a number, or of the address of a profile or a shelf's feed. The number is
/// followed by `?key=…` where the feed has one.
fn feed_name(cx: &Context<'_>) -> Option<(String, Option<String>)> {
    let given = cx.username.unwrap_or_default();
    let path = given.split('?').next().unwrap_or_default();
    let digits = |text: &str| text.chars().take_while(char::is_ascii_digit).collect::<String>();
    let number = path.split('/').map(|part| digits(part.trim())).rfind(|it| !it.is_empty())?;
    let key = given.split(['?', '&']).find_map(|pair| pair.strip_prefix("key="));
    let plain = |key: &&str| key.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_%".contains(&b));
    Some((number, key.filter(plain).map(str::to_owned)))
}

pub(super) fn shelf(cx: &Context<'_>, page: u32) -> Result<HttpRequest, Error> {
    let (number, key) = feed_name(cx).ok_or_else(|| {
        let text = "Goodreads needs the number that stands in the address of your profile.";
        Error::new(ErrorKind::BadInput, text)
    })?;
    let url = format!("{}{SHELF}{number}", DESCRIPTOR.base);
    // The key goes out as it was written in the address it was taken from.
    let url = key.map_or(url.clone(), |key| format!("{url}?key={key}"));
    let page = page.to_string();
    let pairs = [
        ("shelf", "#ALL#"),
        ("per_page", "100"),
        ("page", &page),
        ("sort", "date_updated"),
        ("order", "d"),
    ];
    Ok(feed::ask(with_query(&url, &pairs)))
}

/// The page a cursor stands for.
pub(super) fn page_of(read: &Read) -> Result<u32, Error> {
    read.cursor.as_deref().map_or(Some(1), |cursor| cursor.parse().ok()).ok_or_else(|| {
        Error::new(ErrorKind::BadInput, "This is no place to go on from at Goodreads.")
    })
}

pub(super) fn profile(now: Timestamp, response: &HttpResponse) -> Result<Outcome, Error> {
    let Feed { about, items, .. } = feed::accept(&errors::FEED, now, response)?;
    let link = about.get("link");
    let cx = Context { username: Some(link), ..Context::default() };
    let Some((number, key)) = feed_name(&cx) else {
        let text = "Goodreads sent a feed that does not say whose it is. It is tried again.";
        return Err(Error::new(ErrorKind::Unavailable, text));
    };
    // `Kim's bookshelf: read`
    let title = about.get("title");
    let name = title.split_once("'s bookshelf").map(|(name, _)| name);
    let name = name.or_else(|| items.first().map(|item| item.get("user_name")));
    Ok(Outcome::Profile(Profile {
        username: key.map_or_else(|| number.clone(), |key| format!("{number}?key={key}")),
        name: name.filter(|name| !name.is_empty()).map(str::to_owned),
        profile_url: Some(format!("{}/user/show/{number}", DESCRIPTOR.base)),
        id: Some(number),
        ..Profile::default()
    }))
}

pub(super) fn books(
    now: Timestamp,
    read: &Read,
    response: &HttpResponse,
) -> Result<Outcome, Error> {
    let feed = feed::accept(&errors::FEED, now, response)?;
    let mut page = Page::default();
    page.skipped.extend(feed::cut_short(&feed));
    // Some pages hold one book, whatever was asked: only an empty one is surely the last.
    let next = page_of(read)?.saturating_add(1);
    page.next = (!feed.items.is_empty()).then(|| next.to_string());
    if feed.broken && feed.items.is_empty() {
        let text = "Goodreads sent a feed that breaks off at once. It is tried again.";
        return Err(Error {
            status: Some(response.status),
            ..Error::new(ErrorKind::Unavailable, text)
        });
    }
    for (row, item) in feed.items.iter().enumerate() {
        match map::shelved(row, item) {
            Ok(book) => page.rows.push(book),
            Err(skipped) => page.skipped.push(skipped),
        }
    }
    Ok(Outcome::Page(page))
}
