/** Functions that jq defines in its own language. */
export const prelude = `
def map(f): [.[] | f]; def select(f): if f then . else empty end; def values: select(. != null); def nulls: select(. == null);
def recurse(f): def r: ., (f | r); r; def recurse(f; c): def r: ., (f | select(c) | r); r; def recurse: recurse(.[]?);
def strings: select(type == "string"); def numbers: select(type == "number"); def booleans: select(type == "boolean");
def arrays: select(type == "array"); def objects: select(type == "object"); def iterables: select(type | . == "array" or . == "object"); def scalars: select(type | . != "array" and . != "object");
def map_values(f): .[] |= f; def to_entries: [keys_unsorted[] as $k | {key: $k, value: .[$k]}];
def from_entries: reduce .[] as $x ({}; . + { (($x | if .key == null then .k // .name // .Name // .K // .Key else .key end) | if type == "string" then . else tojson end): ($x | if has("value") then .value elif has("v") then .v else .Value end) });
def with_entries(f): to_entries | map(f) | from_entries; def add(f): reduce f as $x (null; . + $x); def add: add(.[]);
def isempty(g): label $go | (g | false, break $go), true; def first(f): label $go | (f | ., break $go); def first: .[0]; def any(g; f): isempty(first(g | f | select(.))) | not; def any(f): any(.[]; f); def any: any(.); def all(g; f): isempty(first(g | f | select(. | not))); def all(f): all(.[]; f); def all: all(.);
 def last: .[-1]; def last(f): reduce f as $x (null; $x);
def limit($n; f): if $n > 0 then label $go | foreach f as $x (0; . + 1; $x, if . >= $n then break $go else empty end) else empty end; def nth($n): .[$n]; def nth($n; f): last(limit($n + 1; f)); 
def until(c; f): def u: if c then . else (f | u) end; u; def while(c; f): def w: if c then ., (f | w) else empty end; w; def repeat(f): def r: ., (f | r); r;
def in($o): . as $k | $o | has($k); def inside($o): . as $x | $o | contains($x); def range($n): range(0; $n); def del(f): delpaths([path(f)]); def paths: path(..) | select(length > 0); def paths(f): path(.. | select(f)) | select(length > 0);
def leaf_paths: paths(scalars); def sort_by(f): [map([[f], .]) | sort_pairs[] | .[1]]; def group_by(f): [map([[f], .]) | group_pairs[] | map(.[1])]; def unique_by(f): [group_by(f)[] | .[0]]; def unique: unique_by(.);
def min_by(f): sort_by(f) | .[0]; def max_by(f): sort_by(f) | .[-1]; def min: min_by(.); def max: max_by(.); def flatten: flatten(1e9); def join($s): reduce .[] as $x (null; (if . == null then "" else . + $s end) + ($x | if . == null then "" elif type == "string" then . else tojson end)) // "";
def test($re): test($re; null); def match($re): match($re; null); def capture($re): capture($re; null); def capture($re; $f): match($re; $f) | [.captures[] | select(.name != null) | {key: .name, value: .string}] | from_entries;
def scan($re): match($re; "g") | if (.captures | length) > 0 then [.captures[].string] else .string end; def splits($re): splits($re; null); def splits($re; $f): split($re; $f)[]; def sub($re; s; $f): . as $in | (reduce match($re; $f) as $m ({at: 0, out: ""}; .out += $in[.at:$m.offset] + ($m.captures | map(select(.name != null) | {key: .name, value: .string}) | from_entries | s) | .at = $m.offset + $m.length)) as $r | $r.out + $in[$r.at:]; def sub($re; s): sub($re; s; ""); def gsub($re; s): sub($re; s; "g"); def gsub($re; s; $f): sub($re; s; $f + "g");

def todate: strftime("%Y-%m-%dT%H:%M:%SZ"); def fromdate: fromdateiso8601; def todateiso8601: todate; def date: todate; def combinations: if length == 0 then [] else .[0][] as $x | (.[1:] | combinations) as $w | [$x] + $w end;
def walk(f): def w: if type == "object" then map_values(w) elif type == "array" then map(w) else . end | f; w; def transpose: (map(length) | max // 0) as $n | [range(0; $n) as $i | [.[][$i]]]; def env: $ENV; def halt_error: error; def finites: select(isinfinite or isnan | not); def normals: select(. != 0);
def index($s): indices($s) | .[0]; def rindex($s): indices($s) | .[-1]; def tostream: path(def r: (.[]? | r), .; r) as $p | getpath($p) | reduce path(.[]?) as $q ([$p, .]; [$p + $q]); def pick(f): . as $in | reduce path(f) as $p (null; setpath($p; $in | getpath($p))); def debug: .; def abs: if . < 0 then -. else . end; def toarray: if type == "array" then . else [.] end; def have_literal_numbers: true;
def inputs: def r: (try input catch empty) | (., r); r; def ltrimstr($s): if type == "string" and ($s | type) == "string" and startswith($s) then .[($s | length):] else . end; def rtrimstr($s): if type == "string" and ($s | type) == "string" and endswith($s) and ($s | length) > 0 then .[:length - ($s | length)] else . end;
.`
