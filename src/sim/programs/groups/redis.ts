import { redisCli } from '../redis/cli'
import { redisServer } from '../redis/server'
import { group } from './group'

/** Redis and its client. */
export const redis = group([redisCli, redisServer])
