/**
 * What `mongod --help` says, of the options that are known here.
 *
 * @models mongod --help
 * @fidelity part: only the options that change something here
 */
export const help = `Options:
  --quiet                               Quieter output
  --version                             Show version information
  -h [ --help ]                         Show this usage information

General options:
  --port arg                            Specify port number - 27017 by default
  --bind_ip arg                         Comma separated list of ip addresses to
                                        listen on - localhost by default
  --bind_ip_all                         Bind to all ip addresses
  --logpath arg                         Log file to send write to instead of
                                        stdout - has to be a file, not
                                        directory
  --logappend                           Append to logpath instead of
                                        over-writing
  --pidfilepath arg                     Full path to pidfile (if not set, no
                                        pidfile is created)
  --fork                                Fork server process
  --shutdown                            Kill a running server (for init
                                        scripts)

Security Options:
  --auth                                Run with security

Storage options:
  --dbpath arg                          Directory for datafiles - defaults to
                                        /data/db
`
