-- Attachments are stored before the entry that names them; the append that names one claims it. What nobody has claimed
-- after a day is an orphan. Rows of before are taken as claimed.
alter table attachments add column unclaimed boolean not null default false;
create index attachments_unclaimed on attachments (created_at) where unclaimed;

create index idempotency_created on idempotency (created_at);
create index jobs_created on jobs (created_at);
create index entries_anchors on entries (ledger_id, index desc) where op = 'audit-anchor';

-- How often a job was taken up: one that ends each worker is failed, not tried for ever.
alter table jobs add column attempts integer not null default 0;
