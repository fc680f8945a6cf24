//! The page and its files, served with the headers that keep it closed.

use playtally::auth::oauth2;
use playtally::providers::{self, Browser};
use worker::{Env, Headers, Request, Response, ResponseBuilder};

use crate::account::query_of;
use crate::config::Config;
use crate::origin_of;
use crate::userscript::{addressed, since};

/// Scripts, styles and media from here alone; wasm may be compiled, nothing may be framed.
/// Only services for which pages carry may be called besides the hub; the sandbox in their
/// place where there is one.
fn content_security_policy(sandbox: Option<&str>) -> String {
    let carried = providers::ALL.iter().map(|service| service.descriptor());
    let addresses = carried
        .filter(|descriptor| descriptor.browser == Browser::Preferred)
        .map(|descriptor| oauth2::page_at(descriptor.base, sandbox));
    let called: String = addresses.map(|address| format!(" {}", origin_of(&address))).collect();
    format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
         img-src 'self'; media-src 'self' blob:; connect-src 'self'{called}; manifest-src 'self'; \
         base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
}

/// Where the files lie whose names change with what is in them.
const HASHED: &str = "/assets/";

/// The page's userscript, which is told where it comes from.
const USERSCRIPT: &str = "/playtally.user.js";

/// One of the app's files; a part of it where a media player asks for one.
pub(crate) async fn serve(request: Request, env: &Env) -> worker::Result<Response> {
    if request.path() == USERSCRIPT {
        return userscript(&request, env).await;
    }
    let range = request.headers().get("range")?;
    let hashed = request.path().starts_with(HASHED);
    let mut response = env.assets("ASSETS")?.fetch_request(request).await?;
    let headers = Headers::new();
    for (name, value) in response.headers() {
        headers.set(&name, &value)?;
    }
    let sandbox = Config::read(env).authorize_base;
    headers.set("content-security-policy", &content_security_policy(sandbox.as_deref()))?;
    headers.set("x-content-type-options", "nosniff")?;
    headers.set("referrer-policy", "no-referrer")?;
    headers.set("accept-ranges", "bytes")?;
    if hashed {
        // A file of an older page is not the page itself, which answers where there is none.
        if headers.get("content-type")?.is_some_and(|kind| kind.starts_with("text/html")) {
            return Response::error("This file is gone. Load the page anew.", 404);
        }
        headers.set("cache-control", "public, max-age=31536000, immutable")?;
    }
    let status = response.status_code();
    let builder = ResponseBuilder::new();
    let Some(range) = range.filter(|_| status == 200) else {
        let (_, body) = response.into_parts();
        return Ok(builder.with_status(status).with_headers(headers).body(body));
    };
    let bytes = response.bytes().await?;
    headers.delete("content-length")?;
    let Some((first, last)) = part_of(&range, bytes.len()) else {
        headers.set("content-range", &format!("bytes */{}", bytes.len()))?;
        return Ok(builder.with_status(416).with_headers(headers).empty());
    };
    headers.set("content-range", &format!("bytes {first}-{last}/{}", bytes.len()))?;
    let part = bytes.get(first..=last).unwrap_or_default().to_vec();
    Ok(builder.with_status(206).with_headers(headers).fixed(part))
}

async fn userscript(request: &Request, env: &Env) -> worker::Result<Response> {
    let (url, query) = (request.inner().url(), query_of(request));
    // Asked anew: the whole of it is needed, whatever part the caller has or wants.
    let mut file = env.assets("ASSETS")?.fetch(url.as_str(), None).await?;
    let headers = Headers::new();
    headers.set("content-type", "text/javascript; charset=utf-8")?;
    headers.set("cache-control", "no-cache")?;
    headers.set("x-content-type-options", "nosniff")?;
    let script = file.text().await?;
    // Lower than any other where that is not known: no manager takes it for newer than its own.
    let since = since(env, &script).await.unwrap_or_else(|_| "0".to_owned());
    let text = addressed(&script, &since, origin_of(&url), &query);
    Ok(ResponseBuilder::new().with_headers(headers).fixed(text.into_bytes()))
}

/// First and last byte of `bytes=a-b`, `bytes=a-` or `bytes=-n`.
fn part_of(range: &str, length: usize) -> Option<(usize, usize)> {
    let (first, last) = range.strip_prefix("bytes=")?.split_once('-')?;
    let end = length.checked_sub(1)?;
    let (first, last) = match (first, last) {
        ("", count) => (length.saturating_sub(count.parse().ok()?), end),
        (first, "") => (first.parse().ok()?, end),
        (first, last) => (first.parse().ok()?, last.parse::<usize>().ok()?.min(end)),
    };
    (first <= last).then_some((first, last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_may_call_the_hub_and_those_it_carries_for() {
        let called = |sandbox| {
            let policy = content_security_policy(sandbox);
            let rest = policy.split_once("connect-src ").map(|(_, rest)| rest.to_owned());
            rest.and_then(|rest| Some(rest.split_once(';')?.0.to_owned()))
        };
        assert_eq!(called(None).as_deref(), Some("'self' https://graphql.anilist.co"));
        let sandbox = Some("http://127.0.0.1:8788");
        assert_eq!(called(sandbox).as_deref(), Some("'self' http://127.0.0.1:8788"));
    }

    #[test]
    fn ranges_are_read_as_players_write_them() {
        assert_eq!(part_of("bytes=0-", 10), Some((0, 9)));
        assert_eq!(part_of("bytes=2-5", 10), Some((2, 5)));
        assert_eq!(part_of("bytes=2-99", 10), Some((2, 9)));
        assert_eq!(part_of("bytes=-3", 10), Some((7, 9)));
        assert_eq!(part_of("bytes=10-", 10), None);
        assert_eq!(part_of("bytes=5-2", 10), None);
        assert_eq!(part_of("items=0-1", 10), None);
        assert_eq!(part_of("bytes=0-", 0), None);
    }
}
