import { initdb } from '../postgres/initdb'
import { pgCtl } from '../postgres/pg-ctl'
import { pgIsready } from '../postgres/pg-isready'
import { psql } from '../postgres/psql'
import { postgres as server } from '../postgres/server'
import { group } from './group'

/** PostgreSQL: its server, its clients, and what makes and keeps its data directory. */
export const postgres = group([initdb, pgCtl, pgIsready, psql, server])
