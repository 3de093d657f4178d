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
) STRICT
-- next
CREATE TABLE audit (
    seq INTEGER NOT NULL,
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
) STRICT
-- next
CREATE TABLE login_guard (
    name TEXT NOT NULL,
    failures INTEGER NOT NULL,
    last_at TEXT NOT NULL,
    PRIMARY KEY (name)
) STRICT
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
) STRICT
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
) STRICT
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
) STRICT
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
) STRICT
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
) STRICT
-- next
CREATE TABLE identity (
    person TEXT NOT NULL,
    version INTEGER NOT NULL CHECK (version >= 1),
    sealed TEXT NOT NULL,
    PRIMARY KEY (person),
    FOREIGN KEY(person) REFERENCES person (id)
) STRICT
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
) STRICT
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
) STRICT
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
) STRICT
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
) STRICT
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
) STRICT
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
) STRICT
-- next
CREATE TABLE person_key (
    person TEXT NOT NULL,
    wrapped TEXT,
    destroyed_at TEXT,
    PRIMARY KEY (person),
    CONSTRAINT a_key_is_there_or_destroyed CHECK ((wrapped IS NULL) = (destroyed_at IS NOT NULL)),
    FOREIGN KEY(person) REFERENCES person (id)
) STRICT
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
) STRICT
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
) STRICT
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
) STRICT
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
) STRICT
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
) STRICT
-- next
CREATE TRIGGER placement_no_update BEFORE UPDATE ON placement 
BEGIN SELECT RAISE(ABORT, 'placement is never changed or removed'); END
-- next
CREATE TRIGGER placement_no_delete BEFORE DELETE ON placement 
BEGIN SELECT RAISE(ABORT, 'placement is never changed or removed'); END
-- next
CREATE TRIGGER placement_in_turn BEFORE INSERT ON placement
WHEN NEW.version <> (SELECT coalesce(max(version), 0) + 1 FROM placement WHERE id = NEW.id)
  OR EXISTS (SELECT 1 FROM placement WHERE id = NEW.id AND person <> NEW.person)
BEGIN SELECT RAISE(ABORT, 'a version takes the next number'); END
-- next
CREATE TRIGGER leave_no_update BEFORE UPDATE ON leave 
BEGIN SELECT RAISE(ABORT, 'leave is never changed or removed'); END
-- next
CREATE TRIGGER leave_no_delete BEFORE DELETE ON leave 
BEGIN SELECT RAISE(ABORT, 'leave is never changed or removed'); END
-- next
CREATE TRIGGER leave_in_turn BEFORE INSERT ON leave
WHEN NEW.version <> (SELECT coalesce(max(version), 0) + 1 FROM leave WHERE id = NEW.id)
  OR EXISTS (SELECT 1 FROM leave WHERE id = NEW.id AND person <> NEW.person)
BEGIN SELECT RAISE(ABORT, 'a version takes the next number'); END
-- next
CREATE TRIGGER supervision_order_no_update BEFORE UPDATE ON supervision_order 
BEGIN SELECT RAISE(ABORT, 'supervision_order is never changed or removed'); END
-- next
CREATE TRIGGER supervision_order_no_delete BEFORE DELETE ON supervision_order 
BEGIN SELECT RAISE(ABORT, 'supervision_order is never changed or removed'); END
-- next
CREATE TRIGGER supervision_order_in_turn BEFORE INSERT ON supervision_order
WHEN NEW.version <> (SELECT coalesce(max(version), 0) + 1 FROM supervision_order WHERE id = NEW.id)
  OR EXISTS (SELECT 1 FROM supervision_order WHERE id = NEW.id AND person <> NEW.person)
