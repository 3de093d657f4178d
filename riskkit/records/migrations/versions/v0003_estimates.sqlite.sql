CREATE TABLE estimate (
    id TEXT NOT NULL,
    version INTEGER NOT NULL CHECK (version >= 1),
    person TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    words TEXT NOT NULL,
    model TEXT NOT NULL,
    model_version TEXT NOT NULL,
    model_fingerprint TEXT NOT NULL,
    shown_on TEXT NOT NULL,
    PRIMARY KEY (id, version),
    FOREIGN KEY(person) REFERENCES person (id)
) STRICT
-- next
CREATE TRIGGER estimate_no_update BEFORE UPDATE ON estimate 
BEGIN SELECT RAISE(ABORT, 'estimate is never changed or removed'); END
-- next
CREATE TRIGGER estimate_no_delete BEFORE DELETE ON estimate 
BEGIN SELECT RAISE(ABORT, 'estimate is never changed or removed'); END
-- next
CREATE TRIGGER estimate_in_turn BEFORE INSERT ON estimate
WHEN NEW.version <> (SELECT coalesce(max(version), 0) + 1 FROM estimate WHERE id = NEW.id)
  OR EXISTS (SELECT 1 FROM estimate WHERE id = NEW.id AND person <> NEW.person)
BEGIN SELECT RAISE(ABORT, 'a version takes the next number'); END
