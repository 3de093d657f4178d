CREATE INDEX audit_of_person ON audit (person, seq)
