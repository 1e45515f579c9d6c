import { adminNamed } from '../mysql/admin'
import { clientNamed } from '../mysql/mysql'
import { serverNamed } from '../mysql/mysqld'
import { group } from './group'

/** MySQL and MariaDB: servers, clients, tools. */
export const mysql = group([
  serverNamed('mysqld'),
  serverNamed('mariadbd'),
  clientNamed('mysql'),
  clientNamed('mariadb'),
  adminNamed('mysqladmin'),
  adminNamed('mariadb-admin'),
])
