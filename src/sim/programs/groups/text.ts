import { gunzip, gzip, zcat } from '../archive/gzip'
import { tar } from '../archive/tar'
import { awk } from '../awk/awk'
import { jq } from '../jq/jq'
import { base64, hexdump, od, sums, tee, tr } from '../text/bytes'
import { cmp, diff } from '../text/compare'
import { grep } from '../text/grep'
import { head, tail } from '../text/head'
import { less, more as morePager } from '../text/less'
import { cut, nl, rev, sort, tac, uniq } from '../text/lines'
import { sed } from '../text/sed'
import { wc } from '../text/wc'
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
  morePager,
  nl,
  od,
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
  ...sums,
])
