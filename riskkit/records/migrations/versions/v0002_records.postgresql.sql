CREATE TABLE account (
    name TEXT NOT NULL,
    display_name TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('officer', 'unit', 'supervisor', 'researcher', 'steward', 'inspector')),
    place TEXT,
    active INTEGER NOT NULL CHECK (active IN (0, 1)),
    epoch INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    PRIMARY KEY (name)
)
-- next
CREATE TABLE audit (
    seq BIGINT NOT NULL,
    at TEXT NOT NULL,
    actor TEXT NOT NULL,
    role TEXT NOT NULL,
    action TEXT NOT NULL,
    outcome TEXT NOT NULL,
    person TEXT NOT NULL,
    subject TEXT NOT NULL,
    purpose TEXT NOT NULL,
    previous TEXT NOT NULL CHECK (length(previous) = 64),
    hash TEXT NOT NULL CHECK (length(hash) = 64),
    PRIMARY KEY (seq),
    UNIQUE (hash)
)
-- next
CREATE TABLE login_guard (
    name TEXT NOT NULL,
    failures INTEGER NOT NULL,
    last_at TEXT NOT NULL,
    PRIMARY KEY (name)
)
-- next
CREATE TABLE assignment (
    account TEXT NOT NULL,
    person TEXT NOT NULL,
    since TEXT NOT NULL,
    until TEXT,
    assigned_by TEXT NOT NULL,
    PRIMARY KEY (account, person, since),
    FOREIGN KEY(account) REFERENCES account (name),
    FOREIGN KEY(person) REFERENCES person (id)
)
-- next
CREATE TABLE break_glass (
    id TEXT NOT NULL,
    account TEXT NOT NULL,
    person TEXT NOT NULL,
    purpose TEXT NOT NULL,
    opened_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    seen_by TEXT,
    seen_at TEXT,
    PRIMARY KEY (id),
    FOREIGN KEY(account) REFERENCES account (name),
    FOREIGN KEY(person) REFERENCES person (id)
)
-- next
CREATE TABLE conference (
    id TEXT NOT NULL,
    version INTEGER NOT NULL CHECK (version >= 1),
    person TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    words TEXT NOT NULL,
    held_on TEXT NOT NULL,
    ground TEXT NOT NULL,
    organisations TEXT NOT NULL,
    PRIMARY KEY (id, version),
    FOREIGN KEY(person) REFERENCES person (id)
)
-- next
CREATE TABLE correction_request (
    id TEXT NOT NULL,
    version INTEGER NOT NULL CHECK (version >= 1),
    person TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    words TEXT NOT NULL,
    received_on TEXT NOT NULL,
    outcome TEXT NOT NULL,
    decided_on TEXT,
    PRIMARY KEY (id, version),
    FOREIGN KEY(person) REFERENCES person (id)
)
-- next
CREATE TABLE draft (
    account TEXT NOT NULL,
    person TEXT NOT NULL,
    instrument TEXT NOT NULL,
    follows INTEGER NOT NULL,
    sealed TEXT NOT NULL,
    saved_at TEXT NOT NULL,
    PRIMARY KEY (account, person, instrument),
    FOREIGN KEY(account) REFERENCES account (name),
    FOREIGN KEY(person) REFERENCES person (id)
)
-- next
CREATE TABLE identity (
    person TEXT NOT NULL,
    version INTEGER NOT NULL CHECK (version >= 1),
    sealed TEXT NOT NULL,
    PRIMARY KEY (person),
    FOREIGN KEY(person) REFERENCES person (id)
)
-- next
CREATE TABLE incident (
    id TEXT NOT NULL,
    version INTEGER NOT NULL CHECK (version >= 1),
    person TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    words TEXT NOT NULL,
    incident_kind TEXT NOT NULL,
    happened_on TEXT NOT NULL,
    PRIMARY KEY (id, version),
    FOREIGN KEY(person) REFERENCES person (id)
)
-- next
CREATE TABLE leave (
    id TEXT NOT NULL,
    version INTEGER NOT NULL CHECK (version >= 1),
    person TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    words TEXT NOT NULL,
    leave_kind TEXT NOT NULL,
    starts_on TEXT NOT NULL,
    ends_on TEXT,
    outcome TEXT NOT NULL,
    PRIMARY KEY (id, version),
    FOREIGN KEY(person) REFERENCES person (id)
)
-- next
CREATE TABLE life_event (
    id TEXT NOT NULL,
    version INTEGER NOT NULL CHECK (version >= 1),
    person TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    words TEXT NOT NULL,
    event_kind TEXT NOT NULL,
    happened_on TEXT NOT NULL,
    PRIMARY KEY (id, version),
    FOREIGN KEY(person) REFERENCES person (id)
)
-- next
CREATE TABLE login_session (
    token_hash TEXT NOT NULL,
    account TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    started_at TEXT NOT NULL,
    last_seen_at TEXT NOT NULL,
    ended_at TEXT,
    PRIMARY KEY (token_hash),
    FOREIGN KEY(account) REFERENCES account (name)
)
-- next
CREATE TABLE measure (
    id TEXT NOT NULL,
    version INTEGER NOT NULL CHECK (version >= 1),
    person TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    words TEXT NOT NULL,
    measure_kind TEXT NOT NULL,
    legal_ground TEXT NOT NULL,
    decided_by TEXT NOT NULL,
    starts_on TEXT NOT NULL,
    review_on TEXT NOT NULL,
    ends_on TEXT,
    PRIMARY KEY (id, version),
    FOREIGN KEY(person) REFERENCES person (id)
)
-- next
CREATE TABLE own_view (
    id TEXT NOT NULL,
    version INTEGER NOT NULL CHECK (version >= 1),
    person TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    words TEXT NOT NULL,
    given_on TEXT NOT NULL,
    PRIMARY KEY (id, version),
    FOREIGN KEY(person) REFERENCES person (id)
)
-- next
CREATE TABLE person_key (
    person TEXT NOT NULL,
    wrapped TEXT,
    destroyed_at TEXT,
    PRIMARY KEY (person),
    CONSTRAINT a_key_is_there_or_destroyed CHECK ((wrapped IS NULL) = (destroyed_at IS NOT NULL)),
    FOREIGN KEY(person) REFERENCES person (id)
)
-- next
CREATE TABLE placement (
    id TEXT NOT NULL,
    version INTEGER NOT NULL CHECK (version >= 1),
    person TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    words TEXT NOT NULL,
    setting TEXT NOT NULL,
    place TEXT NOT NULL,
    starts_on TEXT NOT NULL,
    ends_on TEXT,
    PRIMARY KEY (id, version),
    FOREIGN KEY(person) REFERENCES person (id)
)
-- next
CREATE TABLE plan_goal (
    id TEXT NOT NULL,
    version INTEGER NOT NULL CHECK (version >= 1),
    person TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    words TEXT NOT NULL,
    domain TEXT NOT NULL,
    review_on TEXT NOT NULL,
    progress TEXT NOT NULL,
    PRIMARY KEY (id, version),
    FOREIGN KEY(person) REFERENCES person (id)
)
-- next
CREATE TABLE special_condition (
    id TEXT NOT NULL,
    version INTEGER NOT NULL CHECK (version >= 1),
    person TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    words TEXT NOT NULL,
    supervision_order TEXT NOT NULL,
    condition_kind TEXT NOT NULL,
    starts_on TEXT NOT NULL,
    ends_on TEXT,
    PRIMARY KEY (id, version),
    FOREIGN KEY(person) REFERENCES person (id)
)
-- next
CREATE TABLE supervision_order (
    id TEXT NOT NULL,
    version INTEGER NOT NULL CHECK (version >= 1),
    person TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    words TEXT NOT NULL,
    order_kind TEXT NOT NULL,
    authority TEXT NOT NULL,
    starts_on TEXT NOT NULL,
    ends_on TEXT,
    PRIMARY KEY (id, version),
    FOREIGN KEY(person) REFERENCES person (id)
)
-- next
CREATE TABLE signature (
    assessment TEXT NOT NULL,
    version INTEGER NOT NULL,
    part TEXT NOT NULL CHECK (part IN ('author', 'second')),
    fingerprint TEXT NOT NULL,
    signed_by TEXT NOT NULL,
    signed_at TEXT NOT NULL,
    PRIMARY KEY (assessment, version, part),
    FOREIGN KEY(assessment, version) REFERENCES assessment_version (assessment, version),
    CONSTRAINT one_signature_a_person UNIQUE (assessment, version, signed_by)
)
-- next
CREATE FUNCTION placement_in_turn() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF NEW.version <> (SELECT coalesce(max(version), 0) + 1 FROM placement WHERE id = NEW.id)
    OR EXISTS (SELECT 1 FROM placement WHERE id = NEW.id AND person <> NEW.person) THEN
    RAISE EXCEPTION 'a version takes the next number' USING ERRCODE = '23514';
  END IF;
  RETURN NEW;
