ALTER TABLE plays ADD COLUMN command TEXT;
ALTER TABLE plays ADD COLUMN commanded_at INTEGER;
CREATE TABLE service_places (profile TEXT NOT NULL, service TEXT NOT NULL, read_at INTEGER NOT NULL, changed_at INTEGER, body TEXT NOT NULL, PRIMARY KEY (profile, service));
CREATE TABLE dismissed (profile TEXT NOT NULL, key TEXT NOT NULL, at INTEGER NOT NULL, media TEXT NOT NULL, PRIMARY KEY (profile, key));
INSERT INTO versions (version, since) VALUES (6, 1717617600000);
