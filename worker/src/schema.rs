//! The account object's tables, each documented where it is made, and the steps by which those
//! of an earlier hub become those of this one.
//!
//! # Design
//! A step is never changed once it was released: what is to be different is a step of its own.
//! All that an object lacks happen in one transaction when it wakes. Every key carries the
//! profile.

use serde::Deserialize;
use serde_json::Value;

use crate::drive;
use crate::error::Answer;
use crate::store::Sql;

const STEPS: &[&[&str]] =
    &[FIRST, LIBRARIES, IMPORTS, SYNCS, ZONES, COMMANDS, CODES, WEBHOOKS, HOUSEHOLDS, ASKING];

/// Which steps were done, and when.
const VERSIONS: &str = "CREATE TABLE IF NOT EXISTS versions (version INTEGER PRIMARY KEY, \
                        since INTEGER NOT NULL)";

/// All tables as they were before versions were counted; an object of that time may have them,
/// or the older ones among them.
const FIRST: &[&str] = &[
    // Whom the object serves, and under which origin: one row.
    "CREATE TABLE IF NOT EXISTS meta (id INTEGER PRIMARY KEY, person TEXT NOT NULL, \
     origin TEXT NOT NULL)",
    // The people of a household; the first is `main`.
    "CREATE TABLE IF NOT EXISTS profiles (id TEXT PRIMARY KEY, made_at INTEGER NOT NULL)",
    // How far the clock of their players is ahead of UTC.
    "CREATE TABLE IF NOT EXISTS clocks (profile TEXT PRIMARY KEY, minutes INTEGER NOT NULL)",
    // Connected accounts; `body` is a Connection without its token, `sealed` the token.
    "CREATE TABLE IF NOT EXISTS connections (profile TEXT NOT NULL, service TEXT NOT NULL, \
     body TEXT NOT NULL, sealed TEXT, refresh_at INTEGER, PRIMARY KEY (profile, service))",
    // Sign-ins under way: the PKCE verifier, taken out when the person comes back.
    "CREATE TABLE IF NOT EXISTS signins (nonce TEXT PRIMARY KEY, profile TEXT NOT NULL, \
     service TEXT NOT NULL, sealed TEXT NOT NULL, expires_at INTEGER NOT NULL)",
    // Ways back from a consent page, by a hash of what they brought, and where each led.
    "CREATE TABLE IF NOT EXISTS returns (name TEXT PRIMARY KEY, address TEXT NOT NULL, \
     until INTEGER NOT NULL)",
    // Sign-ins by code under way or ended, sealed whole; `wake_at`: when to ask about them.
    "CREATE TABLE IF NOT EXISTS device_signins (profile TEXT NOT NULL, service TEXT NOT NULL, \
     sealed TEXT NOT NULL, wake_at INTEGER, PRIMARY KEY (profile, service))",
    // A service's own totals of an account, as it last reckoned them.
    "CREATE TABLE IF NOT EXISTS totals (account TEXT PRIMARY KEY, at INTEGER NOT NULL, \
     body TEXT NOT NULL)",
    // What a person last checked in to at each service.
    "CREATE TABLE IF NOT EXISTS checkins (profile TEXT NOT NULL, service TEXT NOT NULL, \
     media TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (profile, service))",
    // Outbox rows as the core made them.
    "CREATE TABLE IF NOT EXISTS entries (profile TEXT NOT NULL, id TEXT NOT NULL, \
     body TEXT NOT NULL, PRIMARY KEY (profile, id))",
    // What each connection has used of its quotas, as the core wrote it.
    "CREATE TABLE IF NOT EXISTS quotas (profile TEXT NOT NULL, destination TEXT NOT NULL, \
     state TEXT NOT NULL, PRIMARY KEY (profile, destination))",
    // Facts seen, so that one sent twice counts once, however late. Two devices that go on
    // with one play from the same place may number alike; the moment tells them apart.
    "CREATE TABLE IF NOT EXISTS facts (profile TEXT NOT NULL, play_id TEXT NOT NULL, \
     seq INTEGER NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (profile, play_id, seq, at))",
    // Plays as last heard of: `body` is the latest Fact, `watched_at` when a rule was first met.
    "CREATE TABLE IF NOT EXISTS plays (profile TEXT NOT NULL, play_id TEXT NOT NULL, \
     key TEXT NOT NULL, seq INTEGER NOT NULL, heard_at INTEGER NOT NULL, watched_at INTEGER, \
     body TEXT NOT NULL, PRIMARY KEY (profile, play_id))",
    // What the person said a title is, under its source key; without a work it is as it came.
    "CREATE TABLE IF NOT EXISTS corrections (profile TEXT NOT NULL, key TEXT NOT NULL, \
     at INTEGER NOT NULL, source TEXT NOT NULL, work TEXT, PRIMARY KEY (profile, key))",
    // What is found out about titles without an id; `body` is a Finding.
    "CREATE TABLE IF NOT EXISTS findings (profile TEXT NOT NULL, key TEXT NOT NULL, \
     since INTEGER NOT NULL, next_at INTEGER, body TEXT NOT NULL, PRIMARY KEY (profile, key))",
    // Facts that wait until it is known what their item is.
    "CREATE TABLE IF NOT EXISTS waiting (place INTEGER PRIMARY KEY, profile TEXT NOT NULL, \
     key TEXT NOT NULL, body TEXT NOT NULL)",
    // Paired players; `hash` is all that is kept of a token.
    "CREATE TABLE IF NOT EXISTS devices (id TEXT PRIMARY KEY, hash TEXT NOT NULL UNIQUE, \
     name TEXT NOT NULL, origin TEXT, scopes TEXT NOT NULL, paired_at INTEGER NOT NULL, \
     seen_at INTEGER)",
    // The name of the person's recovery code in the directory: at most one row.
    "CREATE TABLE IF NOT EXISTS recovery (id INTEGER PRIMARY KEY, name TEXT NOT NULL, \
     made_at INTEGER NOT NULL)",
    // The person this one turned out to be: at most one row.
    "CREATE TABLE IF NOT EXISTS became (id INTEGER PRIMARY KEY, person TEXT NOT NULL)",
    // Players whose session runs here; `body` is a Player.
    "CREATE TABLE IF NOT EXISTS players (profile TEXT NOT NULL, player TEXT NOT NULL, \
     heard_at INTEGER NOT NULL, due_at INTEGER NOT NULL, body TEXT NOT NULL, \
     PRIMARY KEY (profile, player))",
    // Who plays what: `body` is the latest Fact of a player, `until` when it is old news.
    "CREATE TABLE IF NOT EXISTS playing (profile TEXT NOT NULL, player TEXT NOT NULL, \
     device TEXT, at INTEGER NOT NULL, heard_at INTEGER NOT NULL, until INTEGER NOT NULL, \
     body TEXT NOT NULL, PRIMARY KEY (profile, player))",
    // When the pairing codes end that were asked for; the codes are in the directory.
    "CREATE TABLE IF NOT EXISTS codes (until INTEGER NOT NULL)",
    "CREATE INDEX IF NOT EXISTS plays_by_key ON plays (profile, key, heard_at)",
    "CREATE INDEX IF NOT EXISTS waiting_by_key ON waiting (profile, key)",
    "CREATE INDEX IF NOT EXISTS findings_by_state ON findings \
     (profile, json_extract(body, '$.state'))",
    "CREATE INDEX IF NOT EXISTS findings_by_next ON findings (next_at)",
];

