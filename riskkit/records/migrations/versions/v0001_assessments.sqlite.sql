CREATE TABLE person (
    id TEXT NOT NULL,
    synthetic INTEGER NOT NULL CHECK (synthetic IN (0, 1)),
    made_up_name TEXT,
    setting TEXT NOT NULL CHECK (setting IN ('unit', 'team')),
    place TEXT NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT names_only_of_synthetic_people CHECK (made_up_name IS NULL OR synthetic = 1)
) STRICT
-- next
CREATE TABLE schema_version (
    only INTEGER NOT NULL CHECK ("only" = 1),
    version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    PRIMARY KEY (only)
) STRICT
-- next
CREATE TABLE assessment (
    id TEXT NOT NULL,
    person TEXT NOT NULL,
    instrument TEXT NOT NULL,
    instrument_version TEXT NOT NULL,
    instrument_sha256 TEXT NOT NULL,
    number INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT one_assessment_a_turn UNIQUE (person, instrument, number),
    FOREIGN KEY(person) REFERENCES person (id)
) STRICT
-- next
CREATE TABLE assessment_version (
    assessment TEXT NOT NULL,
    version INTEGER NOT NULL CHECK (version >= 1),
    record TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    saved_by TEXT NOT NULL,
    saved_at TEXT NOT NULL,
    PRIMARY KEY (assessment, version),
    FOREIGN KEY(assessment) REFERENCES assessment (id)
) STRICT
-- next
CREATE TRIGGER assessment_no_update BEFORE UPDATE ON assessment 
BEGIN SELECT RAISE(ABORT, 'assessment is never changed or removed'); END
-- next
CREATE TRIGGER assessment_no_delete BEFORE DELETE ON assessment 
BEGIN SELECT RAISE(ABORT, 'assessment is never changed or removed'); END
-- next
CREATE TRIGGER assessment_version_no_update BEFORE UPDATE ON assessment_version 
BEGIN SELECT RAISE(ABORT, 'assessment_version is never changed or removed'); END
-- next
CREATE TRIGGER assessment_version_no_delete BEFORE DELETE ON assessment_version 
BEGIN SELECT RAISE(ABORT, 'assessment_version is never changed or removed'); END
-- next
CREATE TRIGGER schema_version_no_delete BEFORE DELETE ON schema_version 
BEGIN SELECT RAISE(ABORT, 'schema_version is never changed or removed'); END
-- next
CREATE TRIGGER assessment_version_in_turn BEFORE INSERT ON assessment_version
WHEN NEW.version <> (SELECT coalesce(max(version), 0) + 1 FROM assessment_version WHERE assessment = NEW.assessment)
BEGIN SELECT RAISE(ABORT, 'a version takes the next number'); END
-- next
CREATE TRIGGER assessment_in_turn BEFORE INSERT ON assessment
WHEN NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM assessment
    WHERE person = NEW.person AND instrument = NEW.instrument)
  OR EXISTS (SELECT 1 FROM assessment WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'an assessment takes the next number'); END
