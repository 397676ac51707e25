#!/bin/sh
# People and teams in an SQLite database, by its command line tool. The request is JSON, and SQLite reads JSON: so the SQL
# is always the same text, and no value is ever a part of it.
set -u
database=${DATABASE:-people.db}
request=$(mktemp) || exit 75
errors=$request.errors
trap 'rm -f "$request" "$errors"' EXIT
cat > "$request"

person="json_object('id', id, 'login', login, 'first', first, 'last', last, 'mail', mail, 'active', active,
  'created', created, 'modified', modified)"
team="json_object('id', id, 'name', name, 'members', (select json_group_array(cast(person as text)) from team_member where team = id))"
# Of the same text, not only of the same number: "02" is nobody's id.
this="id = body ->> '$.id' and cast(id as text) = body ->> '$.id'"
# A field of the change where it is set, null where it is unset, the old value else.
changed() {
  for column in "$@"; do
    printf "%s = case when body -> '$.change.set.%s' is not null then body ->> '$.change.set.%s'
      when exists (select 1 from json_each(body, '$.change.unset') where value = '%s') then null else %s end, " \
      "$column" "$column" "$column" "$column" "$column"
  done
}

case $1 in
  check) sql='select 1 from person limit 1' ;;
  find-people) sql="select $person from person" ;;
  get-person) sql="select $person from person, request where $this" ;;
  insert-person)
    sql="insert into person (login, first, last, mail, active)
      select body ->> '$.record.login', body ->> '$.record.first', body ->> '$.record.last', body ->> '$.record.mail',
        coalesce(body ->> '$.record.active', '1') from request returning $person" ;;
  update-person)
    sql="update person set $(changed login first last mail active) modified = strftime('%Y-%m-%dT%H:%M:%fZ')
      from request where $this returning $person" ;;
  remove-person) sql="delete from person where id in (select id from person, request where $this) returning id" ;;
  find-teams) sql="select $team from team" ;;
  insert-team) sql="insert into team (name) select body ->> '$.record.name' from request returning json_object('id', id)" ;;
  update-team) sql="update team set $(changed name) id = id from request where $this returning $team" ;;
  remove-team) sql="delete from team where id in (select id from team, request where $this) returning id" ;;
  join-team)
    sql="insert into team_member select body ->> '$.id', body ->> '$.member' from request where true
      on conflict do update set team = team returning team" ;;
  leave-team)
    sql="delete from team_member where (team, person) = (select body ->> '$.id', body ->> '$.member' from request);
      select 1" ;;
  *) exit 6 ;;
esac

[ -f "$database" ] || { echo "$database is not there" >&2; exit 75; }
# The request is its stdin, which SQLite reads as a file: the first line of the SQL makes a table of it.
sqlite3 -batch -bail -cmd '.timeout 5000' "$database" "
  pragma foreign_keys = on;
  create temp table request as select cast(readfile('/dev/stdin') as text) as body;
  $sql;" < "$request" > "$request.answer" 2> "$errors"
code=$?
cat "$errors" >&2
if [ $code -ne 0 ]; then
  rm -f "$request.answer"
  case $(cat "$errors") in
    *'UNIQUE constraint failed'*) exit 4 ;;
    *'constraint failed'* | *'datatype mismatch'*) exit 5 ;;
    *'database is locked'*) exit 75 ;;
  esac
  exit 1
fi
answer=0
case $1 in
  find-* | check) cat "$request.answer" ;;
  *) if [ -s "$request.answer" ]; then cat "$request.answer"; else answer=3; fi ;;
esac
rm -f "$request.answer"
exit $answer
