//! Simkl's two ways to sign in. An app is of one of them, from its registration on.
//!
//! <https://api.simkl.org/api-reference/auth>, read 2026-10.

use crate::auth::device::{Ask, DeviceFlow, DeviceState, Verdict};
use crate::auth::{CodeChallenge, OAuth2, Revoke};

/// AUTH V2: OAuth 2 with scopes, PKCE and refresh tokens.
///
/// <https://api.simkl.org/api-reference/auth-v2>, read 2026-10.
pub(super) const V2: OAuth2 = OAuth2 {
    authorize: "https://simkl.com/oauth2/authorize",
    token: "https://api.simkl.com/oauth2/token",
    revoke: Some(Revoke { url: "https://api.simkl.com/oauth2/revoke", by_refresh: true }),
    scope: "media:read media:write",
    issuer: Some("https://simkl.com"),
    json: false,
    refresh_with_redirect: false,
    secret_with_code: true,
    app_in_query: false,
    device: Some(DEVICE),
    challenge: CodeChallenge::S256,
    renews: true,
    implicit: false,
    older: Some(&V1),
};

/// RFC 8628. A person who says no is never reported: the code just runs out.
///
/// <https://api.simkl.org/api-reference/oauth2-device>, read 2026-10.
const DEVICE: DeviceFlow = DeviceFlow {
    start: "https://api.simkl.com/oauth2/device",
    poll: "https://api.simkl.com/oauth2/token",
    ask: Ask::Body {
        code: "device_code",
        grant_type: "urn:ietf:params:oauth:grant-type:device_code",
    },
    code_in_page: false,
    answers: &[
        (400, "authorization_pending", Verdict::Pending),
        (400, "slow_down", Verdict::SlowDown),
        (400, "access_denied", Verdict::Over(DeviceState::Denied)),
        (400, "expired_token", Verdict::Over(DeviceState::Expired)),
        (400, "invalid_grant", Verdict::Over(DeviceState::Unknown)),
        (400, "invalid_request", Verdict::Over(DeviceState::AppRefused)),
        (400, "unauthorized_client", Verdict::Over(DeviceState::AppRefused)),
        (400, "unsupported_grant_type", Verdict::Over(DeviceState::AppRefused)),
        (401, "invalid_client", Verdict::Over(DeviceState::AppRefused)),
    ],
};

/// AUTH V1, for apps registered before 2026-09-18, until about April 2027. Its
/// tokens live five years and can be neither renewed nor revoked; PKCE stands in
/// for the secret.
///
/// <https://api.simkl.org/api-reference/simkl/exchange-token>, read 2026-10.
static V1: OAuth2 = OAuth2 {
    authorize: "https://simkl.com/oauth/authorize",
    token: "https://api.simkl.com/oauth/token",
    revoke: None,
    scope: "",
    issuer: None,
    json: true,
    refresh_with_redirect: false,
    secret_with_code: false,
    app_in_query: true,
    device: Some(PIN),
    challenge: CodeChallenge::S256,
    renews: false,
    implicit: false,
    older: None,
};

/// A PIN that is asked about by itself. One that has ended is answered with a new
/// one under the same 200.
///
/// <https://api.simkl.org/api-reference/pin>, read 2026-10.
const PIN: DeviceFlow = DeviceFlow {
    start: "https://api.simkl.com/oauth/pin",
    poll: "https://api.simkl.com/oauth/pin",
    ask: Ask::Path,
    code_in_page: false,
    answers: &[
        (200, "device_code", Verdict::Over(DeviceState::Unknown)),
        (200, "KO", Verdict::Pending),
        (400, "unauthorized_client", Verdict::Over(DeviceState::AppRefused)),
        (412, "client_id_failed", Verdict::Over(DeviceState::AppRefused)),
    ],
};
