#!/bin/sh
# Reads a user by the API, makes the next request fail, and looks at what the emulator was asked. To run it:
#
#   terraform-provider-graph emulate -- sh curl.sh
set -eu

get() {
  curl -sS -H "Authorization: Bearer $GRAPH_ACCESS_TOKEN" "$GRAPH_ENDPOINT$1"
}

get '/v1.0/me?$select=displayName,department'
echo

curl -sS -X POST -d '{"pathPrefix": "/v1.0/me", "times": 1, "status": 503}' "$GRAPH_ENDPOINT/_emulator/faults"
get '/v1.0/me?$select=displayName' | grep -o '"code":"[a-zA-Z]*"'

get '/_emulator/requests' | grep -o '"status":[0-9]*'