BEGIN SELECT RAISE(ABORT, 'a version takes the next number'); END
-- next
CREATE TRIGGER special_condition_no_update BEFORE UPDATE ON special_condition 
BEGIN SELECT RAISE(ABORT, 'special_condition is never changed or removed'); END
-- next
CREATE TRIGGER special_condition_no_delete BEFORE DELETE ON special_condition 
BEGIN SELECT RAISE(ABORT, 'special_condition is never changed or removed'); END
-- next
CREATE TRIGGER special_condition_in_turn BEFORE INSERT ON special_condition
WHEN NEW.version <> (SELECT coalesce(max(version), 0) + 1 FROM special_condition WHERE id = NEW.id)
  OR EXISTS (SELECT 1 FROM special_condition WHERE id = NEW.id AND person <> NEW.person)
BEGIN SELECT RAISE(ABORT, 'a version takes the next number'); END
-- next
CREATE TRIGGER measure_no_update BEFORE UPDATE ON measure 
BEGIN SELECT RAISE(ABORT, 'measure is never changed or removed'); END
-- next
CREATE TRIGGER measure_no_delete BEFORE DELETE ON measure 
BEGIN SELECT RAISE(ABORT, 'measure is never changed or removed'); END
-- next
CREATE TRIGGER measure_in_turn BEFORE INSERT ON measure
WHEN NEW.version <> (SELECT coalesce(max(version), 0) + 1 FROM measure WHERE id = NEW.id)
  OR EXISTS (SELECT 1 FROM measure WHERE id = NEW.id AND person <> NEW.person)
BEGIN SELECT RAISE(ABORT, 'a version takes the next number'); END
-- next
CREATE TRIGGER incident_no_update BEFORE UPDATE ON incident 
BEGIN SELECT RAISE(ABORT, 'incident is never changed or removed'); END
-- next
CREATE TRIGGER incident_no_delete BEFORE DELETE ON incident 
BEGIN SELECT RAISE(ABORT, 'incident is never changed or removed'); END
-- next
CREATE TRIGGER incident_in_turn BEFORE INSERT ON incident
WHEN NEW.version <> (SELECT coalesce(max(version), 0) + 1 FROM incident WHERE id = NEW.id)
  OR EXISTS (SELECT 1 FROM incident WHERE id = NEW.id AND person <> NEW.person)
BEGIN SELECT RAISE(ABORT, 'a version takes the next number'); END
-- next
CREATE TRIGGER life_event_no_update BEFORE UPDATE ON life_event 
BEGIN SELECT RAISE(ABORT, 'life_event is never changed or removed'); END
-- next
CREATE TRIGGER life_event_no_delete BEFORE DELETE ON life_event 
BEGIN SELECT RAISE(ABORT, 'life_event is never changed or removed'); END
-- next
CREATE TRIGGER life_event_in_turn BEFORE INSERT ON life_event
WHEN NEW.version <> (SELECT coalesce(max(version), 0) + 1 FROM life_event WHERE id = NEW.id)
  OR EXISTS (SELECT 1 FROM life_event WHERE id = NEW.id AND person <> NEW.person)
BEGIN SELECT RAISE(ABORT, 'a version takes the next number'); END
-- next
CREATE TRIGGER plan_goal_no_update BEFORE UPDATE ON plan_goal 
BEGIN SELECT RAISE(ABORT, 'plan_goal is never changed or removed'); END
-- next
CREATE TRIGGER plan_goal_no_delete BEFORE DELETE ON plan_goal 
BEGIN SELECT RAISE(ABORT, 'plan_goal is never changed or removed'); END
-- next
CREATE TRIGGER plan_goal_in_turn BEFORE INSERT ON plan_goal
WHEN NEW.version <> (SELECT coalesce(max(version), 0) + 1 FROM plan_goal WHERE id = NEW.id)
  OR EXISTS (SELECT 1 FROM plan_goal WHERE id = NEW.id AND person <> NEW.person)
