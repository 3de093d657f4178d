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
) STRICT
-- next
CREATE TRIGGER detention_phase_no_update BEFORE UPDATE ON detention_phase 
BEGIN SELECT RAISE(ABORT, 'detention_phase is never changed or removed'); END
-- next
CREATE TRIGGER detention_phase_no_delete BEFORE DELETE ON detention_phase 
BEGIN SELECT RAISE(ABORT, 'detention_phase is never changed or removed'); END
-- next
CREATE TRIGGER detention_phase_in_turn BEFORE INSERT ON detention_phase
WHEN NEW.version <> (SELECT coalesce(max(version), 0) + 1 FROM detention_phase WHERE id = NEW.id)
  OR EXISTS (SELECT 1 FROM detention_phase WHERE id = NEW.id AND person <> NEW.person)
BEGIN SELECT RAISE(ABORT, 'a version takes the next number'); END
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
) STRICT
-- next
CREATE TRIGGER unit_place_no_update BEFORE UPDATE ON unit_place 
BEGIN SELECT RAISE(ABORT, 'unit_place is never changed or removed'); END
-- next
CREATE TRIGGER unit_place_no_delete BEFORE DELETE ON unit_place 
BEGIN SELECT RAISE(ABORT, 'unit_place is never changed or removed'); END
-- next
CREATE TRIGGER unit_place_in_turn BEFORE INSERT ON unit_place
WHEN NEW.version <> (SELECT coalesce(max(version), 0) + 1 FROM unit_place WHERE id = NEW.id)
  OR EXISTS (SELECT 1 FROM unit_place WHERE id = NEW.id AND person <> NEW.person)
BEGIN SELECT RAISE(ABORT, 'a version takes the next number'); END
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
) STRICT
-- next
CREATE TRIGGER planned_release_no_update BEFORE UPDATE ON planned_release 
BEGIN SELECT RAISE(ABORT, 'planned_release is never changed or removed'); END
-- next
CREATE TRIGGER planned_release_no_delete BEFORE DELETE ON planned_release 
BEGIN SELECT RAISE(ABORT, 'planned_release is never changed or removed'); END
-- next
CREATE TRIGGER planned_release_in_turn BEFORE INSERT ON planned_release
WHEN NEW.version <> (SELECT coalesce(max(version), 0) + 1 FROM planned_release WHERE id = NEW.id)
  OR EXISTS (SELECT 1 FROM planned_release WHERE id = NEW.id AND person <> NEW.person)
BEGIN SELECT RAISE(ABORT, 'a version takes the next number'); END
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
) STRICT
-- next
CREATE TRIGGER handover_no_update BEFORE UPDATE ON handover 
BEGIN SELECT RAISE(ABORT, 'handover is never changed or removed'); END
-- next
CREATE TRIGGER handover_no_delete BEFORE DELETE ON handover 
BEGIN SELECT RAISE(ABORT, 'handover is never changed or removed'); END
-- next
CREATE TRIGGER handover_in_turn BEFORE INSERT ON handover
WHEN NEW.version <> (SELECT coalesce(max(version), 0) + 1 FROM handover WHERE id = NEW.id)
  OR EXISTS (SELECT 1 FROM handover WHERE id = NEW.id AND person <> NEW.person)
BEGIN SELECT RAISE(ABORT, 'a version takes the next number'); END
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
) STRICT
-- next
CREATE TRIGGER separation_no_update BEFORE UPDATE ON separation 
BEGIN SELECT RAISE(ABORT, 'separation is never changed or removed'); END
-- next
CREATE TRIGGER separation_no_delete BEFORE DELETE ON separation 
BEGIN SELECT RAISE(ABORT, 'separation is never changed or removed'); END
-- next
CREATE TRIGGER separation_in_turn BEFORE INSERT ON separation
WHEN NEW.version <> (SELECT coalesce(max(version), 0) + 1 FROM separation WHERE id = NEW.id)
  OR EXISTS (SELECT 1 FROM separation WHERE id = NEW.id AND (person <> NEW.person OR other <> NEW.other))
BEGIN SELECT RAISE(ABORT, 'a version takes the next number'); END