END $$
-- next
CREATE TRIGGER placement_in_turn BEFORE INSERT ON placement
FOR EACH ROW EXECUTE FUNCTION placement_in_turn()
-- next
CREATE TRIGGER placement_no_update BEFORE UPDATE ON placement
FOR EACH ROW EXECUTE FUNCTION riskkit_never()
-- next
CREATE TRIGGER placement_no_delete BEFORE DELETE ON placement
FOR EACH ROW EXECUTE FUNCTION riskkit_never()
-- next
CREATE TRIGGER placement_no_truncate BEFORE TRUNCATE ON placement
FOR EACH STATEMENT EXECUTE FUNCTION riskkit_never()
-- next
CREATE FUNCTION leave_in_turn() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF NEW.version <> (SELECT coalesce(max(version), 0) + 1 FROM leave WHERE id = NEW.id)
    OR EXISTS (SELECT 1 FROM leave WHERE id = NEW.id AND person <> NEW.person) THEN
    RAISE EXCEPTION 'a version takes the next number' USING ERRCODE = '23514';
  END IF;
  RETURN NEW;
END $$
-- next
CREATE TRIGGER leave_in_turn BEFORE INSERT ON leave
FOR EACH ROW EXECUTE FUNCTION leave_in_turn()
-- next
CREATE TRIGGER leave_no_update BEFORE UPDATE ON leave
FOR EACH ROW EXECUTE FUNCTION riskkit_never()
-- next
CREATE TRIGGER leave_no_delete BEFORE DELETE ON leave
FOR EACH ROW EXECUTE FUNCTION riskkit_never()
-- next
CREATE TRIGGER leave_no_truncate BEFORE TRUNCATE ON leave
FOR EACH STATEMENT EXECUTE FUNCTION riskkit_never()
-- next
CREATE FUNCTION supervision_order_in_turn() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF NEW.version <> (SELECT coalesce(max(version), 0) + 1 FROM supervision_order WHERE id = NEW.id)
    OR EXISTS (SELECT 1 FROM supervision_order WHERE id = NEW.id AND person <> NEW.person) THEN
    RAISE EXCEPTION 'a version takes the next number' USING ERRCODE = '23514';
  END IF;
  RETURN NEW;
