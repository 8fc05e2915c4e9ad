-- The log. entries, nodes and checkpoints only ever grow: a trigger refuses everything else.
create table ledgers (
    id integer generated always as identity primary key,
    project text not null unique,
    origin text not null unique,
    description text,
    public_key bytea not null,
    sealed_seed bytea not null,
    created_at timestamptz not null,
    read_only text
);

create table heads (
    ledger_id integer primary key references ledgers (id),
    size bigint not null,
    root bytea not null,
    peaks bytea not null
);

create table entries (
    ledger_id integer not null references ledgers (id),
    index bigint not null,
    leaf_hash bytea not null,
    bytes bytea not null,
    op text not null,
    dataset text,
    version integer,
    parents bigint[] not null,
    created_at timestamptz not null,
    primary key (ledger_id, index)
);
create index entries_leaf_hash on entries (ledger_id, leaf_hash);
create index entries_dataset on entries (ledger_id, dataset, version) where dataset is not null;
create index entries_parents on entries using gin (parents);

create table nodes (
    ledger_id integer not null references ledgers (id),
    level smallint not null,
    index bigint not null,
    hash bytea not null,
    primary key (ledger_id, level, index)
);

create table checkpoints (
    ledger_id integer not null references ledgers (id),
    size bigint not null,
    root bytea not null,
    note text not null,
    term bigint not null,
    created_at timestamptz not null,
    primary key (ledger_id, size)
);

create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% is append-only', tg_table_name using errcode = 'insufficient_privilege';
end $$;

create trigger entries_append_only before update or delete or truncate on entries
    for each statement execute function refuse_change();
create trigger nodes_append_only before update or delete or truncate on nodes
    for each statement execute function refuse_change();
create trigger checkpoints_append_only before update or delete or truncate on checkpoints
    for each statement execute function refuse_change();

-- What entries name by hash, stored before them; what no entry names after a day is swept.
create table attachments (
    ledger_id integer not null references ledgers (id),
    kind text not null,
    hash bytea not null,
    part integer not null,
    bytes bytea not null,
    created_at timestamptz not null default now(),
    primary key (ledger_id, kind, hash, part)
);

-- A dataset version: appended in its entry's transaction. Its key goes when its witness is destroyed.
create table versions (
    ledger_id integer not null references ledgers (id),
    name text not null,
    version integer not null,
    index bigint not null,
    leaf_hash bytea not null,
    dataset_root bytea not null,
    header bytea not null,
    row_root bytea not null,
    file_commitment bytea,
    rows bigint not null,
    wf_open bytea not null,
    wf_pad bytea,
    sealed_key bytea,
    primary key (ledger_id, name, version)
);
create index versions_index on versions (ledger_id, index);
create index versions_root on versions (ledger_id, dataset_root);

create table bundles (
    id text primary key,
    ledger_id integer not null references ledgers (id),
    request_hash bytea,
    dataset text,
    version integer,
    type text not null,
    bytes bytea not null,
    created_at timestamptz not null default now(),
    unique (ledger_id, request_hash)
);

create table idempotency (
    key_hash bytea primary key,
    body_hash bytea not null,
    status integer not null,
    response text not null,
    created_at timestamptz not null default now()
);

create table jobs (
    id text primary key,
    ledger_id integer,
    owner text not null,
    kind text not null,
    state text not null,
    progress real not null default 0,
    request text not null,
    result text,
    error text,
    lease_until timestamptz,
    cancel boolean not null default false,
    created_at timestamptz not null default now()
);
create index jobs_open on jobs (created_at) where state in ('queued', 'running');

create table lease (
    cluster_id text primary key,
    term bigint not null,
    node_id text not null,
    backend_pid integer not null,
    expires_at timestamptz not null
);

create table members (
    cluster_id text not null,
    node_id text not null,
    last_seen timestamptz not null,
    version text not null,
    primary key (cluster_id, node_id)
);
