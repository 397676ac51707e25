create table person (
  id integer primary key autoincrement,
  login text not null unique collate nocase,
  first text,
  last text,
  mail text,
  active text not null default '1',
  created text not null default (strftime('%Y-%m-%dT%H:%M:%fZ')),
  modified text not null default (strftime('%Y-%m-%dT%H:%M:%fZ'))
);
create table team (id integer primary key autoincrement, name text not null unique);
create table team_member (
  team integer not null references team (id) on delete cascade,
  person integer not null references person (id) on delete cascade,
  primary key (team, person)
);