END $$
-- next
CREATE TRIGGER supervision_order_in_turn BEFORE INSERT ON supervision_order
FOR EACH ROW EXECUTE FUNCTION supervision_order_in_turn()
-- next
CREATE TRIGGER supervision_order_no_update BEFORE UPDATE ON supervision_order
FOR EACH ROW EXECUTE FUNCTION riskkit_never()
-- next
CREATE TRIGGER supervision_order_no_delete BEFORE DELETE ON supervision_order
FOR EACH ROW EXECUTE FUNCTION riskkit_never()
-- next
CREATE TRIGGER supervision_order_no_truncate BEFORE TRUNCATE ON supervision_order
FOR EACH STATEMENT EXECUTE FUNCTION riskkit_never()
-- next
CREATE FUNCTION special_condition_in_turn() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF NEW.version <> (SELECT coalesce(max(version), 0) + 1 FROM special_condition WHERE id = NEW.id)
    OR EXISTS (SELECT 1 FROM special_condition WHERE id = NEW.id AND person <> NEW.person) THEN
    RAISE EXCEPTION 'a version takes the next number' USING ERRCODE = '23514';
  END IF;
  RETURN NEW;
END $$
-- next
CREATE TRIGGER special_condition_in_turn BEFORE INSERT ON special_condition
FOR EACH ROW EXECUTE FUNCTION special_condition_in_turn()
-- next
CREATE TRIGGER special_condition_no_update BEFORE UPDATE ON special_condition
FOR EACH ROW EXECUTE FUNCTION riskkit_never()
-- next
CREATE TRIGGER special_condition_no_delete BEFORE DELETE ON special_condition
FOR EACH ROW EXECUTE FUNCTION riskkit_never()
-- next
CREATE TRIGGER special_condition_no_truncate BEFORE TRUNCATE ON special_condition
FOR EACH STATEMENT EXECUTE FUNCTION riskkit_never()
-- next
CREATE FUNCTION measure_in_turn() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF NEW.version <> (SELECT coalesce(max(version), 0) + 1 FROM measure WHERE id = NEW.id)
    OR EXISTS (SELECT 1 FROM measure WHERE id = NEW.id AND person <> NEW.person) THEN
    RAISE EXCEPTION 'a version takes the next number' USING ERRCODE = '23514';
  END IF;
  RETURN NEW;
END $$
-- next
CREATE TRIGGER measure_in_turn BEFORE INSERT ON measure
FOR EACH ROW EXECUTE FUNCTION measure_in_turn()
-- next
CREATE TRIGGER measure_no_update BEFORE UPDATE ON measure
FOR EACH ROW EXECUTE FUNCTION riskkit_never()
-- next
CREATE TRIGGER measure_no_delete BEFORE DELETE ON measure
FOR EACH ROW EXECUTE FUNCTION riskkit_never()
-- next
CREATE TRIGGER measure_no_truncate BEFORE TRUNCATE ON measure
FOR EACH STATEMENT EXECUTE FUNCTION riskkit_never()
-- next
CREATE FUNCTION incident_in_turn() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF NEW.version <> (SELECT coalesce(max(version), 0) + 1 FROM incident WHERE id = NEW.id)
    OR EXISTS (SELECT 1 FROM incident WHERE id = NEW.id AND person <> NEW.person) THEN
    RAISE EXCEPTION 'a version takes the next number' USING ERRCODE = '23514';
  END IF;
  RETURN NEW;
END $$
-- next
CREATE TRIGGER incident_in_turn BEFORE INSERT ON incident
FOR EACH ROW EXECUTE FUNCTION incident_in_turn()
-- next
CREATE TRIGGER incident_no_update BEFORE UPDATE ON incident
FOR EACH ROW EXECUTE FUNCTION riskkit_never()
-- next
CREATE TRIGGER incident_no_delete BEFORE DELETE ON incident
FOR EACH ROW EXECUTE FUNCTION riskkit_never()
-- next
CREATE TRIGGER incident_no_truncate BEFORE TRUNCATE ON incident
FOR EACH STATEMENT EXECUTE FUNCTION riskkit_never()
-- next
CREATE FUNCTION life_event_in_turn() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF NEW.version <> (SELECT coalesce(max(version), 0) + 1 FROM life_event WHERE id = NEW.id)
    OR EXISTS (SELECT 1 FROM life_event WHERE id = NEW.id AND person <> NEW.person) THEN
    RAISE EXCEPTION 'a version takes the next number' USING ERRCODE = '23514';
  END IF;
  RETURN NEW;
