import { hello } from '../hello'
import { apache, httpd, whoamiServer } from '../servers/answering'
import { nginx } from '../servers/nginx'
import { unsimulated } from '../unsimulated'
import { group } from './group'

/** What serves, and the clients that go with it. */
export const servers = group([apache, hello, httpd, nginx, unsimulated, whoamiServer])