const LIBRARIES: &[&str] = &[
    // Libraries as the core writes them, cut into pieces; `shelf` is a Shelf.
    "CREATE TABLE pieces (profile TEXT NOT NULL, shelf TEXT NOT NULL, place INTEGER NOT NULL, \
     bytes BLOB NOT NULL, PRIMARY KEY (profile, shelf, place))",
    // What was noted in a library since it was last written; `body` is a Noted.
    "CREATE TABLE notes (place INTEGER PRIMARY KEY, profile TEXT NOT NULL, shelf TEXT NOT NULL, \
     body TEXT NOT NULL)",
    "CREATE INDEX notes_by_shelf ON notes (profile, shelf, place)",
    // 1 for a play that counted and was taken into the library; it may be taken out there.
    "ALTER TABLE plays ADD COLUMN kept INTEGER",
    // Those of before are to be taken in.
    "UPDATE plays SET kept = 0 WHERE watched_at NOT NULL",
    "CREATE INDEX plays_to_keep ON plays (kept) WHERE kept = 0",
    // When the account is to be synced next.
    "ALTER TABLE connections ADD COLUMN sync_at INTEGER",
];

const IMPORTS: &[&str] = &[
    // Files that are or were taken in; `body` is a Job, `machine` the import as the core saved
    // it, `due_at` when it is looked after, while it is under way.
    "CREATE TABLE imports (profile TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL, \
     machine TEXT NOT NULL, due_at INTEGER, PRIMARY KEY (profile, id))",
    // Their bytes, cut into pieces.
    "CREATE TABLE import_pieces (profile TEXT NOT NULL, id TEXT NOT NULL, \
     place INTEGER NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (profile, id, place))",
];

const SYNCS: &[&str] = &[
    // How the sync with an account stands; `body` is a Standing, `flaps` what went back and
    // forth or was refused.
    "CREATE TABLE syncs (profile TEXT NOT NULL, service TEXT NOT NULL, body TEXT NOT NULL, \
     flaps TEXT NOT NULL, PRIMARY KEY (profile, service))",
    // What the last sync that changed anything did; `body` is a Change, `state` open, told,
    // refused or heard, `record` the service's name of what it stored.
    "CREATE TABLE sync_changes (profile TEXT NOT NULL, service TEXT NOT NULL, \
     place INTEGER NOT NULL, state TEXT NOT NULL, body TEXT NOT NULL, record TEXT, \
     PRIMARY KEY (profile, service, place))",
    // When the person was last here.
    "ALTER TABLE meta ADD COLUMN seen_at INTEGER",
];

