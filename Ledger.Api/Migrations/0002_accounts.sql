create table users (
    name text primary key,
    salt bytea not null,
    password_hash bytea not null,
    roles text[] not null,
    ledgers text[] not null,
    failures integer not null default 0,
    locked_until timestamptz,
    created_at timestamptz not null default now()
);

create table api_keys (
    id text primary key,
    hash bytea not null unique,
    name text not null,
    roles text[] not null,
    ledgers text[] not null,
    expires_at timestamptz,
    last_used timestamptz,
    created_at timestamptz not null default now()
);