BEGIN SELECT RAISE(ABORT, 'a version takes the next number'); END
-- next
CREATE TRIGGER conference_no_update BEFORE UPDATE ON conference 
BEGIN SELECT RAISE(ABORT, 'conference is never changed or removed'); END
-- next
CREATE TRIGGER conference_no_delete BEFORE DELETE ON conference 
BEGIN SELECT RAISE(ABORT, 'conference is never changed or removed'); END
-- next
CREATE TRIGGER conference_in_turn BEFORE INSERT ON conference
WHEN NEW.version <> (SELECT coalesce(max(version), 0) + 1 FROM conference WHERE id = NEW.id)
  OR EXISTS (SELECT 1 FROM conference WHERE id = NEW.id AND person <> NEW.person)
BEGIN SELECT RAISE(ABORT, 'a version takes the next number'); END
-- next
CREATE TRIGGER own_view_no_update BEFORE UPDATE ON own_view 
BEGIN SELECT RAISE(ABORT, 'own_view is never changed or removed'); END
-- next
CREATE TRIGGER own_view_no_delete BEFORE DELETE ON own_view 
BEGIN SELECT RAISE(ABORT, 'own_view is never changed or removed'); END
-- next
CREATE TRIGGER own_view_in_turn BEFORE INSERT ON own_view
WHEN NEW.version <> (SELECT coalesce(max(version), 0) + 1 FROM own_view WHERE id = NEW.id)
  OR EXISTS (SELECT 1 FROM own_view WHERE id = NEW.id AND person <> NEW.person)
BEGIN SELECT RAISE(ABORT, 'a version takes the next number'); END
-- next
CREATE TRIGGER correction_request_no_update BEFORE UPDATE ON correction_request 
BEGIN SELECT RAISE(ABORT, 'correction_request is never changed or removed'); END
-- next
CREATE TRIGGER correction_request_no_delete BEFORE DELETE ON correction_request 
BEGIN SELECT RAISE(ABORT, 'correction_request is never changed or removed'); END
-- next
CREATE TRIGGER correction_request_in_turn BEFORE INSERT ON correction_request
WHEN NEW.version <> (SELECT coalesce(max(version), 0) + 1 FROM correction_request WHERE id = NEW.id)
  OR EXISTS (SELECT 1 FROM correction_request WHERE id = NEW.id AND person <> NEW.person)
BEGIN SELECT RAISE(ABORT, 'a version takes the next number'); END
-- next
CREATE TRIGGER signature_no_update BEFORE UPDATE ON signature 
BEGIN SELECT RAISE(ABORT, 'signature is never changed or removed'); END
-- next
CREATE TRIGGER signature_no_delete BEFORE DELETE ON signature 
BEGIN SELECT RAISE(ABORT, 'signature is never changed or removed'); END
-- next
CREATE TRIGGER signature_fits BEFORE INSERT ON signature
WHEN EXISTS (SELECT 1 FROM signature WHERE assessment = NEW.assessment AND version = NEW.version
    AND (part = NEW.part OR signed_by = NEW.signed_by))
  OR NOT EXISTS (SELECT 1 FROM assessment_version v WHERE v.assessment = NEW.assessment
    AND v.version = NEW.version AND v.fingerprint = NEW.fingerprint
    AND (v.saved_by = NEW.signed_by) = (NEW.part = 'author'))
BEGIN SELECT RAISE(ABORT, 'a version is signed by its author and by someone else'); END
-- next
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit 
BEGIN SELECT RAISE(ABORT, 'audit is never changed or removed'); END
-- next
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit 
BEGIN SELECT RAISE(ABORT, 'audit is never changed or removed'); END
-- next
CREATE TRIGGER audit_in_chain BEFORE INSERT ON audit
WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM audit)
  OR NEW.previous <> coalesce((SELECT hash FROM audit ORDER BY seq DESC LIMIT 1),
    '0000000000000000000000000000000000000000000000000000000000000000')
  OR EXISTS (SELECT 1 FROM audit WHERE hash = NEW.hash)
