ALTER TABLE playing ADD COLUMN asked_at INTEGER;
INSERT INTO versions (version, since) VALUES (10, 1717617600000);
