-- Settings stored by an operator; the environment wins over them. Read when a node starts.
create table settings (
    section text not null,
    key text not null,
    value text not null,
    changed_at timestamptz not null default now(),
    primary key (section, key)
);