END $$
-- next
CREATE TRIGGER life_event_in_turn BEFORE INSERT ON life_event
FOR EACH ROW EXECUTE FUNCTION life_event_in_turn()
-- next
CREATE TRIGGER life_event_no_update BEFORE UPDATE ON life_event
FOR EACH ROW EXECUTE FUNCTION riskkit_never()
-- next
CREATE TRIGGER life_event_no_delete BEFORE DELETE ON life_event
FOR EACH ROW EXECUTE FUNCTION riskkit_never()
-- next
CREATE TRIGGER life_event_no_truncate BEFORE TRUNCATE ON life_event
FOR EACH STATEMENT EXECUTE FUNCTION riskkit_never()
-- next
CREATE FUNCTION plan_goal_in_turn() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF NEW.version <> (SELECT coalesce(max(version), 0) + 1 FROM plan_goal WHERE id = NEW.id)
    OR EXISTS (SELECT 1 FROM plan_goal WHERE id = NEW.id AND person <> NEW.person) THEN
    RAISE EXCEPTION 'a version takes the next number' USING ERRCODE = '23514';
  END IF;
  RETURN NEW;
END $$
-- next
CREATE TRIGGER plan_goal_in_turn BEFORE INSERT ON plan_goal
FOR EACH ROW EXECUTE FUNCTION plan_goal_in_turn()
-- next
CREATE TRIGGER plan_goal_no_update BEFORE UPDATE ON plan_goal
FOR EACH ROW EXECUTE FUNCTION riskkit_never()
-- next
CREATE TRIGGER plan_goal_no_delete BEFORE DELETE ON plan_goal
FOR EACH ROW EXECUTE FUNCTION riskkit_never()
-- next
CREATE TRIGGER plan_goal_no_truncate BEFORE TRUNCATE ON plan_goal
FOR EACH STATEMENT EXECUTE FUNCTION riskkit_never()
-- next
CREATE FUNCTION conference_in_turn() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF NEW.version <> (SELECT coalesce(max(version), 0) + 1 FROM conference WHERE id = NEW.id)
    OR EXISTS (SELECT 1 FROM conference WHERE id = NEW.id AND person <> NEW.person) THEN
    RAISE EXCEPTION 'a version takes the next number' USING ERRCODE = '23514';
  END IF;
  RETURN NEW;
END $$
-- next
CREATE TRIGGER conference_in_turn BEFORE INSERT ON conference
FOR EACH ROW EXECUTE FUNCTION conference_in_turn()
-- next
CREATE TRIGGER conference_no_update BEFORE UPDATE ON conference
FOR EACH ROW EXECUTE FUNCTION riskkit_never()
-- next
CREATE TRIGGER conference_no_delete BEFORE DELETE ON conference
FOR EACH ROW EXECUTE FUNCTION riskkit_never()
-- next
CREATE TRIGGER conference_no_truncate BEFORE TRUNCATE ON conference
FOR EACH STATEMENT EXECUTE FUNCTION riskkit_never()
-- next
CREATE FUNCTION own_view_in_turn() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF NEW.version <> (SELECT coalesce(max(version), 0) + 1 FROM own_view WHERE id = NEW.id)
    OR EXISTS (SELECT 1 FROM own_view WHERE id = NEW.id AND person <> NEW.person) THEN
    RAISE EXCEPTION 'a version takes the next number' USING ERRCODE = '23514';
  END IF;
  RETURN NEW;
END $$
-- next
CREATE TRIGGER own_view_in_turn BEFORE INSERT ON own_view
FOR EACH ROW EXECUTE FUNCTION own_view_in_turn()
-- next
CREATE TRIGGER own_view_no_update BEFORE UPDATE ON own_view
FOR EACH ROW EXECUTE FUNCTION riskkit_never()
-- next
CREATE TRIGGER own_view_no_delete BEFORE DELETE ON own_view
FOR EACH ROW EXECUTE FUNCTION riskkit_never()
-- next
CREATE TRIGGER own_view_no_truncate BEFORE TRUNCATE ON own_view
FOR EACH STATEMENT EXECUTE FUNCTION riskkit_never()
-- next
CREATE FUNCTION correction_request_in_turn() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF NEW.version <> (SELECT coalesce(max(version), 0) + 1 FROM correction_request WHERE id = NEW.id)
    OR EXISTS (SELECT 1 FROM correction_request WHERE id = NEW.id AND person <> NEW.person) THEN
    RAISE EXCEPTION 'a version takes the next number' USING ERRCODE = '23514';
  END IF;
  RETURN NEW;
