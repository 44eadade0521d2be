-- The database itself refuses what the server never does. Whoever owns the database can lift this; what he changes then, the hashes show.

CREATE TRIGGER audit_keeps_rows BEFORE DELETE ON audit
BEGIN
    SELECT RAISE(ABORT, 'rows of the audit log are neither changed nor deleted');
END;

CREATE TRIGGER audit_keeps_values BEFORE UPDATE ON audit WHEN OLD.hash IS NOT NULL
BEGIN
    SELECT RAISE(ABORT, 'rows of the audit log are neither changed nor deleted');
END;

-- INSERT OR REPLACE deletes without a word.
CREATE TRIGGER audit_keeps_places BEFORE INSERT ON audit WHEN EXISTS (SELECT 1 FROM audit WHERE space = NEW.space AND number = NEW.number)
BEGIN
    SELECT RAISE(ABORT, 'rows of the audit log are neither changed nor deleted');
END;

CREATE TRIGGER roles_added AFTER INSERT ON roles
BEGIN
    UPDATE store_state SET access_version = access_version + 1;
END;

CREATE TRIGGER roles_changed AFTER UPDATE ON roles
BEGIN
    UPDATE store_state SET access_version = access_version + 1;
END;

CREATE TRIGGER roles_removed AFTER DELETE ON roles
BEGIN
    UPDATE store_state SET access_version = access_version + 1;
END;

CREATE TRIGGER grants_added AFTER INSERT ON grants
BEGIN
    UPDATE store_state SET access_version = access_version + 1;
END;

CREATE TRIGGER grants_changed AFTER UPDATE ON grants
BEGIN
    UPDATE store_state SET access_version = access_version + 1;
END;

CREATE TRIGGER grants_removed AFTER DELETE ON grants
BEGIN
    UPDATE store_state SET access_version = access_version + 1;
END;
