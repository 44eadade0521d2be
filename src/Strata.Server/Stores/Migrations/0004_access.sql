-- Who may do what. What no grant allows is refused.

CREATE TABLE roles (
    name text PRIMARY KEY,
    description text NOT NULL,
    verbs text NOT NULL
);

CREATE TABLE grants (
    id text PRIMARY KEY,
    subject text NOT NULL,
    role text NOT NULL,
    space text NOT NULL,
    environment text NOT NULL,
    tenant text NOT NULL,
    path text NOT NULL,
    expires_at bigint,
    granted_by text NOT NULL,
    created_at bigint NOT NULL
);

CREATE INDEX grants_by_subject ON grants (subject);

-- Rises with every change of roles and grants, so that each process notices.
ALTER TABLE store_state ADD COLUMN access_version bigint NOT NULL DEFAULT 0;

-- Who did what, a chain of hashes for each space, and one (the empty name) for what belongs to none. Rows are only ever added. Those of before have no hash
-- until the first process that knows of hashes gives them theirs.
CREATE TABLE audit_chains (
    space text NOT NULL,
    number bigint NOT NULL,
    action text NOT NULL,
    actor text NOT NULL,
    at bigint NOT NULL,
    revision bigint,
    details text NOT NULL,
    subject text NOT NULL DEFAULT '',
    credential text NOT NULL DEFAULT '',
    address text NOT NULL DEFAULT '',
    reason text NOT NULL DEFAULT '',
    content_before text,
    content_after text,
    previous text NOT NULL DEFAULT '',
    hash text,
    PRIMARY KEY (space, number)
);

INSERT INTO audit_chains (space, number, action, actor, at, revision, details)
SELECT space, number, action, actor, at, revision, details FROM audit;

DROP TABLE audit;

ALTER TABLE audit_chains RENAME TO audit;

-- Who asked for it, whatever he is called.
ALTER TABLE timed_actions ADD COLUMN subject text NOT NULL DEFAULT '';
