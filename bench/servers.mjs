import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePort, ready, start } from './processes.mjs'
import { newKeys } from './targets.mjs'

export const PASSWORD = 'seven purple otters 42'

const JAVA = join(process.env.JAVA_HOME, 'bin', 'java')
/** What bin/build makes. */
export const RELEASE = 'server/target/perigee'

const SECRET = randomBytes(32).toString('base64')
// Roomy, so that the limits do not end the run, and on, so that what they cost is in it.
const ROOMY = '100000000/1m'

/** What can be asked of Perigee, and of the Express peer, which has the same routes. */
const SAME_ROUTES = {
  session: '/api/auth',
  project: '/api/project',
  signIn: { path: '/api/user/auth', body: (n) => ({ email: `bench-${n}@example.com`, password: PASSWORD }), people: 200 },
  signUp: { path: '/api/account', body: { name: 'Bench', email: 'new-{new}@example.com', password: PASSWORD } },
  token: (answer) => answer.token
}

/** What is measured, by name. Each knows how it is started and what it can be asked. */
export const SERVERS = {
  perigee: { ...SAME_ROUTES, start: (bench) => startPerigee(bench, 'perigee'), database: 'perigee', logs: true, newKeys },
  'perigee, log off': {
    ...SAME_ROUTES,
    start: (bench) => startPerigee(bench, 'perigee_quiet', { ENABLE_API_LOGS: 'false' }),
    database: 'perigee_quiet'
  },
  'bare Tomcat': { session: '/hello', start: startHello },
  express: { ...SAME_ROUTES, newKeys: seeded, start: (bench) => startExpress(bench, 1) },
  'express ×2': { ...SAME_ROUTES, newKeys: seeded, start: (bench) => startExpress(bench, 2) },
  jhipster: {
    session: '/api/account',
    signIn: { path: '/api/authenticate', body: (n) => ['admin', 'user'].map((name) => ({ username: name, password: name }))[n % 2], people: 2 },
    token: (answer) => answer.id_token,
    start: startJHipster
  }
}

/** The keys that the peer's schema brings, in plain text. */
function seeded(url, tokens) {
  return tokens.map((token, n) => `bench-key-${n + 1}`)
}

/** The release that bin/build makes, with the environment of docs/guide/deploy.md. */
export function startPerigee(bench, database, more = {}) {
  return launch(bench, database, `${RELEASE}/start`, [], '/health/ready', (port) => ({
    HOST: '127.0.0.1',
    CLIENT_URL: `http://127.0.0.1:${port}`,
    DATABASE_URL: bench.postgres.url(database, 'perigee_app'),
    DATABASE_OWNER_URL: bench.postgres.url(database, 'perigee_owner'),
    DATABASE_OPERATOR_URL: bench.postgres.url(database, 'perigee_operator'),
    ...bench.secrets,
    PERIGEE_DATA: join(bench.work, 'data'),
    PERIGEE_DRAIN: '0s',
    PERIGEE_THROTTLE_ALL_NETWORK: ROOMY,
    PERIGEE_THROTTLE_ALL_KEY: ROOMY,
    PERIGEE_THROTTLE_SIGNUP_NETWORK: ROOMY,
    PERIGEE_THROTTLE_SIGNIN_NETWORK: ROOMY,
    PERIGEE_THROTTLE_SIGNIN_IDENTIFIER: ROOMY,
    PERIGEE_THROTTLE_MAGIC_NETWORK: ROOMY,
    PERIGEE_THROTTLE_MAGIC_IDENTIFIER: ROOMY,
    PERIGEE_THROTTLE_RESETREQUEST_NETWORK: ROOMY,
    PERIGEE_THROTTLE_RESETREQUEST_IDENTIFIER: ROOMY,
    // Else few of the known would be mailed, and the time of the others be that of nobody.
    PERIGEE_MAIL_BOUNDS_QUARTERHOUR: '1000000',
    PERIGEE_MAIL_BOUNDS_DAY: '1000000',
    PERIGEE_MAIL_BOUNDS_WARNING: '1000000',
    ...more
  }))
}

/** The secrets of all Perigees of one run. */
export function secrets() {
  const secret = () => randomBytes(32).toString('base64')
  return { JWT_KEYS: `bench:${secret()}`, KEY_INDEX_SECRET: secret(), KEY_ENCRYPTION_KEYS: `bench:${secret()}`, COOKIE_SECRET: secret() }
}

/** On the same JVM options as Perigee, so that only what runs on it differs. */
function startHello(bench) {
  const options = readFileSync(`${RELEASE}/jvm.options`, 'utf8').split('\n').filter((line) => line.startsWith('-X'))
  return launch(bench, 'hello', JAVA, [...options, '-jar', 'bench/hello/target/hello.jar'], '/hello')
}

function startExpress(bench, processes) {
  return launch(bench, `express-${processes}`, 'node', ['bench/express/server.mjs'], '/health', () => ({
    NODE_ENV: 'production',
    PROCESSES: String(processes),
    JWT_SECRET: SECRET,
    DATABASE_URL: bench.postgres.url(`express_${processes}`)
  }))
}

function startJHipster(bench) {
  const { port } = bench.postgres
  return launch(bench, 'jhipster', JAVA, ['-jar', 'bench/jhipster/target/peer.jar'], '/management/health', () => ({
    SPRING_PROFILES_ACTIVE: 'prod',
    SPRING_DOCKER_COMPOSE_ENABLED: 'false',
    SPRING_DATASOURCE_URL: `jdbc:postgresql://127.0.0.1:${port}/jhipster`,
    SPRING_DATASOURCE_USERNAME: 'postgres',
    SPRING_DATASOURCE_PASSWORD: bench.postgres.password,
    MANAGEMENT_HEALTH_MAIL_ENABLED: 'false',
    JHIPSTER_SECURITY_AUTHENTICATION_JWT_BASE64_SECRET: randomBytes(64).toString('base64')
  }))
}

/** Starts it on a free port and waits for the first 200; tells how long that took. */
async function launch(bench, name, command, args, path, settings = () => ({})) {
  const port = await freePort()
  const { PATH, HOME, LANG, JAVA_HOME } = process.env
  const env = { PATH, HOME, LANG, JAVA_HOME, PORT: String(port), SERVER_PORT: String(port), ...settings(port) }
  const from = performance.now()
  const child = start(command, args, { env, log: join(bench.work, `${name}.log`) })
  const url = `http://127.0.0.1:${port}`
  await ready(child, url + path)
  return { child, url, startedIn: performance.now() - from }
}