END $$
-- next
CREATE TRIGGER correction_request_in_turn BEFORE INSERT ON correction_request
FOR EACH ROW EXECUTE FUNCTION correction_request_in_turn()
-- next
CREATE TRIGGER correction_request_no_update BEFORE UPDATE ON correction_request
FOR EACH ROW EXECUTE FUNCTION riskkit_never()
-- next
CREATE TRIGGER correction_request_no_delete BEFORE DELETE ON correction_request
FOR EACH ROW EXECUTE FUNCTION riskkit_never()
-- next
CREATE TRIGGER correction_request_no_truncate BEFORE TRUNCATE ON correction_request
FOR EACH STATEMENT EXECUTE FUNCTION riskkit_never()
-- next
CREATE TRIGGER signature_no_update BEFORE UPDATE ON signature
FOR EACH ROW EXECUTE FUNCTION riskkit_never()
-- next
CREATE TRIGGER signature_no_delete BEFORE DELETE ON signature
FOR EACH ROW EXECUTE FUNCTION riskkit_never()
-- next
CREATE TRIGGER signature_no_truncate BEFORE TRUNCATE ON signature
FOR EACH STATEMENT EXECUTE FUNCTION riskkit_never()
-- next
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit
FOR EACH ROW EXECUTE FUNCTION riskkit_never()
-- next
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit
FOR EACH ROW EXECUTE FUNCTION riskkit_never()
-- next
CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON audit
FOR EACH STATEMENT EXECUTE FUNCTION riskkit_never()
-- next
CREATE TRIGGER person_key_no_delete BEFORE DELETE ON person_key
FOR EACH ROW EXECUTE FUNCTION riskkit_never()
-- next
CREATE TRIGGER person_key_no_truncate BEFORE TRUNCATE ON person_key
FOR EACH STATEMENT EXECUTE FUNCTION riskkit_never()
-- next
CREATE TRIGGER identity_no_delete BEFORE DELETE ON identity
FOR EACH ROW EXECUTE FUNCTION riskkit_never()
-- next
CREATE TRIGGER identity_no_truncate BEFORE TRUNCATE ON identity
FOR EACH STATEMENT EXECUTE FUNCTION riskkit_never()
-- next
CREATE TRIGGER break_glass_no_delete BEFORE DELETE ON break_glass
FOR EACH ROW EXECUTE FUNCTION riskkit_never()
-- next
CREATE TRIGGER break_glass_no_truncate BEFORE TRUNCATE ON break_glass
FOR EACH STATEMENT EXECUTE FUNCTION riskkit_never()
-- next
CREATE TRIGGER assignment_no_delete BEFORE DELETE ON assignment
FOR EACH ROW EXECUTE FUNCTION riskkit_never()
-- next
CREATE TRIGGER assignment_no_truncate BEFORE TRUNCATE ON assignment
FOR EACH STATEMENT EXECUTE FUNCTION riskkit_never()
-- next
CREATE TRIGGER account_no_delete BEFORE DELETE ON account
FOR EACH ROW EXECUTE FUNCTION riskkit_never()
-- next
CREATE TRIGGER account_no_truncate BEFORE TRUNCATE ON account
FOR EACH STATEMENT EXECUTE FUNCTION riskkit_never()
-- next
CREATE FUNCTION signature_fits() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM assessment_version v WHERE v.assessment = NEW.assessment
    AND v.version = NEW.version AND v.fingerprint = NEW.fingerprint
    AND (v.saved_by = NEW.signed_by) = (NEW.part = 'author')) THEN
    RAISE EXCEPTION 'a version is signed by its author and by someone else' USING ERRCODE = '23514';
  END IF;
  RETURN NEW;
END $$
-- next
CREATE TRIGGER signature_fits BEFORE INSERT ON signature
FOR EACH ROW EXECUTE FUNCTION signature_fits()
-- next
CREATE FUNCTION audit_in_chain() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
  newest record;
BEGIN
  PERFORM pg_advisory_xact_lock(724501);
  SELECT seq, hash INTO newest FROM audit ORDER BY seq DESC LIMIT 1;
  IF NEW.seq <> coalesce(newest.seq, 0) + 1 OR NEW.previous <> coalesce(newest.hash, repeat('0', 64))
    OR NEW.hash <> encode(sha256(convert_to(
      length(NEW.seq::text) || ':' || NEW.seq::text
      || length(NEW.at) || ':' || NEW.at
      || length(NEW.actor) || ':' || NEW.actor
      || length(NEW.role) || ':' || NEW.role
      || length(NEW.action) || ':' || NEW.action
      || length(NEW.outcome) || ':' || NEW.outcome
      || length(NEW.person) || ':' || NEW.person
      || length(NEW.subject) || ':' || NEW.subject
      || length(NEW.purpose) || ':' || NEW.purpose
      || NEW.previous, 'UTF8')), 'hex')
  THEN
    RAISE EXCEPTION 'an audit entry follows the one before' USING ERRCODE = '23514';
  END IF;
  RETURN NEW;
END $$
-- next
CREATE TRIGGER audit_in_chain BEFORE INSERT ON audit
FOR EACH ROW EXECUTE FUNCTION audit_in_chain()
-- next
CREATE FUNCTION person_key_only_destroyed() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF NEW.person <> OLD.person OR OLD.wrapped IS NULL OR NEW.wrapped IS NOT NULL THEN
    RAISE EXCEPTION 'a key is only ever destroyed' USING ERRCODE = '23514';
  END IF;
  RETURN NEW;
END $$
-- next
CREATE TRIGGER person_key_only_destroyed BEFORE UPDATE ON person_key
FOR EACH ROW EXECUTE FUNCTION person_key_only_destroyed()
-- next
CREATE FUNCTION identity_in_turn() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF NEW.person <> OLD.person OR NEW.version <> OLD.version + 1 THEN
    RAISE EXCEPTION 'a version takes the next number' USING ERRCODE = '23514';
  END IF;
  RETURN NEW;
