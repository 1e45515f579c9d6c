/**
 * Snippets of the corpus that the simulated shells answer otherwise than the real ones, and why.
 * A test fails as soon as one of them has become equal, so that this list stays true.
 */
export const exceptions: Readonly<Record<string, string>> = {
  "eval 'echo a\necho $LINENO'": 'bash counts the lines of eval from one too many here',
  'set +B; echo {a,b}; set -B; echo {a,b}': 'braces are expanded when the text is read, not when it runs',
  'echo $((x[)); echo after': 'the token named after an open subscript is the bracket alone',
  'echo $((1 ? 2)); echo after': "the token named where `:' lacks is the empty rest",
  'echo $(\nif true\n)': 'bash -c gives 127 here and 2 for the same text in a file; ours gives 2',
  'x=$(if); echo $?': 'bash -c gives 127 here and 2 for the same text in a file; ours gives 2',
  'f() { local -n r=r; r=1; }; f; echo $?': 'no warning of a reference that goes in a circle',
  'set -e; time false; echo never': 'an exit because of -e leaves the time unsaid',
  "set -x; x='a b'; y=$x; z=(1 '2 3'); a[1]=q; declare -A m=([k]=v); export E=1; local l 2>/dev/null; readonly r=2":
    'set -x does not show the list that declare is given',
  "bash -c 'echo $0 $1 $# \"$@\"' name a b; bash -c 'echo $0'; echo 'echo $0 $1' | bash -s a b; echo 'echo \"$0 $*\"' > s; bash s x y; bash ./s x; bash -- s z; bash -c; echo $?; bash -Z; echo $?; bash --nosuch; echo $?; bash nosuch; echo $?; bash d; echo $?":
    "bash's long usage is not shown",
  "trap 'false' DEBUG; shopt -s extdebug 2>/dev/null; trap - DEBUG; echo x": 'extdebug has no effect',
}
