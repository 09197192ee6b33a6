-- What the requester is told when a removal was not upheld; forgotten with the rest of the request.
alter table removal_requests
  add column decided_because text
    constraint removal_requests_decided_because check (length(decided_because) between 1 and 1000);
