-- Who there is: people, programs, what they sign in with, and the keys of that.

CREATE TABLE identity_state (
    id bigint PRIMARY KEY,
    closed_at bigint NOT NULL
);

CREATE TABLE identity_keys (
    id text PRIMARY KEY,
    purpose text NOT NULL,
    material $bytes$ NOT NULL,
    created_at bigint NOT NULL
);

CREATE TABLE protection_keys (
    name text PRIMARY KEY,
    xml text NOT NULL
);

CREATE TABLE users (
    id text PRIMARY KEY,
    user_name text NOT NULL,
    normalized_user_name text NOT NULL,
    password_hash text,
    security_stamp text,
    concurrency_stamp text,
    access_failed_count bigint NOT NULL,
    lockout_enabled bigint NOT NULL,
    lockout_end bigint,
    is_disabled bigint NOT NULL,
    must_change_password bigint NOT NULL,
    totp_secret text,
    totp_step bigint NOT NULL,
    created_at bigint NOT NULL
);

CREATE UNIQUE INDEX users_by_name ON users (normalized_user_name);

CREATE TABLE recovery_codes (
    user_id text NOT NULL REFERENCES users (id),
    hash text NOT NULL,
    PRIMARY KEY (user_id, hash)
);

CREATE TABLE oidc_applications (
    id text PRIMARY KEY,
    application_type text,
    client_id text,
    client_secret text,
    client_type text,
    concurrency_token text,
    consent_type text,
    display_name text,
    display_names text,
    json_web_key_set text,
    permissions text,
    post_logout_redirect_uris text,
    properties text,
    redirect_uris text,
    requirements text,
    settings text
);

CREATE UNIQUE INDEX oidc_applications_by_client ON oidc_applications (client_id);

CREATE TABLE oidc_authorizations (
    id text PRIMARY KEY,
    application_id text REFERENCES oidc_applications (id),
    concurrency_token text,
    creation_date bigint,
    properties text,
    scopes text,
    status text,
    subject text,
    type text
);

CREATE INDEX oidc_authorizations_by_application ON oidc_authorizations (application_id, status, subject, type);

CREATE TABLE oidc_scopes (
    id text PRIMARY KEY,
    concurrency_token text,
    description text,
    descriptions text,
    display_name text,
    display_names text,
    name text,
    properties text,
    resources text
);

CREATE UNIQUE INDEX oidc_scopes_by_name ON oidc_scopes (name);

CREATE TABLE oidc_tokens (
    id text PRIMARY KEY,
    application_id text REFERENCES oidc_applications (id),
    authorization_id text REFERENCES oidc_authorizations (id),
    concurrency_token text,
    creation_date bigint,
    expiration_date bigint,
    payload text,
    properties text,
    redemption_date bigint,
    reference_id text,
    status text,
    subject text,
    type text
);

CREATE UNIQUE INDEX oidc_tokens_by_reference ON oidc_tokens (reference_id);

CREATE INDEX oidc_tokens_by_application ON oidc_tokens (application_id, status, subject, type);

CREATE INDEX oidc_tokens_by_authorization ON oidc_tokens (authorization_id);

CREATE TABLE api_tokens (
    id text PRIMARY KEY,
    owner text NOT NULL,
    owner_name text NOT NULL,
    name text NOT NULL,
    scopes text NOT NULL,
    hash text NOT NULL,
    is_strong bigint NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    used_at bigint,
    revoked_at bigint
);

CREATE INDEX api_tokens_by_owner ON api_tokens (owner);
