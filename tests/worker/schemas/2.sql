CREATE TABLE pieces (profile TEXT NOT NULL, shelf TEXT NOT NULL, place INTEGER NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (profile, shelf, place));
CREATE TABLE notes (place INTEGER PRIMARY KEY, profile TEXT NOT NULL, shelf TEXT NOT NULL, body TEXT NOT NULL);
CREATE INDEX notes_by_shelf ON notes (profile, shelf, place);
ALTER TABLE plays ADD COLUMN kept INTEGER;
UPDATE plays SET kept = 0 WHERE watched_at NOT NULL;
CREATE INDEX plays_to_keep ON plays (kept) WHERE kept = 0;
ALTER TABLE connections ADD COLUMN sync_at INTEGER;
INSERT INTO notes (profile, shelf, body) VALUES ('main', 'ours', '{"hear":{"listing":"history","origin":"service:trakt","rows":[{"id":"77","work":{"kind":"movie","title":"The Long Way Round the Lake","year":2026,"ids":{"imdb":"tt99000001","tmdb":99000001}},"at":1717617800000}]}}');
INSERT INTO versions (version, since) VALUES (2, 1717617600000);
