CREATE TABLE detention_phase (
    id TEXT NOT NULL,
    version INTEGER NOT NULL CHECK (version >= 1),
    person TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    words TEXT NOT NULL,
    phase TEXT NOT NULL,
    regime TEXT NOT NULL,
    starts_on TEXT NOT NULL,
    ends_on TEXT,
    PRIMARY KEY (id, version),
    FOREIGN KEY(person) REFERENCES person (id)
)
-- next
CREATE FUNCTION detention_phase_in_turn() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF NEW.version <> (SELECT coalesce(max(version), 0) + 1 FROM detention_phase WHERE id = NEW.id)
    OR EXISTS (SELECT 1 FROM detention_phase WHERE id = NEW.id AND person <> NEW.person) THEN
    RAISE EXCEPTION 'a version takes the next number' USING ERRCODE = '23514';
  END IF;
  RETURN NEW;
END $$
-- next
CREATE TRIGGER detention_phase_in_turn BEFORE INSERT ON detention_phase
FOR EACH ROW EXECUTE FUNCTION detention_phase_in_turn()
-- next
CREATE TRIGGER detention_phase_no_update BEFORE UPDATE ON detention_phase
FOR EACH ROW EXECUTE FUNCTION riskkit_never()
-- next
CREATE TRIGGER detention_phase_no_delete BEFORE DELETE ON detention_phase
FOR EACH ROW EXECUTE FUNCTION riskkit_never()
-- next
CREATE TRIGGER detention_phase_no_truncate BEFORE TRUNCATE ON detention_phase
FOR EACH STATEMENT EXECUTE FUNCTION riskkit_never()
-- next
GRANT SELECT, INSERT ON detention_phase TO riskkit_app
-- next
ALTER TABLE detention_phase ENABLE ROW LEVEL SECURITY
-- next
CREATE POLICY detention_phase_seen ON detention_phase FOR SELECT TO riskkit_app
  USING (riskkit_sees(person) OR riskkit_counts())
-- next
CREATE POLICY detention_phase_added ON detention_phase FOR INSERT TO riskkit_app
  WITH CHECK (riskkit_sees(person))
-- next
CREATE TABLE unit_place (
    id TEXT NOT NULL,
    version INTEGER NOT NULL CHECK (version >= 1),
    person TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    words TEXT NOT NULL,
    unit TEXT NOT NULL,
    spot_kind TEXT NOT NULL,
    spot TEXT NOT NULL,
    starts_on TEXT NOT NULL,
    ends_on TEXT,
    PRIMARY KEY (id, version),
    FOREIGN KEY(person) REFERENCES person (id)
)
-- next
CREATE FUNCTION unit_place_in_turn() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF NEW.version <> (SELECT coalesce(max(version), 0) + 1 FROM unit_place WHERE id = NEW.id)
    OR EXISTS (SELECT 1 FROM unit_place WHERE id = NEW.id AND person <> NEW.person) THEN
    RAISE EXCEPTION 'a version takes the next number' USING ERRCODE = '23514';
  END IF;
  RETURN NEW;
END $$
-- next
CREATE TRIGGER unit_place_in_turn BEFORE INSERT ON unit_place
FOR EACH ROW EXECUTE FUNCTION unit_place_in_turn()
-- next
CREATE TRIGGER unit_place_no_update BEFORE UPDATE ON unit_place
FOR EACH ROW EXECUTE FUNCTION riskkit_never()
-- next
CREATE TRIGGER unit_place_no_delete BEFORE DELETE ON unit_place
FOR EACH ROW EXECUTE FUNCTION riskkit_never()
-- next
CREATE TRIGGER unit_place_no_truncate BEFORE TRUNCATE ON unit_place
FOR EACH STATEMENT EXECUTE FUNCTION riskkit_never()
-- next
GRANT SELECT, INSERT ON unit_place TO riskkit_app
-- next
ALTER TABLE unit_place ENABLE ROW LEVEL SECURITY
-- next
CREATE POLICY unit_place_seen ON unit_place FOR SELECT TO riskkit_app
  USING (riskkit_sees(person) OR riskkit_counts())
-- next
CREATE POLICY unit_place_added ON unit_place FOR INSERT TO riskkit_app
  WITH CHECK (riskkit_sees(person))
-- next
CREATE TABLE planned_release (
    id TEXT NOT NULL,
    version INTEGER NOT NULL CHECK (version >= 1),
    person TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    words TEXT NOT NULL,
    release_on TEXT NOT NULL,
    release_kind TEXT NOT NULL,
    PRIMARY KEY (id, version),
    FOREIGN KEY(person) REFERENCES person (id)
)
-- next
CREATE FUNCTION planned_release_in_turn() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF NEW.version <> (SELECT coalesce(max(version), 0) + 1 FROM planned_release WHERE id = NEW.id)
    OR EXISTS (SELECT 1 FROM planned_release WHERE id = NEW.id AND person <> NEW.person) THEN
    RAISE EXCEPTION 'a version takes the next number' USING ERRCODE = '23514';
  END IF;
  RETURN NEW;
