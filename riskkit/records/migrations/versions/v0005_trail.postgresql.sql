CREATE INDEX audit_of_person ON audit (person, seq)
-- next
-- Who looked at a file: for those who may see the person now. All else is the inspector's.
CREATE POLICY audit_of_person ON audit FOR SELECT TO riskkit_app
  USING (person <> '' AND riskkit_sees(person))
