-- What those who run the site did to an account, and why. The audit log, which is for ever, says that it was done; the reason
-- stands here, and goes with the account.

create table account_actions (
  id uuid constraint account_actions_pkey primary key,
  user_id uuid not null constraint account_actions_user_fkey references users on delete cascade,
  action text not null,
  reason text not null constraint account_actions_reason check (length(reason) between 1 and 1000),
  done_by uuid constraint account_actions_done_by_fkey references users on delete set null,
  done_at timestamptz not null
);
create index account_actions_user on account_actions (user_id, done_at desc);
create index account_actions_done_by on account_actions (done_by) where done_by is not null;
