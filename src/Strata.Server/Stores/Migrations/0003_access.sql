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
