-- Sealed rows, group elements and base64 of them do not shrink: trying costs more than storing.
alter table attachments alter column bytes set storage external;
alter table bundles alter column bytes set storage external;
