//! Every refusal the services document: each is recorded, and so is read by all tests of
//! recordings.

use playtally::providers::by_id;

use crate::providers::{Refused, fixtures};

/// Status, and the word or number that tells it from others of that status.
type Documented = (&'static str, &'static [(u16, &'static str)]);

const DOCUMENTED: &[Documented] = &[
    (
        "trakt",
        &[
            (400, ""),
            (401, ""),
            (403, ""),
            (404, ""),
            (405, ""),
            (409, "expires_at"),
            (409, "watched_at"),
            (412, ""),
            (420, ""),
            (422, ""),
            (423, ""),
            (426, ""),
            (429, ""),
            (500, ""),
            (502, ""),
            (503, ""),
            (504, ""),
        ],
    ),
    (
        "simkl",
        &[
            (200, "premium_only"),
            (400, "RATE_LIMIT"),
            (400, "empty_field"),
            (400, "max_items"),
            (400, "unauthorized_client"),
            (400, "wrong_parameter"),
            (401, "user_token_failed"),
            (401, "user_token_required"),
            (403, "insufficient_scope"),
            (403, "oauth2_token_required"),
            (403, "private_profile"),
            (404, "empty"),
            (404, "id_err"),
            (404, "url_failed"),
            (404, "user_id_failed"),
            (409, "already_watched"),
            (412, "client_id_failed"),
            (429, "app_limit_exceeded"),
            (429, "rate_limit"),
            (429, "user_limit_exceeded"),
            (500, "internal"),
        ],
    ),
    (
        "lastfm",
        &[
            (400, "2"),
            (400, "3"),
            (400, "5"),
            (400, "6"),
            (400, "7"),
            (400, "27"),
            (403, "4"),
            (403, "9"),
            (403, "10"),
            (403, "13"),
            (403, "14"),
            (403, "15"),
            (403, "17"),
            (403, "26"),
            (404, "6"),
            (429, "29"),
            (500, "8"),
            (503, "11"),
            (503, "16"),
        ],
    ),
    ("listenbrainz", &[(400, ""), (401, ""), (404, ""), (429, ""), (500, ""), (503, "")]),
    (
        "anilist",
        &[
            (200, "Internal Server Error"),
            (200, "Invalid token"),
            (400, "Cannot query field"),
            (400, "Invalid token"),
            (400, "Max query complexity"),
            (400, "validation"),
            (401, "Unauthorized."),
            (403, "temporarily disabled"),
            (404, "Not Found."),
            (429, "Too Many Requests."),
            (500, "Internal Server Error"),
        ],
    ),
    (
        "myanimelist",
        &[
            (400, "bad_request"),
            (400, "invalid_content"),
            (401, "invalid_token"),
            (403, "DoS detected"),
            (403, "forbidden"),
            (404, "not_found"),
        ],
    ),
    (
        "tmdb",
        &[
            (400, "18"),
            (400, "22"),
            (400, "23"),
            (400, "27"),
            (400, "47"),
            (401, "3"),
            (401, "7"),
            (401, "10"),
            (401, "14"),
            (401, "16"),
            (401, "17"),
            (401, "35"),
            (403, "45"),
            (404, "6"),
            (404, "34"),
            (405, "4"),
            (405, "42"),
            (406, "19"),
            (422, "5"),
            (422, "20"),
            (422, "query must be provided"),
            (429, "25"),
            (500, "11"),
            (500, "15"),
            (500, "44"),
            (501, "2"),
            (502, "43"),
            (503, "9"),
            (503, "46"),
            (504, "24"),
        ],
    ),
];

/// Pages in place of an answer: of a gate, of maintenance.
const PAGES: &[(&str, &[u16])] = &[
    ("trakt", &[403, 429, 520]),
    ("simkl", &[403, 502, 503]),
    ("lastfm", &[502]),
    ("listenbrainz", &[415, 502]),
    ("anilist", &[403, 429, 502]),
    ("myanimelist", &[403, 500, 504]),
    ("tmdb", &[429, 502]),
    ("letterboxd", &[403, 404, 503]),
    ("goodreads", &[403, 404, 503]),
];

fn is_recorded(service: &str, refused: &Refused) -> bool {
    let recorded = fixtures(by_id(service).unwrap());
    recorded.iter().any(|(_, response)| refused.fits(response))
}

#[test]
fn each_documented_refusal_is_recorded() {
    for (service, refusals) in DOCUMENTED {
        for (status, word) in *refusals {
            let refused = Refused { status: Some(*status), word: (*word).into(), page: false };
            assert!(
                is_recorded(service, &refused),
                "{service} has no recording of {status} {word}"
            );
        }
    }
    for (service, statuses) in PAGES {
        for status in *statuses {
            let page = Refused { status: Some(*status), word: String::new(), page: true };
            assert!(
                is_recorded(service, &page),
                "{service} has no recording of a page at {status}"
            );
        }
    }
}
