#!/bin/sh
# People in a flat file: a line each, its columns apart by tabs. sh and awk are all it needs. The config has
# "concurrency": 1, for the file is rewritten as a whole.
#   people.sh check | list | add | get -- LOGIN | set -- LOGIN | del -- LOGIN
set -eu
operation=$1
# Values reach awk by the environment: it reads no escapes there, and no options.
KEY=${3-}
export KEY
file=${PEOPLE:-people.tsv}
[ -r "$file" ] || { echo "scim: The list of people cannot be read." >&2; exit 75; }

run_awk() {
  awk -v operation="$operation" -v file="$file" '
    function refuse(code, message) { print "scim: " message > "/dev/stderr"; failed = code; exit code }
    # A backslash begins an escape in what the gateway reads.
    function show(   i, value) {
      for (i = 1; i <= width; i++) if ($i != "") { value = $i; gsub(/\\/, "&&", value); print columns[i] "=" value }
      print ""
    }
    function request(   line, at, name, value) {
      while ((getline line < "-") > 0) {
        at = index(line, "=")
        name = substr(line, 1, at - 1)
        value = substr(line, at + 1)
        if (name == "change.unset") given[value] = ""
        if (name !~ /^(record|change\.set)\./) continue
        # Escapes (line ends, backslashes) and tabs have no place in a line of columns.
        if (value ~ /[\\\t]/) refuse(5, "A value holds a character that the list of people cannot keep.")
        sub(/^(record|change\.set)\./, "", name)
        given[name] = value
      }
    }
    BEGIN {
      FS = OFS = "\t"
      width = split("login first last mail status", columns, " ")
      if (operation == "add" || operation == "set") request()
      key = operation == "add" ? given["login"] : ENVIRON["KEY"]
      while ((getline < file) > 0) {
        # As texts: awk takes 10 and 1e1 for the same number.
        if ($1 "" == key "") {
          found = 1
          if (operation == "add") refuse(4, "There is somebody with this login already.")
          if (operation == "get") show()
          if (operation == "del") continue
          if (operation == "set") for (i = 2; i <= width; i++) if (columns[i] in given) $i = given[columns[i]]
        }
        if (operation == "list") show()
        if (operation ~ /^(add|set|del)$/) print
      }
      if (operation == "add") { $0 = ""; for (i = 1; i <= width; i++) $i = given[columns[i]]; print }
      else if (operation != "list" && !found) refuse(3, "There is nobody with this login.")
    }'
}

case $operation in
  check) ;;
  list | get) run_awk ;;
  add | set | del)
    trap 'rm -f "$file.new"' EXIT
    run_awk > "$file.new"
    # In place of the old file in one step: nobody sees half of it.
    mv "$file.new" "$file"
    ;;
  *) exit 6 ;;
esac
