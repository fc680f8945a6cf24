CREATE TABLE imports (profile TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL, machine TEXT NOT NULL, due_at INTEGER, PRIMARY KEY (profile, id));
CREATE TABLE import_pieces (profile TEXT NOT NULL, id TEXT NOT NULL, place INTEGER NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (profile, id, place));
INSERT INTO versions (version, since) VALUES (3, 1717617600000);
