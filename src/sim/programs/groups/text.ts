import { gunzip, gzip, zcat } from '../archive/gzip'
import { tar } from '../archive/tar'
import { awk } from '../awk/awk'
import { jq } from '../jq/jq'
import { base64, tee, tr } from '../text/bytes'
import { column } from '../text/column'
import { comm } from '../text/comm'
import { cmp, diff } from '../text/compare'
import { hexdump, od } from '../text/dump'
import { expand, fold, unexpand } from '../text/fold'
import { grep } from '../text/grep'
import { head, tail } from '../text/head'
import { join } from '../text/join'
import { less } from '../text/less'
import { more } from '../text/more'
import { cut } from '../text/cut'
import { rev } from '../text/rev'
import { sort } from '../text/sort'
import { uniq } from '../text/uniq'
import { nl, tac } from '../text/nl'
import { numfmt } from '../text/numfmt'
import { openssl } from '../text/openssl'
import { paste } from '../text/paste'
import { sed } from '../text/sed'
import { shuf } from '../text/shuf'
import { split } from '../text/split'
import { strings } from '../text/strings'
import { cksum, sums } from '../text/sums'
import { wc } from '../text/wc'
import { xxd } from '../text/xxd'
import { group } from './group'

/** What reads text and archives. */
export const text = group([
  awk,
  base64,
  cmp,
  cut,
  diff,
  grep,
  gunzip,
  gzip,
  head,
  hexdump,
  jq,
  less,
  more,
  nl,
  od,
  openssl,
  rev,
  sed,
  sort,
  tac,
  tail,
  tar,
  tee,
  tr,
  uniq,
  wc,
  zcat,
  cksum,
  column,
  comm,
  expand,
  fold,
  join,
  numfmt,
  paste,
  shuf,
  split,
  strings,
  unexpand,
  xxd,
  ...sums,
])
