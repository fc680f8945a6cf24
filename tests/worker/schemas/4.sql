CREATE TABLE syncs (profile TEXT NOT NULL, service TEXT NOT NULL, body TEXT NOT NULL, flaps TEXT NOT NULL, PRIMARY KEY (profile, service));
CREATE TABLE sync_changes (profile TEXT NOT NULL, service TEXT NOT NULL, place INTEGER NOT NULL, state TEXT NOT NULL, body TEXT NOT NULL, record TEXT, PRIMARY KEY (profile, service, place));
ALTER TABLE meta ADD COLUMN seen_at INTEGER;
INSERT INTO syncs (profile, service, body, flaps) VALUES ('main', 'trakt', '{"last_sync_at":1717617600000,"pulled":1,"pushed":0}', '');
INSERT INTO versions (version, since) VALUES (4, 1717617600000);
