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
)
-- next
CREATE FUNCTION estimate_in_turn() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF NEW.version <> (SELECT coalesce(max(version), 0) + 1 FROM estimate WHERE id = NEW.id)
    OR EXISTS (SELECT 1 FROM estimate WHERE id = NEW.id AND person <> NEW.person) THEN
    RAISE EXCEPTION 'a version takes the next number' USING ERRCODE = '23514';
  END IF;
  RETURN NEW;
END $$
-- next
CREATE TRIGGER estimate_in_turn BEFORE INSERT ON estimate
FOR EACH ROW EXECUTE FUNCTION estimate_in_turn()
-- next
CREATE TRIGGER estimate_no_update BEFORE UPDATE ON estimate
FOR EACH ROW EXECUTE FUNCTION riskkit_never()
-- next
CREATE TRIGGER estimate_no_delete BEFORE DELETE ON estimate
FOR EACH ROW EXECUTE FUNCTION riskkit_never()
-- next
CREATE TRIGGER estimate_no_truncate BEFORE TRUNCATE ON estimate
FOR EACH STATEMENT EXECUTE FUNCTION riskkit_never()
-- next
GRANT SELECT, INSERT ON estimate TO riskkit_app
-- next
ALTER TABLE estimate ENABLE ROW LEVEL SECURITY
-- next
CREATE POLICY estimate_seen ON estimate FOR SELECT TO riskkit_app
  USING (riskkit_sees(person) OR riskkit_counts())
-- next
CREATE POLICY estimate_added ON estimate FOR INSERT TO riskkit_app
  WITH CHECK (riskkit_sees(person))
