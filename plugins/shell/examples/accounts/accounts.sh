#!/bin/sh
# Local accounts, by the system's own tools. Needs root. Who is inactive is an account that has expired; accounts and groups
# of the system (below 1000) are neither shown nor touched. With PREFIX set, it works on the files below $PREFIX/etc instead of
# the machine's own, to try it without harm. The config has "concurrency": 1, for useradd and its like do not wait for each other.
set -eu
operation=$1
name=${3-}
member=${4-}
prefix=${PREFIX:-}
newline='
'

refuse() { echo "scim: $2" >&2; exit "$1"; }

# database NAME: its lines; from the prefix, or as getent has them.
database() { if [ -n "$prefix" ]; then cat "$prefix/etc/$1"; else getent "$1" || :; fi; }

# tool NAME ARGUMENT...: runs a tool on the prefix, and says what its exit code means (see its manual page).
tool() {
  program=$1
  shift
  code=0
  "$program" ${prefix:+--prefix "$prefix"} "$@" >&2 || code=$?
  case $program.$code in
    *.0 | userdel.12) ;; # 12: the home directory is not there
    useradd.9 | groupadd.9) refuse 4 'This name is taken.' ;;
    useradd.3 | usermod.3 | groupadd.3) refuse 5 'The system refuses a value.' ;;
    usermod.6 | userdel.6 | groupdel.6) refuse 3 'There is no such account or group.' ;;
    usermod.8 | userdel.8 | *.1 | *.10) refuse 75 'The accounts cannot be changed now.' ;;
    *) exit 1 ;;
  esac
}

# useradd accepts more than it should; what is refused here cannot become anything else than a name.
valid() {
  case $1 in
    '' | [!a-z_]* | *[!a-z0-9_-]*) refuse 5 'A name must be of small letters, digits, "_" and "-".' ;;
  esac
  [ "${#1}" -le 32 ] || refuse 5 'A name may have 32 characters.'
}

# The line of an account or group that is not the system's own; names are compared as texts, never as numbers.
own() { database "$1" | awk -F: -v wanted="$2" '$1 "" == wanted "" && $3 >= 1000 && $3 < 65000 { print; found = 1 } END { exit !found }'; }
require() { own "$1" "$2" > /dev/null || refuse 3 'There is no such account or group.'; }

show_users() {
  # An account has expired where the eighth field of shadow is a day that is over.
  { database shadow; echo; cat; } | awk -F: '
    !passwd && $0 == "" { passwd = 1; next }
    !passwd { expires[$1] = $8; next }
    $3 >= 1000 && $3 < 65000 {
      gsub(/\\/, "&&")
      print "login=" $1
      if ($5 != "") print "gecos=" $5
      print "status=" (expires[$1] == 1 ? "expired" : "enabled")
      print ""
    }'
}

show_groups() {
  awk -F: '$3 >= 1000 && $3 < 65000 {
    print "name=" $1
    count = split($4, members, ",")
    for (i = 1; i <= count; i++) print "members=" members[i]
    print ""
  }'
}

# Reads the request into login, gecos, status and password; has_… is set where the value is given.
read_request() {
  login='' gecos='' status='' password='' has_gecos='' has_name=''
  while IFS= read -r line; do
    value=${line#*=}
    case $line in
      record.login=*) login=$value ;;
      record.name=*) login=$value ;;
      change.set.name=* | change.set.login=*) has_name=1 ;;
      record.gecos=* | change.set.gecos=*) gecos=$value has_gecos=1 ;;
      change.unset=gecos) has_gecos=1 ;;
      record.status=* | change.set.status=*) status=$value ;;
      record.password=* | change.set.password=*) password=$value ;;
    esac
  done
  [ -z "$has_name" ] || refuse 5 'A name cannot be changed.'
  case $gecos in *[:\\]*) refuse 5 'A display name holds no ":", no backslash and no line end.' ;; esac
  # chpasswd reads a line for each account: a line end in a password would set that of another one.
  password=$(printf '%b.' "$password")
  password=${password%.}
  case $password in *"$newline"*) refuse 5 'A password holds no line end.' ;; esac
  [ -z "$password" ] || [ -z "$prefix" ] || refuse 6 'Passwords cannot be set below a prefix.'
}

change_user() {
  [ -z "$has_gecos" ] || tool usermod --comment "$gecos" -- "$1"
  case $status in
    expired) tool usermod --expiredate 1 -- "$1" ;;
    enabled) tool usermod --expiredate '' -- "$1" ;;
  esac
  # On stdin, where nobody sees it; printf is part of the shell.
  [ -z "$password" ] || printf '%s:%s\n' "$1" "$password" | chpasswd >&2
}

case $operation in
  check) [ "$(id -u)" = 0 ] && [ -r "$prefix/etc/passwd" ] ;;
  users) database passwd | show_users ;;
  user) own passwd "$name" | show_users ;;
  useradd)
    read_request
    valid "$login"
    tool useradd --comment "$gecos" --user-group --create-home -- "$login"
    has_gecos=
    change_user "$login"
    ;;
  usermod)
    valid "$name"
    require passwd "$name"
    read_request
    change_user "$name"
    ;;
  userdel)
    valid "$name"
    require passwd "$name"
    tool userdel -- "$name"
    # The group that was made for the account alone; userdel itself takes it away only where login.defs says so.
    case $(own group "$name" || :) in *:) tool groupdel -- "$name" ;; esac
    ;;
  groups) database group | show_groups ;;
  group) own group "$name" | show_groups ;;
  groupadd) read_request; valid "$login"; tool groupadd -- "$login" ;;
  groupdel) valid "$name"; require group "$name"; tool groupdel -- "$name" ;;
  join | leave)
    valid "$name"
    valid "$member"
    require group "$name"
    require passwd "$member"
    # The other groups of the account, and this one or not.
    groups=$(database group | awk -F: -v member="$member" -v group="$name" -v joins="$operation" '
      { count = split($4, members, ","); is = 0; for (i = 1; i <= count; i++) if (members[i] "" == member "") is = 1 }
      $1 "" == group "" { is = joins == "join" }
      is { list = list (list == "" ? "" : ",") $1 }
      END { print list }')
    tool usermod --groups "$groups" -- "$member"
    ;;
  *) exit 6 ;;
esac
