#!/bin/bash
# The systemd units: known settings only, and little left to whoever gets hold of a process. Needs no running systemd.
set -u
cd "$(dirname "$0")/../.."
units=$(mktemp -d)
trap 'rm -rf "$units"' EXIT
cp deploy/systemd/dais.socket "$units"
for unit in dais dais-clerk; do
	sed -e 's|@bindir@/dais|/bin/true|' -e 's|/usr/bin/multiwatch .*|/bin/true|' "deploy/systemd/$unit.service.in" > "$units/$unit.service"
done

echo 1..3
said=$(systemd-analyze verify --man=no "$units"/dais.socket "$units"/*.service 2>&1)
if [ -z "$said" ]; then echo "ok 1 - they are understood"; else echo "not ok 1 - they are understood"; sed 's/^/# /' <<< "$said"; fi
number=2
for unit in dais dais-clerk; do
	said=$(systemd-analyze security --offline=true --threshold=15 "$units/$unit.service" 2>&1 > "$units/table") || said="too exposed"
	if [ -z "$said" ]; then echo "ok $number - $unit: $(tail -n 1 "$units/table" | tr -cd " -~")"; else echo "not ok $number - $unit"; sed 's/^/# /' <<< "$said"; fi
	number=$((number + 1))
done
