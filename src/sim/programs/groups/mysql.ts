import { adminNamed } from '../mysql/admin'
import { dumpNamed } from '../mysql/dump'
import { installDb } from '../mysql/install'
import { clientNamed } from '../mysql/mysql'
import { serverNamed } from '../mysql/mysqld'
import { group } from './group'

/** MySQL and MariaDB: servers, clients, tools. */
export const mysql = group([
  serverNamed('mysqld'),
  serverNamed('mariadbd'),
  installDb,
  clientNamed('mysql'),
  clientNamed('mariadb'),
  adminNamed('mysqladmin'),
  adminNamed('mariadb-admin'),
  dumpNamed('mysqldump'),
  dumpNamed('mariadb-dump'),
])
