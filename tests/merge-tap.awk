# Reads one test's TAP and writes it as a part of a larger stream: numbers go on from `first`, names get `name:` in
# front unless it is empty, everything else becomes a comment. A missing or broken plan and a bad exit are failures of
# their own. The last line on standard error: how many passed, failed, were skipped.

BEGIN { planned = -1 }

function report(ok, text) {
	printf "%sok %d - %s%s\n", ok ? "" : "not ", ++number, name ? name ": " : "", text
	fflush()
	if (!ok) failed++
	else if (text ~ /# [Ss][Kk][Ii][Pp]/) skipped++
	else passed++
}

/^(not )?ok([ \t]|$)/ {
	good = !/^not/
	sub(/^(not )?ok[ \t]*[0-9]*[ \t]*(- )?/, "")
	seen++
	report(good, $0)
	next
}
/^1\.\.[0-9]+/ {
	split($1, plan, /\.\./)
	planned = plan[2] + 0
	if (planned == 0 && /[Ss][Kk][Ii][Pp]/) { sub(/^1\.\.0[ \t]*/, ""); report(1, $0 == "" ? "# SKIP" : $0) }
	next
}
/^@exit / { status = $2; next }
/^# (Subtest:|tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) / { next }
good && /^  ---$/ { quiet = 1 }
quiet { if (/^  \.\.\.$/) quiet = 0; next }
/^TAP version/ || /^$/ { next }
/^Bail out!/ { report(0, $0); next }
/^[ \t]*#/ { print; fflush(); next }
{ print "# " $0; fflush() }

END {
	if (planned < 0) report(0, "printed no plan: it did not run to its end")
	else if (planned != seen + 0) report(0, "planned " planned " tests but ran " seen + 0)
	if (status != 0 && !failed) report(0, "exit status " status)
	printf "%d %d %d\n", passed, failed, skipped > "/dev/stderr"
}
BEGIN { number = first }
