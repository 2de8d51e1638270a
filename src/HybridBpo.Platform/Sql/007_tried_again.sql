-- How often the mail server said "later" (4xx) to a delivery, so that an end can be put to it.
alter table platform.deliveries add column refused int not null default 0;

comment on table platform.deliveries is
  'What leaves the house. A delivery goes back from sending to planned only by the host that holds it and knows that nothing left '
  '(no connection, a 4xx reply, a stop in the last moment); an abandoned one becomes unknown. That is why nothing is sent twice.';

comment on table platform.sending_stops is
  'Stops of sending, kept for ever. Whoever may stop sending for one client may also stop the whole firm; everybody sees such a stop.';
