-- The database itself refuses what the server never does. Whoever owns the database can lift this; what he changes then, the hashes show.

CREATE FUNCTION audit_keeps_rows() RETURNS trigger LANGUAGE plpgsql AS '
BEGIN
    RAISE EXCEPTION ''rows of the audit log are neither changed nor deleted'';
END';

CREATE TRIGGER audit_keeps_rows BEFORE DELETE ON audit FOR EACH ROW EXECUTE FUNCTION audit_keeps_rows();

CREATE TRIGGER audit_keeps_values BEFORE UPDATE ON audit FOR EACH ROW WHEN (OLD.hash IS NOT NULL) EXECUTE FUNCTION audit_keeps_rows();

CREATE TRIGGER audit_keeps_all BEFORE TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION audit_keeps_rows();

CREATE FUNCTION access_changed() RETURNS trigger LANGUAGE plpgsql AS '
BEGIN
    UPDATE store_state SET access_version = access_version + 1;
    RETURN NULL;
END';

CREATE TRIGGER roles_changed AFTER INSERT OR UPDATE OR DELETE ON roles FOR EACH ROW EXECUTE FUNCTION access_changed();

CREATE TRIGGER grants_changed AFTER INSERT OR UPDATE OR DELETE ON grants FOR EACH ROW EXECUTE FUNCTION access_changed();