END $$
-- next
CREATE TRIGGER planned_release_in_turn BEFORE INSERT ON planned_release
FOR EACH ROW EXECUTE FUNCTION planned_release_in_turn()
-- next
CREATE TRIGGER planned_release_no_update BEFORE UPDATE ON planned_release
FOR EACH ROW EXECUTE FUNCTION riskkit_never()
-- next
CREATE TRIGGER planned_release_no_delete BEFORE DELETE ON planned_release
FOR EACH ROW EXECUTE FUNCTION riskkit_never()
-- next
CREATE TRIGGER planned_release_no_truncate BEFORE TRUNCATE ON planned_release
FOR EACH STATEMENT EXECUTE FUNCTION riskkit_never()
-- next
GRANT SELECT, INSERT ON planned_release TO riskkit_app
-- next
ALTER TABLE planned_release ENABLE ROW LEVEL SECURITY
-- next
CREATE POLICY planned_release_seen ON planned_release FOR SELECT TO riskkit_app
  USING (riskkit_sees(person) OR riskkit_counts())
-- next
CREATE POLICY planned_release_added ON planned_release FOR INSERT TO riskkit_app
  WITH CHECK (riskkit_sees(person))
-- next
CREATE TABLE handover (
    id TEXT NOT NULL,
    version INTEGER NOT NULL CHECK (version >= 1),
    person TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    words TEXT NOT NULL,
    release TEXT NOT NULL,
    organisation TEXT NOT NULL,
    due_on TEXT NOT NULL,
    asked_on TEXT,
    accepted_on TEXT,
    done_on TEXT,
    PRIMARY KEY (id, version),
    FOREIGN KEY(person) REFERENCES person (id)
)
-- next
CREATE FUNCTION handover_in_turn() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF NEW.version <> (SELECT coalesce(max(version), 0) + 1 FROM handover WHERE id = NEW.id)
    OR EXISTS (SELECT 1 FROM handover WHERE id = NEW.id AND person <> NEW.person) THEN
    RAISE EXCEPTION 'a version takes the next number' USING ERRCODE = '23514';
  END IF;
  RETURN NEW;
END $$
-- next
CREATE TRIGGER handover_in_turn BEFORE INSERT ON handover
FOR EACH ROW EXECUTE FUNCTION handover_in_turn()
-- next
CREATE TRIGGER handover_no_update BEFORE UPDATE ON handover
FOR EACH ROW EXECUTE FUNCTION riskkit_never()
-- next
CREATE TRIGGER handover_no_delete BEFORE DELETE ON handover
FOR EACH ROW EXECUTE FUNCTION riskkit_never()
-- next
CREATE TRIGGER handover_no_truncate BEFORE TRUNCATE ON handover
FOR EACH STATEMENT EXECUTE FUNCTION riskkit_never()
-- next
GRANT SELECT, INSERT ON handover TO riskkit_app
-- next
ALTER TABLE handover ENABLE ROW LEVEL SECURITY
-- next
CREATE POLICY handover_seen ON handover FOR SELECT TO riskkit_app
  USING (riskkit_sees(person) OR riskkit_counts())
-- next
CREATE POLICY handover_added ON handover FOR INSERT TO riskkit_app
  WITH CHECK (riskkit_sees(person))
-- next
CREATE TABLE separation (
    id TEXT NOT NULL,
    version INTEGER NOT NULL CHECK (version >= 1),
    person TEXT NOT NULL,
    other TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    words TEXT NOT NULL,
    starts_on TEXT NOT NULL,
    review_on TEXT NOT NULL,
    ends_on TEXT,
    PRIMARY KEY (id, version),
    FOREIGN KEY(person) REFERENCES person (id),
    FOREIGN KEY(other) REFERENCES person (id),
    CONSTRAINT between_two_people CHECK (person <> other)
)
-- next
CREATE FUNCTION separation_in_turn() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF NEW.version <> (SELECT coalesce(max(version), 0) + 1 FROM separation WHERE id = NEW.id)
    OR EXISTS (SELECT 1 FROM separation WHERE id = NEW.id AND (person <> NEW.person OR other <> NEW.other)) THEN
    RAISE EXCEPTION 'a version takes the next number' USING ERRCODE = '23514';
  END IF;
  RETURN NEW;
END $$
-- next
CREATE TRIGGER separation_in_turn BEFORE INSERT ON separation
FOR EACH ROW EXECUTE FUNCTION separation_in_turn()
-- next
CREATE TRIGGER separation_no_update BEFORE UPDATE ON separation
FOR EACH ROW EXECUTE FUNCTION riskkit_never()
-- next
CREATE TRIGGER separation_no_delete BEFORE DELETE ON separation
FOR EACH ROW EXECUTE FUNCTION riskkit_never()
-- next
CREATE TRIGGER separation_no_truncate BEFORE TRUNCATE ON separation
FOR EACH STATEMENT EXECUTE FUNCTION riskkit_never()
-- next
GRANT SELECT, INSERT ON separation TO riskkit_app
-- next
ALTER TABLE separation ENABLE ROW LEVEL SECURITY
-- next
CREATE POLICY separation_seen ON separation FOR SELECT TO riskkit_app
  USING (riskkit_sees(person) OR riskkit_sees(other))
-- next
CREATE POLICY separation_added ON separation FOR INSERT TO riskkit_app
  WITH CHECK (riskkit_sees(person) AND riskkit_sees(other))
-- next
-- Where the other party of a separation is, and whether that file still stands: for whoever sees one
-- of the two, so that a transfer is checked against people of another unit without showing their files.
CREATE FUNCTION riskkit_other_party(wanted text) RETURNS TABLE (place text, erased boolean) LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
  SELECT p.place, k.destroyed_at IS NOT NULL FROM person p JOIN person_key k ON k.person = p.id
  WHERE p.id = wanted AND EXISTS (SELECT 1 FROM separation s
    WHERE (s.person = wanted AND riskkit_sees(s.other)) OR (s.other = wanted AND riskkit_sees(s.person)))
$$