const ZONES: &[&str] = &[
    // The time zone the person said: its name and what its clocks show, and when.
    "ALTER TABLE clocks ADD COLUMN zone TEXT NOT NULL DEFAULT ''",
];

const COMMANDS: &[&str] = &[
    // What the person asked of a play, and when; `finish` and `discard` close it for good.
    "ALTER TABLE plays ADD COLUMN command TEXT",
    "ALTER TABLE plays ADD COLUMN commanded_at INTEGER",
    // Saved places that services keep, as last read; `body` is a Kept of theirs.
    "CREATE TABLE service_places (profile TEXT NOT NULL, service TEXT NOT NULL, \
     read_at INTEGER NOT NULL, changed_at INTEGER, body TEXT NOT NULL, \
     PRIMARY KEY (profile, service))",
    // What the person does not want to go on with, unless it was played on since.
    "CREATE TABLE dismissed (profile TEXT NOT NULL, key TEXT NOT NULL, at INTEGER NOT NULL, \
     media TEXT NOT NULL, PRIMARY KEY (profile, key))",
];

const CODES: &[&str] = &[
    // What the directory knows each of them by.
    "ALTER TABLE codes ADD COLUMN name TEXT NOT NULL DEFAULT ''",
];

const WEBHOOKS: &[&str] = &[
    // Addresses of media servers; `name` is the directory's of the secret, `body` a Known.
    "CREATE TABLE webhooks (id TEXT PRIMARY KEY, profile TEXT NOT NULL, name TEXT NOT NULL, \
     made_at INTEGER NOT NULL, heard_at INTEGER, body TEXT NOT NULL)",
    // Items at devices of servers, whose sessions run here; `body` is a Player of theirs.
    "CREATE TABLE webhook_players (profile TEXT NOT NULL, player TEXT NOT NULL, \
     device TEXT NOT NULL, heard_at INTEGER NOT NULL, due_at INTEGER NOT NULL, \
     body TEXT NOT NULL, PRIMARY KEY (profile, player))",
    // Hashes of what servers said, and 1 for what says nothing when it is said again.
    "CREATE TABLE webhook_words (webhook TEXT NOT NULL, words TEXT NOT NULL, \
     player TEXT NOT NULL, at INTEGER NOT NULL, spent INTEGER NOT NULL, \
     PRIMARY KEY (webhook, words))",
    // Plays that another play tells of already.
    "CREATE TABLE echoes (profile TEXT NOT NULL, play_id TEXT NOT NULL, echo_of TEXT NOT NULL, \
     PRIMARY KEY (profile, play_id))",
    "CREATE INDEX plays_by_time ON plays (profile, heard_at)",
];

const HOUSEHOLDS: &[&str] = &[
    // Nothing, until the person gives one.
    "ALTER TABLE profiles ADD COLUMN name TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE profiles ADD COLUMN avatar TEXT NOT NULL DEFAULT 'teal'",
    // The highest is the default's.
    "ALTER TABLE profiles ADD COLUMN chosen INTEGER",
    // Whose player it is, and whose it becomes.
    "ALTER TABLE devices ADD COLUMN profile TEXT NOT NULL DEFAULT 'main'",
    "ALTER TABLE codes ADD COLUMN profile TEXT NOT NULL DEFAULT 'main'",
];

const ASKING: &[&str] = &[
    // When a player that counts by itself asked last what is wanted of its play.
    "ALTER TABLE playing ADD COLUMN asked_at INTEGER",
];

#[derive(Deserialize)]
struct Version {
    version: Option<u32>,
}

/// Whether the object was ever anybody's.
pub(crate) fn is_there(sql: &Sql) -> Answer<bool> {
    let tables = "SELECT name FROM sqlite_master WHERE name = 'meta'";
    Ok(sql.first::<Value>(tables, &[])?.is_some())
}

/// Does the steps that the object lacks.
pub(crate) fn bring_up(sql: &Sql) -> Answer<()> {
    sql.run(VERSIONS, &[])?;
    let known: Option<Version> = sql.first("SELECT max(version) AS version FROM versions", &[])?;
    let known = known.and_then(|row| row.version).unwrap_or(0);
    for (version, step) in (1..).zip(STEPS).filter(|(version, _)| *version > known) {
        step.iter().try_for_each(|statement| sql.run(statement, &[]))?;
        sql.run(
            "INSERT INTO versions (version, since) VALUES (?, ?)",
            &[version.into(), drive::now().into()],
        )?;
    }
    Ok(())
}
