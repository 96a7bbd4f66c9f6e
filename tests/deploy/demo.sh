#!/bin/bash
# deploy/demo as somebody uses it who knows nothing: start, start again, what it prints, a machine that dies, a port that
# is taken, stop. Everything in an empty environment: no language set, no HOME of use.
set -u
cd "$(dirname "$0")/../.."
port=${DAIS_DEMO_TEST_PORT:-8091}
state=/var/tmp/dais-demo-$port
count=0

demo() {
	env -i "PATH=$PATH" HOME=/nonexistent deploy/demo --port "$port" "$@"
}

result() { # status, text, what was said
	count=$((count + 1))
	if [ "$1" = 0 ]; then echo "ok $count - $2"; else echo "not ok $count - $2"; sed 's/^/# /' <<< "${3-}"; fi
}

said=$(demo reset 2>&1)
result $? "starts from nothing" "$said"

begun=$SECONDS
said=$(demo 2>&1)
status=$?
[ $((SECONDS - begun)) -lt 10 ] || status=1
result $status "starts again in less than 10 s ($((SECONDS - begun)) s)" "$said"

! grep -qi 'warning\|error\|failed' <<< "$said"
result $? "says nothing alarming" "$said"

[ "$(sed -n 's/\t.*//p' <<< "$(demo links)" | sort | tr '\n' ' ')" = "chair contact focal-point panelist public staff " ]
result $? "has a sign-in address for each role" "$(demo links)"

answers=$(demo links | while IFS=$'\t' read -r role address; do curl -so /dev/null -w "$role %{http_code}\n" "$address"; done)
! grep -qv ' 200$' <<< "$answers"
result $? "each of them answers" "$answers"

said=$(eval "$(demo env)" && dais --check-config 2>&1 && dais log verify migrants-2004 2>&1)
result $? "env lets the command dais reach it" "$said"

said=$(demo mail 2>&1)
result $? "shows the mails" "$said"

if [ "$(id -u)" = 0 ]; then
	said=$(pgrep -a -u root -f "$state/")
	[ -z "$said" ]
	result $? "nothing of it runs as root" "$said"
else
	result 0 "nothing of it runs as root"
fi

# The power fails: everything ends at once, pid files and sockets stay.
for pid in $(sed -n 1p "$state/data/postmaster.pid") $(cat "$state"/run/*.pid); do kill -KILL "$pid"; done
said=$(demo 2>&1)
result $? "comes back after everything was killed" "$said"
said=$(demo status)
result $? "and then everything runs" "$said"

demo stop > /dev/null
said=$(pgrep -a -f "$state/")
[ -z "$said" ]
result $? "stop leaves nothing running" "$said"
! demo status > /dev/null
result $? "status then says so"

/usr/bin/python3 -m http.server --bind 127.0.0.1 "$port" > /dev/null 2>&1 &
taken=$!
until (exec 3<> "/dev/tcp/127.0.0.1/$port") 2> /dev/null; do sleep 0.1; done
said=$(demo 2>&1)
status=$?
kill $taken
[ $status != 0 ] && grep -q "port $port is taken" <<< "$said" && [ "$(grep -c '^deploy/demo: ' <<< "$said")" = 1 ]
result $? "says in one sentence when the port is taken" "$said"

demo stop
rm -rf "$state"

# /var/tmp is everybody's: what somebody else put there in our name is neither used nor emptied.
trap_of=$(mktemp -d)
mkdir "$trap_of/data"
ln -s "$trap_of" "$state"
said=$(demo reset 2>&1)
[ $? != 0 ] && [ -d "$trap_of/data" ]
result $? "does not follow a link that lies in its place" "$said"
rm -rf "$state" "$trap_of"
echo "1..$count"