END $$
-- next
CREATE TRIGGER identity_in_turn BEFORE UPDATE ON identity
FOR EACH ROW EXECUTE FUNCTION identity_in_turn()
-- next
CREATE FUNCTION break_glass_only_seen() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF OLD.seen_at IS NOT NULL OR NEW.id <> OLD.id OR NEW.account <> OLD.account
    OR NEW.person <> OLD.person OR NEW.purpose <> OLD.purpose OR NEW.opened_at <> OLD.opened_at
    OR NEW.expires_at <> OLD.expires_at THEN
    RAISE EXCEPTION 'break_glass is never changed or removed' USING ERRCODE = '23514';
  END IF;
  RETURN NEW;
END $$
-- next
CREATE TRIGGER break_glass_only_seen BEFORE UPDATE ON break_glass
FOR EACH ROW EXECUTE FUNCTION break_glass_only_seen()
-- next
CREATE FUNCTION assignment_only_ended() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF OLD.until IS NOT NULL OR NEW.account <> OLD.account OR NEW.person <> OLD.person
    OR NEW.since <> OLD.since OR NEW.assigned_by <> OLD.assigned_by THEN
    RAISE EXCEPTION 'an assignment is only ever ended' USING ERRCODE = '23514';
  END IF;
  RETURN NEW;
END $$
-- next
CREATE TRIGGER assignment_only_ended BEFORE UPDATE ON assignment
FOR EACH ROW EXECUTE FUNCTION assignment_only_ended()
-- next
CREATE FUNCTION account_epoch() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF NEW.name <> OLD.name OR NEW.epoch < OLD.epoch THEN
    RAISE EXCEPTION 'an account keeps its name and moves on' USING ERRCODE = '23514';
  END IF;
  RETURN NEW;
END $$
-- next
CREATE TRIGGER account_epoch BEFORE UPDATE ON account
FOR EACH ROW EXECUTE FUNCTION account_epoch()
-- next
CREATE FUNCTION login_session_stays_ended() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF OLD.ended_at IS NOT NULL OR NEW.account <> OLD.account OR NEW.token_hash <> OLD.token_hash
    OR NEW.started_at <> OLD.started_at THEN
    RAISE EXCEPTION 'an ended session stays ended' USING ERRCODE = '23514';
  END IF;
  RETURN NEW;
END $$
-- next
CREATE TRIGGER login_session_stays_ended BEFORE UPDATE ON login_session
FOR EACH ROW EXECUTE FUNCTION login_session_stays_ended()
-- next
DO $$ BEGIN
  CREATE ROLE riskkit_app NOLOGIN;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$
-- next
-- Who acts: someone who logs in to the database under an own name is that account, whatever
-- is set; the pages' login says for whom it works.
CREATE FUNCTION riskkit_user() RETURNS text LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
  SELECT CASE WHEN EXISTS (SELECT 1 FROM account WHERE name = session_user::text)
    THEN session_user::text ELSE coalesce(current_setting('riskkit.user', true), '') END
$$
-- next
CREATE FUNCTION riskkit_role() RETURNS text LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
  SELECT coalesce((SELECT role FROM account WHERE name = riskkit_user() AND active = 1), '')
$$
-- next
CREATE FUNCTION riskkit_place() RETURNS text LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
  SELECT coalesce((SELECT place FROM account WHERE name = riskkit_user() AND active = 1), '')
$$
-- next
CREATE FUNCTION riskkit_audit_head() RETURNS TABLE (seq bigint, hash text) LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
  SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1
$$
-- next
CREATE FUNCTION riskkit_sees(wanted text) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
  SELECT CASE riskkit_role()
    WHEN 'officer' THEN EXISTS (SELECT 1 FROM assignment
      WHERE account = riskkit_user() AND person = wanted AND until IS NULL)
    WHEN 'unit' THEN EXISTS (SELECT 1 FROM person WHERE id = wanted AND place = riskkit_place())
    WHEN 'supervisor' THEN EXISTS (SELECT 1 FROM person WHERE id = wanted AND place = riskkit_place())
      OR EXISTS (SELECT 1 FROM assignment s JOIN account a ON a.name = s.account
        WHERE s.person = wanted AND s.until IS NULL AND a.place = riskkit_place())
    ELSE false END
  OR (riskkit_role() IN ('officer', 'unit', 'supervisor') AND EXISTS (SELECT 1 FROM break_glass
    WHERE account = riskkit_user() AND person = wanted
    AND expires_at > to_char(now() AT TIME ZONE 'utc', 'YYYY-MM-DD"T"HH24:MI:SS')))
$$
-- next
CREATE FUNCTION riskkit_counts() RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
  SELECT riskkit_role() IN ('researcher', 'steward')
$$
-- next
GRANT SELECT ON schema_version TO riskkit_app
-- next
GRANT SELECT, INSERT, UPDATE ON person TO riskkit_app
-- next
ALTER TABLE person ENABLE ROW LEVEL SECURITY
-- next
CREATE POLICY person_seen ON person FOR SELECT TO riskkit_app
  USING (riskkit_sees(id) OR riskkit_counts())
-- next
CREATE POLICY person_moved ON person FOR UPDATE TO riskkit_app
  USING (riskkit_sees(id))
