#!/bin/sh
# The least that a command can do: read the request, answer with a record.
read -r request
echo '{"id":"7","login":"ada"}'
