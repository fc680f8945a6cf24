CREATE TABLE webhooks (id TEXT PRIMARY KEY, profile TEXT NOT NULL, name TEXT NOT NULL, made_at INTEGER NOT NULL, heard_at INTEGER, body TEXT NOT NULL);
CREATE TABLE webhook_players (profile TEXT NOT NULL, player TEXT NOT NULL, device TEXT NOT NULL, heard_at INTEGER NOT NULL, due_at INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (profile, player));
CREATE TABLE webhook_words (webhook TEXT NOT NULL, words TEXT NOT NULL, player TEXT NOT NULL, at INTEGER NOT NULL, spent INTEGER NOT NULL, PRIMARY KEY (webhook, words));
CREATE TABLE echoes (profile TEXT NOT NULL, play_id TEXT NOT NULL, echo_of TEXT NOT NULL, PRIMARY KEY (profile, play_id));
CREATE INDEX plays_by_time ON plays (profile, heard_at);
INSERT INTO versions (version, since) VALUES (8, 1717617600000);