-- next
GRANT SELECT, INSERT ON assessment TO riskkit_app
-- next
ALTER TABLE assessment ENABLE ROW LEVEL SECURITY
-- next
CREATE POLICY assessment_seen ON assessment FOR SELECT TO riskkit_app
  USING (riskkit_sees(person) OR riskkit_counts())
-- next
CREATE POLICY assessment_added ON assessment FOR INSERT TO riskkit_app
  WITH CHECK (riskkit_sees(person))
-- next
GRANT SELECT, INSERT ON placement TO riskkit_app
-- next
ALTER TABLE placement ENABLE ROW LEVEL SECURITY
-- next
CREATE POLICY placement_seen ON placement FOR SELECT TO riskkit_app
  USING (riskkit_sees(person) OR riskkit_counts())
-- next
CREATE POLICY placement_added ON placement FOR INSERT TO riskkit_app
  WITH CHECK (riskkit_sees(person))
-- next
GRANT SELECT, INSERT ON leave TO riskkit_app
-- next
ALTER TABLE leave ENABLE ROW LEVEL SECURITY
-- next
CREATE POLICY leave_seen ON leave FOR SELECT TO riskkit_app
  USING (riskkit_sees(person) OR riskkit_counts())
-- next
CREATE POLICY leave_added ON leave FOR INSERT TO riskkit_app
  WITH CHECK (riskkit_sees(person))
-- next
GRANT SELECT, INSERT ON supervision_order TO riskkit_app
-- next
ALTER TABLE supervision_order ENABLE ROW LEVEL SECURITY
-- next
CREATE POLICY supervision_order_seen ON supervision_order FOR SELECT TO riskkit_app
  USING (riskkit_sees(person) OR riskkit_counts())
-- next
CREATE POLICY supervision_order_added ON supervision_order FOR INSERT TO riskkit_app
  WITH CHECK (riskkit_sees(person))
-- next
GRANT SELECT, INSERT ON special_condition TO riskkit_app
-- next
ALTER TABLE special_condition ENABLE ROW LEVEL SECURITY
-- next
CREATE POLICY special_condition_seen ON special_condition FOR SELECT TO riskkit_app
  USING (riskkit_sees(person) OR riskkit_counts())
-- next
CREATE POLICY special_condition_added ON special_condition FOR INSERT TO riskkit_app
  WITH CHECK (riskkit_sees(person))
-- next
GRANT SELECT, INSERT ON measure TO riskkit_app
-- next
ALTER TABLE measure ENABLE ROW LEVEL SECURITY
-- next
CREATE POLICY measure_seen ON measure FOR SELECT TO riskkit_app
  USING (riskkit_sees(person) OR riskkit_counts())
-- next
CREATE POLICY measure_added ON measure FOR INSERT TO riskkit_app
  WITH CHECK (riskkit_sees(person))
-- next
GRANT SELECT, INSERT ON incident TO riskkit_app
-- next
ALTER TABLE incident ENABLE ROW LEVEL SECURITY
-- next
CREATE POLICY incident_seen ON incident FOR SELECT TO riskkit_app
  USING (riskkit_sees(person) OR riskkit_counts())
-- next
CREATE POLICY incident_added ON incident FOR INSERT TO riskkit_app
  WITH CHECK (riskkit_sees(person))
-- next
GRANT SELECT, INSERT ON life_event TO riskkit_app
-- next
ALTER TABLE life_event ENABLE ROW LEVEL SECURITY
-- next
CREATE POLICY life_event_seen ON life_event FOR SELECT TO riskkit_app
  USING (riskkit_sees(person) OR riskkit_counts())
-- next
CREATE POLICY life_event_added ON life_event FOR INSERT TO riskkit_app
  WITH CHECK (riskkit_sees(person))
-- next
GRANT SELECT, INSERT ON plan_goal TO riskkit_app
-- next
ALTER TABLE plan_goal ENABLE ROW LEVEL SECURITY
-- next
CREATE POLICY plan_goal_seen ON plan_goal FOR SELECT TO riskkit_app
  USING (riskkit_sees(person) OR riskkit_counts())
-- next
CREATE POLICY plan_goal_added ON plan_goal FOR INSERT TO riskkit_app
  WITH CHECK (riskkit_sees(person))
-- next
GRANT SELECT, INSERT ON conference TO riskkit_app
-- next
ALTER TABLE conference ENABLE ROW LEVEL SECURITY
-- next
CREATE POLICY conference_seen ON conference FOR SELECT TO riskkit_app
  USING (riskkit_sees(person) OR riskkit_counts())
-- next
CREATE POLICY conference_added ON conference FOR INSERT TO riskkit_app
  WITH CHECK (riskkit_sees(person))
-- next
GRANT SELECT, INSERT ON own_view TO riskkit_app
-- next
ALTER TABLE own_view ENABLE ROW LEVEL SECURITY
-- next
CREATE POLICY own_view_seen ON own_view FOR SELECT TO riskkit_app
  USING (riskkit_sees(person) OR riskkit_counts())
-- next
CREATE POLICY own_view_added ON own_view FOR INSERT TO riskkit_app
  WITH CHECK (riskkit_sees(person))
-- next
GRANT SELECT, INSERT ON correction_request TO riskkit_app
-- next
ALTER TABLE correction_request ENABLE ROW LEVEL SECURITY
-- next
CREATE POLICY correction_request_seen ON correction_request FOR SELECT TO riskkit_app
  USING (riskkit_sees(person) OR riskkit_counts())