BEGIN SELECT RAISE(ABORT, 'an audit entry follows the one before'); END
-- next
CREATE TRIGGER person_key_no_delete BEFORE DELETE ON person_key 
BEGIN SELECT RAISE(ABORT, 'person_key is never changed or removed'); END
-- next
CREATE TRIGGER person_key_only_destroyed BEFORE UPDATE ON person_key
WHEN NEW.person <> OLD.person OR OLD.wrapped IS NULL OR NEW.wrapped IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a key is only ever destroyed'); END
-- next
CREATE TRIGGER person_key_once BEFORE INSERT ON person_key
WHEN EXISTS (SELECT 1 FROM person_key WHERE person = NEW.person)
BEGIN SELECT RAISE(ABORT, 'a key is made once'); END
-- next
CREATE TRIGGER identity_no_delete BEFORE DELETE ON identity 
BEGIN SELECT RAISE(ABORT, 'identity is never changed or removed'); END
-- next
CREATE TRIGGER identity_in_turn BEFORE UPDATE ON identity
WHEN NEW.person <> OLD.person OR NEW.version <> OLD.version + 1
BEGIN SELECT RAISE(ABORT, 'a version takes the next number'); END
-- next
CREATE TRIGGER identity_once BEFORE INSERT ON identity
WHEN EXISTS (SELECT 1 FROM identity WHERE person = NEW.person) OR NEW.version <> 1
BEGIN SELECT RAISE(ABORT, 'an identity is recorded once'); END
-- next
CREATE TRIGGER break_glass_no_delete BEFORE DELETE ON break_glass 
BEGIN SELECT RAISE(ABORT, 'break_glass is never changed or removed'); END
-- next
CREATE TRIGGER break_glass_only_seen BEFORE UPDATE ON break_glass
WHEN OLD.seen_at IS NOT NULL OR NEW.id <> OLD.id OR NEW.account <> OLD.account
  OR NEW.person <> OLD.person OR NEW.purpose <> OLD.purpose OR NEW.opened_at <> OLD.opened_at
  OR NEW.expires_at <> OLD.expires_at
BEGIN SELECT RAISE(ABORT, 'break_glass is never changed or removed'); END
-- next
CREATE TRIGGER break_glass_once BEFORE INSERT ON break_glass
WHEN EXISTS (SELECT 1 FROM break_glass WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'break_glass is never changed or removed'); END
-- next
CREATE TRIGGER assignment_no_delete BEFORE DELETE ON assignment 
BEGIN SELECT RAISE(ABORT, 'assignment is never changed or removed'); END
-- next
CREATE TRIGGER assignment_only_ended BEFORE UPDATE ON assignment
WHEN OLD.until IS NOT NULL OR NEW.account <> OLD.account OR NEW.person <> OLD.person
  OR NEW.since <> OLD.since OR NEW.assigned_by <> OLD.assigned_by
BEGIN SELECT RAISE(ABORT, 'an assignment is only ever ended'); END
-- next
CREATE TRIGGER assignment_once BEFORE INSERT ON assignment
WHEN EXISTS (SELECT 1 FROM assignment WHERE account = NEW.account AND person = NEW.person AND since = NEW.since)
BEGIN SELECT RAISE(ABORT, 'an assignment is only ever ended'); END
-- next
CREATE TRIGGER account_no_delete BEFORE DELETE ON account 
BEGIN SELECT RAISE(ABORT, 'account is never changed or removed'); END
-- next
CREATE TRIGGER account_epoch BEFORE UPDATE ON account
WHEN NEW.name <> OLD.name OR NEW.epoch < OLD.epoch
BEGIN SELECT RAISE(ABORT, 'an account keeps its name and moves on'); END
-- next
CREATE TRIGGER login_session_stays_ended BEFORE UPDATE ON login_session
WHEN OLD.ended_at IS NOT NULL OR NEW.account <> OLD.account OR NEW.token_hash <> OLD.token_hash
  OR NEW.started_at <> OLD.started_at
BEGIN SELECT RAISE(ABORT, 'an ended session stays ended'); END
