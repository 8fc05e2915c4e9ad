-- When a row came, in the order that snapshots know: an incremental backup takes what its parent's snapshot could not see.
alter table attachments add column added xid8 not null default pg_current_xact_id();
alter table bundles add column added xid8 not null default pg_current_xact_id();
alter table idempotency add column added xid8 not null default pg_current_xact_id();

-- Transaction numbers mean nothing in another database: whoever has another lineage starts with a full backup.
create table backup_lineage (id uuid not null);
insert into backup_lineage values (gen_random_uuid());

-- Whose rows and key are destroyed, so that no restore brings them back. Exported when every target knows.
create table erasures (
    origin text not null,
    dataset text not null,
    version integer not null,
    dataset_root bytea not null,
    at timestamptz not null default now(),
    exported boolean not null default false,
    primary key (origin, dataset, version)
);

create function keep_erasure() returns trigger language plpgsql as $$
begin
    execute format(
        'insert into %I.erasures (origin, dataset, version, dataset_root) select origin, $1, $2, $3 from %I.ledgers where id = $4 on conflict do nothing',
        tg_table_schema, tg_table_schema) using new.name, new.version, new.dataset_root, new.ledger_id;
    return new;
end $$;

create trigger versions_keep_erasures after update on versions
    for each row when (old.sealed_key is not null and new.sealed_key is null) execute function keep_erasure();

-- Checkpoints that the world may hold and this log, restored from before them, does not reach or contradicts.
create table published_heads (
    origin text not null,
    size bigint not null,
    root bytea not null,
    note text not null,
    source text not null,
    confirmed_by text,
    confirmed_at timestamptz,
    primary key (origin, size, root)
);

-- The last slot of each schedule that some replica took.
create table backup_slots (
    kind text primary key,
    due timestamptz not null,
    claimed_at timestamptz not null,
    node_id text not null
);
