/**
 * What BusyBox prints when it was called wrongly: its banner and the applet's usage line.
 *
 * @models busybox libbb/appletlib.c
 * @fidelity part: the list of options under each usage line is left out
 */
export const busyboxBanner = 'BusyBox v1.37.0 (2025-01-17 18:12:01 UTC) multi-call binary.'

const usages: Readonly<Record<string, string>> = {
  cat: 'cat [-nbvteA] [FILE]...',
  chmod: 'chmod [-Rcvf] MODE[,MODE]... FILE...',
  chown: 'chown [-Rhcvf]... USER[:[GRP]] FILE...',
  cp: 'cp [-arPLHpfinlsTu] SOURCE DEST',
  cut: 'cut [OPTIONS] [FILE]...',
  date: 'date [OPTIONS] [+FMT] [[-s] TIME]',
  env: 'env [-iu0] [-u NAME]... [-] [NAME=VALUE]... [PROG ARGS]',
  grep: 'grep [-HhnlLoqvsrRiwFE] [-m N] [-A|B|C N] { PATTERN | -e PATTERN... | -f FILE... } [FILE]...',
  head: 'head [OPTIONS] [FILE]...',
  ln: 'ln [-sfnbtv] [-S SUF] TARGET... LINK|DIR',
  ls: 'ls [-1AaCxdLHRFplinshrSXvctu] [-w WIDTH] [FILE]...',
  mkdir: 'mkdir [-m MODE] [-p] DIRECTORY...',
  mv: 'mv [-finT] SOURCE DEST',
  nslookup: 'nslookup [-type=QUERY_TYPE] [-debug] HOST [DNS_SERVER]',
  ping: 'ping [OPTIONS] HOST',
  rm: 'rm [-irf] FILE...',
  rmdir: 'rmdir [-p] DIRECTORY...',
  sed: 'sed [-i[SFX]] [-nrE] [-f FILE]... [-e CMD]... [FILE]...',
  sleep: 'sleep [N]...',
  sort: 'sort [-nrughMcszbdfiokt] [-o FILE] [-k START[.OFS][OPTS][,END[.OFS][OPTS]] [-t CHAR] [FILE]...',
  tail: 'tail [OPTIONS] [FILE]...',
  tee: 'tee [-ai] [FILE]...',
  touch: 'touch [-cham] [-d DATE] [-t DATE] [-r FILE] FILE...',
  wc: 'wc [-cmlwL] [FILE]...',
  wget: 'wget [-cqS] [--spider] [-O FILE] [-o LOGFILE] [--header STR] [-P DIR] [-U AGENT] [-T SEC] URL...',
}

export const usageOf = (applet: string): string =>
  `${busyboxBanner}\n\nUsage: ${usages[applet] ?? `${applet} [OPTIONS]`}\n`
