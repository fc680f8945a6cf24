ALTER TABLE clocks ADD COLUMN zone TEXT NOT NULL DEFAULT '';
INSERT OR REPLACE INTO clocks (profile, minutes, zone) VALUES ('main', 60, 'Etc/GMT-1 3600');
INSERT INTO versions (version, since) VALUES (5, 1717617600000);
