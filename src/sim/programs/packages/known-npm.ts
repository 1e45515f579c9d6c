import { modulesIn, type Module } from './known-pypi'

/** `needs` names what is played or looked for; how many packages come along in all is the fourth word of `crowds`. */
export const registry: readonly Module[] = modulesIn(`
  @angular/cli 20.1.6 380 - ng
  @babel/core 7.28.3 850 -
  axios 1.11.0 2100 -
  bcrypt 6.0.0 1100 -
  bcryptjs 3.0.2 120 -
  body-parser 2.2.0 64 -
  chalk 5.6.0 44 -
  colors 1.4.0 39 -
  concurrently 9.2.0 420 - concurrently
  cookie-parser 1.4.7 18 -
  cors 2.8.5 20 -
  create-react-app 5.1.0 45 - create-react-app
  cross-env 10.0.0 30 - cross-env
  debug 4.4.1 42 -
  dotenv 17.2.1 80 -
  ejs 3.1.10 140 -
  eslint 9.33.0 3000 - eslint
  express 5.1.0 197 -
  fastify 5.5.0 2600 -
  hapi 18.1.0 200 -
  helmet 8.1.0 110 -
  http-server 14.1.1 125 - http-server
  jest 29.7.0 5 - jest
  jsonwebtoken 9.0.2 45 -
  koa 3.0.1 63 -
  lodash 4.17.21 1412 -
  moment 2.30.1 4350 -
  mongodb 6.18.0 2700 -
  mongoose 8.17.2 2200 mongodb
  morgan 1.10.1 31 -
  mysql 2.18.1 250 -
  mysql2 3.14.3 500 -
  next 15.5.0 120000 - next
  nodemon 3.1.10 220 - nodemon
  npm 11.5.2 11300 - npm
  pg 8.16.3 90 -
  pm2 6.0.8 3500 - pm2
  prettier 3.6.2 8400 - prettier
  pug 3.0.3 60 -
  react 19.1.1 171 -
  react-dom 19.1.1 6600 -
  react-scripts 5.0.1 200 - react-scripts
  redis 5.8.2 70 -
  request 2.88.2 210 -
  rimraf 6.0.1 200 - rimraf
  sequelize 6.37.7 2900 -
  serve 14.2.4 90 - serve
  socket.io 4.8.1 1400 -
  sqlite3 5.1.7 3300 -
  supertest 7.1.4 50 -
  ts-node 10.9.2 760 - ts-node
  typescript 5.9.2 23600 - tsc
  underscore 1.13.7 900 -
  uuid 11.1.0 170 -
  vite 7.1.3 2300 - vite
  vue 3.5.19 2400 -
  wait-port 1.1.0 60 - wait-port
  webpack 5.101.3 5100 - webpack
  winston 3.17.0 270 -
  yarn 1.22.22 5300 - yarn
`)

/** Packages that come with one, itself among them. */
const crowds: Readonly<Record<string, number>> = {
  express: 68,
  nodemon: 27,
  jest: 255,
  eslint: 87,
  mongoose: 17,
  'react-scripts': 1250,
  'create-react-app': 67,
  next: 45,
  axios: 23,
  fastify: 48,
  koa: 37,
  morgan: 7,
  redis: 6,
  mysql: 11,
  mysql2: 13,
  pg: 14,
  serve: 89,
  'http-server': 44,
  typescript: 1,
  vite: 15,
  webpack: 70,
  'socket.io': 21,
  sqlite3: 121,
  sequelize: 23,
  pm2: 138,
  concurrently: 30,
  winston: 26,
  'body-parser': 51,
  'ts-node': 20,
  request: 47,
}

export const crowdOf = (name: string): number => crowds[name] ?? 1