-- next
CREATE POLICY correction_request_added ON correction_request FOR INSERT TO riskkit_app
  WITH CHECK (riskkit_sees(person))
-- next
GRANT SELECT, INSERT ON assessment_version TO riskkit_app
-- next
ALTER TABLE assessment_version ENABLE ROW LEVEL SECURITY
-- next
CREATE POLICY assessment_version_seen ON assessment_version FOR SELECT TO riskkit_app
  USING (EXISTS (SELECT 1 FROM assessment a WHERE a.id = assessment_version.assessment AND riskkit_sees(a.person)) OR riskkit_counts())
-- next
CREATE POLICY assessment_version_added ON assessment_version FOR INSERT TO riskkit_app
  WITH CHECK (EXISTS (SELECT 1 FROM assessment a WHERE a.id = assessment_version.assessment AND riskkit_sees(a.person)))
-- next
GRANT SELECT, INSERT ON signature TO riskkit_app
-- next
ALTER TABLE signature ENABLE ROW LEVEL SECURITY
-- next
CREATE POLICY signature_seen ON signature FOR SELECT TO riskkit_app
  USING (EXISTS (SELECT 1 FROM assessment a WHERE a.id = signature.assessment AND riskkit_sees(a.person)) OR riskkit_counts())
-- next
CREATE POLICY signature_added ON signature FOR INSERT TO riskkit_app
  WITH CHECK (EXISTS (SELECT 1 FROM assessment a WHERE a.id = signature.assessment AND riskkit_sees(a.person)))
-- next
GRANT SELECT, INSERT, UPDATE ON person_key TO riskkit_app
-- next
ALTER TABLE person_key ENABLE ROW LEVEL SECURITY
-- next
CREATE POLICY person_key_own ON person_key FOR ALL TO riskkit_app
  USING (riskkit_sees(person))
  WITH CHECK (riskkit_sees(person))
-- next
GRANT SELECT, INSERT, UPDATE ON identity TO riskkit_app
-- next
ALTER TABLE identity ENABLE ROW LEVEL SECURITY
-- next
CREATE POLICY identity_own ON identity FOR ALL TO riskkit_app
  USING (riskkit_sees(person))
  WITH CHECK (riskkit_sees(person))
-- next
GRANT SELECT, INSERT, UPDATE, DELETE ON draft TO riskkit_app
-- next
ALTER TABLE draft ENABLE ROW LEVEL SECURITY
-- next
CREATE POLICY draft_own ON draft FOR ALL TO riskkit_app
  USING (account = riskkit_user() AND riskkit_sees(person))
  WITH CHECK (account = riskkit_user() AND riskkit_sees(person))
-- next
GRANT SELECT (name, display_name, role, place, active, epoch) ON account TO riskkit_app
-- next
GRANT SELECT, INSERT ON assignment TO riskkit_app
-- next
GRANT UPDATE (until) ON assignment TO riskkit_app
-- next
ALTER TABLE assignment ENABLE ROW LEVEL SECURITY
-- next
CREATE POLICY assignment_seen ON assignment FOR SELECT TO riskkit_app
  USING (account = riskkit_user() OR riskkit_role() = 'supervisor')
-- next
CREATE POLICY assignment_made ON assignment FOR INSERT TO riskkit_app
  WITH CHECK (riskkit_role() = 'supervisor' AND riskkit_sees(person))
-- next
CREATE POLICY assignment_ended ON assignment FOR UPDATE TO riskkit_app
  USING (riskkit_role() = 'supervisor' AND riskkit_sees(person))
-- next
GRANT SELECT, INSERT ON break_glass TO riskkit_app
-- next
GRANT UPDATE (seen_by, seen_at) ON break_glass TO riskkit_app
-- next
ALTER TABLE break_glass ENABLE ROW LEVEL SECURITY
-- next
CREATE POLICY break_glass_seen ON break_glass FOR SELECT TO riskkit_app
  USING (account = riskkit_user() OR riskkit_role() = 'inspector' OR (riskkit_role() = 'supervisor' AND EXISTS (SELECT 1 FROM account a WHERE a.name = break_glass.account AND a.place = riskkit_place())))
-- next
CREATE POLICY break_glass_opened ON break_glass FOR INSERT TO riskkit_app
  WITH CHECK (account = riskkit_user() AND riskkit_role() IN ('officer', 'unit', 'supervisor'))
-- next
CREATE POLICY break_glass_acknowledged ON break_glass FOR UPDATE TO riskkit_app
  USING (riskkit_role() = 'supervisor' AND account <> riskkit_user() AND EXISTS (SELECT 1 FROM account a WHERE a.name = break_glass.account AND a.place = riskkit_place()))
-- next
GRANT SELECT, INSERT ON audit TO riskkit_app
-- next
ALTER TABLE audit ENABLE ROW LEVEL SECURITY
-- next
CREATE POLICY audit_read ON audit FOR SELECT TO riskkit_app
  USING (riskkit_role() = 'inspector')
-- next
CREATE POLICY audit_appended ON audit FOR INSERT TO riskkit_app
  WITH CHECK (actor = riskkit_user())
