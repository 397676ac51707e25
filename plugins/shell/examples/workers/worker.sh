#!/bin/sh
# A sample worker for those who have nothing but a POSIX shell and awk: people and groups, each a file of name=value lines
# in the folder that is named as its argument. The protocol is on one page, docs/shell-protocol.md.
#
# awk turns a line of JSON into name=value lines (nested names with dots between them, a line for each element of a list)
# and back. In values, \ stands as \\, a line feed as \n, and so on: what printf %b undoes.
set -u
folder=${1:-$(mktemp -d)}
mkdir -p "$folder/User" "$folder/Group"

to_pairs='
function fail() { print "worker.sh: this is no JSON" > "/dev/stderr"; exit 1 }
function blank() { while (substr(text, at, 1) ~ /[ \t\r\n]/) at++ }
function string(   out, c) {
  out = ""
  for (at++; at <= length(text); at++) {
    if (match(substr(text, at), /^[^"\\]+/)) { out = out substr(text, at, RLENGTH); at += RLENGTH }
    c = substr(text, at, 1)
    if (c == "\"") { at++; return out }
    if (c != "\\") fail()
    at++
    c = substr(text, at, 1)
    if (c == "n" || c == "r" || c == "t" || c == "b" || c == "f" || c == "\\") out = out "\\" c
    else if (c == "u") { out = out code(substr(text, at + 1, 4)); at += 4 }
    else out = out c
  }
  fail()
}
function code(hex,   i, n) {
  n = 0
  for (i = 1; i <= 4; i++) n = n * 16 + index("0123456789abcdef", tolower(substr(hex, i, 1))) - 1
  return n < 128 ? sprintf("\\0%03o", n) : "?"
}
function value(name,   start) {
  blank()
  if (substr(text, at, 1) == "{") object(name)
  else if (substr(text, at, 1) == "[") list(name)
  else if (substr(text, at, 1) == "\"") print name "=" string()
  else {
    start = at
    while (substr(text, at, 1) ~ /[-+.0-9A-Za-z]/) at++
    if (at == start) fail()
    if (substr(text, start, at - start) != "null") print name "=" substr(text, start, at - start)
  }
  blank()
}
function object(name,   inner) {
  at++
  for (blank(); substr(text, at, 1) != "}"; blank()) {
    if (substr(text, at, 1) == ",") { at++; blank() }
    if (substr(text, at, 1) != "\"") fail()
    inner = string()
    blank()
    if (substr(text, at, 1) != ":") fail()
    at++
    value(name == "" ? inner : name "." inner)
  }
  at++
}
function list(name) {
  at++
  for (blank(); substr(text, at, 1) != "]"; blank()) {
    if (substr(text, at, 1) == ",") at++
    value(name)
  }
  at++
}
{ text = $0; at = 1; value("") }'

# Records of name=value lines, each ended by an empty line, as lines of JSON about a call.
to_json='
function quoted(s) { gsub(/"/, "\\\"", s); gsub(/\\0/, "\\u0", s); return "\"" octal(s) "\"" }
function octal(s,   out, i) {
  out = ""
  while ((i = index(s, "\\u0")) > 0) {
    out = out substr(s, 1, i - 1) sprintf("\\u%04x", 64 * substr(s, i + 3, 1) + 8 * substr(s, i + 4, 1) + substr(s, i + 5, 1))
    s = substr(s, i + 6)
  }
  return out s
}
function flush(   i, json) {
  if (count == 0) return
  json = ""
  for (i = 1; i <= count; i++)
    json = json (i > 1 ? "," : "") quoted(names[i]) ":" (many[names[i]] ? "[" values[names[i]] "]" : values[names[i]])
  print "{\"call\":" call ",\"record\":{" json "}}"
  count = 0
  split("", values)
  split("", many)
}
$0 == "" { flush(); next }
{
  at = index($0, "=")
  name = substr($0, 1, at - 1)
  if (name in values) { values[name] = values[name] "," quoted(substr($0, at + 1)); many[name] = 1 }
  else { names[++count] = name; values[name] = quoted(substr($0, at + 1)) }
}
END { flush(); print "{\"call\":" call ",\"end\":true}" }'

# The record on stdin after the change that stands in the file $change.
changed='
BEGIN {
  while ((getline line < change) > 0) {
    at = index(line, "=")
    name = substr(line, 1, at - 1)
    value = substr(line, at + 1)
    if (name ~ /^change\.set\./) { sub(/^change\.set\./, "", name); gone[name] = 1; added[++n] = name "=" value }
    else if (name == "change.unset") gone[value] = 1
    else if (name ~ /^change\.lists\..*\.add(\.value)?$/) {
      sub(/^change\.lists\./, "", name); sub(/\.add(\.value)?$/, "", name)
      without[name "=" value] = 1; added[++n] = name "=" value
    } else if (name ~ /^change\.lists\..*\.remove(\.value)?$/) {
      sub(/^change\.lists\./, "", name); sub(/\.remove(\.value)?$/, "", name)
      without[name "=" value] = 1
    }
  }
}
{ name = substr($0, 1, index($0, "=") - 1); if (!(name in gone) && !($0 in without)) print }
END { for (i = 1; i <= n; i++) if (added[i] !~ /^password=/) print added[i] }'

# The value of a name in the request, as it is written there.
of() { sed -n "s/^$1=//p" "$folder/request" | head -n 1; }

# An id in hexadecimal digits: so no id is a path.
hex() { printf '%s' "$1" | od -An -v -tx1 | tr -d ' \n'; }

error() { printf '{"call":%s,"error":{"code":"%s","message":"%s"}}\n' "$call" "$1" "$2"; }

records() { for file in "$@"; do [ -f "$file" ] && { cat "$file"; echo; }; done | awk -v call="$call" "$to_json"; }

answer() {
  kind=$(of resourceType)
  operation=$(of operation)
  case $operation in
    check) records; return ;;
    find) records "$folder/$kind"/*; return ;;
    insert)
      id=$(of "record\\.$key")
      [ -n "$id" ] || id=$(date +%s)-$$-$call
      ;;
    *) id=$(of id) ;;
  esac
  name=$(hex "$id")
  if [ "${#name}" -gt 250 ]; then error invalidValue 'The id is too long.'; return; fi
  file=$folder/$kind/$name
  if [ "$operation" = insert ]; then
    if [ -e "$file" ]; then error conflict 'There is such a record already.'; return; fi
    {
      printf '%s=%s\n' "$key" "$id"
      sed -n -e "/^record\\.$key=/d" -e '/^record\.password=/d' -e 's/^record\.members\.value=/members=/' -e 't out' \
        -e 's/^record\.//' -e 't out' -e d -e ':out' -e p "$folder/request"
    } > "$folder/new" && mv "$folder/new" "$file"
    records "$file"
    return
  fi
  if [ ! -e "$file" ]; then error notFound 'There is no such record.'; return; fi
  case $operation in
    get) records "$file" ;;
    update)
      awk -v change="$folder/request" "$changed" "$file" > "$folder/new" && mv "$folder/new" "$file"
      records "$file"
      ;;
    remove) rm -f "$file" && records ;;
  esac
}

key=id
while IFS= read -r line; do
  # The request may hold a password: nobody else may read it.
  (umask 077 && printf '%s\n' "$line" | awk "$to_pairs" > "$folder/request") || exit 1
  call=$(of call)
  if [ -n "$call" ]; then
    answer
  elif grep -q '^hello\.' "$folder/request"; then
    key=$(of 'hello\.resources\.User\.key')
    operations='{"operations":["find","get","insert","update","remove"]}'
    printf '{"hello":{"protocol":1,"check":true,"stores":{"User":%s,"Group":%s}}}\n' "$operations" "$operations"
  fi
  rm -f "$folder/request"
  # A "cancel" is read only when the call before it has ended: there is nothing left to do for it.
done
