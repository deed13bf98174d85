// The Express peer. PROCESSES=2 starts as many workers, each with its own pool.
import cluster from 'node:cluster'
import { randomUUID } from 'node:crypto'
import bcrypt from 'bcrypt'
import express from 'express'
import { rateLimit } from 'express-rate-limit'
import jwt from 'jsonwebtoken'
import knex from 'knex'

const { DATABASE_URL, JWT_SECRET, PORT, PROCESSES = '1' } = process.env
const COST = 10

if (cluster.isPrimary && Number(PROCESSES) > 1) {
  for (let i = 0; i < Number(PROCESSES); i++) cluster.fork()
  process.on('SIGTERM', () => process.exit(0))
} else {
  serve()
}

function serve() {
  const db = knex({ client: 'pg', connection: DATABASE_URL, pool: { min: 2, max: 10 } })
  const app = express()
  app.disable('x-powered-by')
  app.get('/health', async (request, response) => {
    await db.raw('select 1')
    response.json({ status: 'ready' })
  })
  app.use('/api', logged(db))
  app.use('/api', limited(100_000_000))
  app.use(express.json())
  app.post('/api/account', limited(10_000_000), signUp(db))
  app.post('/api/user/auth', limited(10_000_000), signIn(db))
  app.get('/api/auth', known(db), status)
  app.get('/api/project', known(db), listProjects(db))
  app.get('/api/project/:id', known(db), showProject(db))
  app.use((error, request, response, next) => {
    console.error(error)
    response.status(error.status ?? 500).json({ code: 'error' })
  })
  app.listen(Number(PORT), '127.0.0.1')
}

function limited(limit) {
  return rateLimit({ windowMs: 60_000, limit, standardHeaders: 'draft-8', legacyHeaders: false })
}

// One row a request, once it is answered; nobody waits for it.
function logged(db) {
  return (request, response, next) => {
    const start = process.hrtime.bigint()
    response.on('finish', () => {
      db('log')
        .insert({
          method: request.method,
          path: request.originalUrl,
          status: response.statusCode,
          duration_us: Number((process.hrtime.bigint() - start) / 1_000n),
          user_id: request.caller?.id ?? null,
          ip: request.ip
        })
        .catch(console.error)
    })
    next()
  }
}

// Who calls and whether they still may is asked of the database, by a token's claims or by the text of an API key.
function known(db) {
  return async (request, response, next) => {
    const [, scheme, credential] = /^(Bearer|Basic) (.+)$/.exec(request.get('authorization') ?? '') ?? []
    const user = await (scheme === 'Basic' ? byKey(db, credential) : byToken(db, credential))
    if (!user) return response.status(401).json({ code: 'unauthenticated' })
    request.caller = user
    next()
  }
}

const CALLER = ['app_user.id', 'app_user.name', 'app_user.email', 'membership.account_id', 'membership.role']

function byToken(db, token) {
  let claims
  try {
    claims = jwt.verify(token ?? '', JWT_SECRET, { algorithms: ['HS256'] })
  } catch {
    return undefined
  }
  return members(db).where({ 'app_user.id': claims.sub, 'membership.account_id': claims.account, disabled: false }).first(CALLER)
}

function byKey(db, key) {
  return members(db)
    .join('api_key', (join) => join.on('api_key.user_id', 'app_user.id').on('api_key.account_id', 'membership.account_id'))
    .where({ key, disabled: false })
    .first(CALLER)
}

function members(db) {
  return db('app_user').join('membership', 'membership.user_id', 'app_user.id')
}

function status(request, response) {
  const { id, name, email, account_id, role } = request.caller
  response.json({ authenticated: true, account_id, permission: role, user: { id, name, email } })
}

const PROJECT = ['id', 'name', 'notes', 'archived', 'created_at', 'updated_at']

function listProjects(db) {
  return async (request, response) => {
    const { account_id } = request.caller
    const items = await db('project').where({ account_id }).orderBy('id', 'desc').limit(50).select(PROJECT)
    response.json({ items })
  }
}

function showProject(db) {
  return async (request, response) => {
    const { account_id } = request.caller
    const project = await db('project').where({ id: request.params.id, account_id }).first(PROJECT)
    if (!project) return response.status(404).json({ code: 'not_found' })
    response.json(project)
  }
}

function signIn(db) {
  return async (request, response) => {
    const { email, password } = request.body
    const user = await db('app_user').where({ email }).first('id', 'name', 'email', 'password_hash', 'disabled')
    if (!user || !(await bcrypt.compare(password, user.password_hash)) || user.disabled) {
      return response.status(401).json({ code: 'invalid_credentials' })
    }
    const membership = await db('membership').where({ user_id: user.id }).first('account_id')
    await db('login').insert({ user_id: user.id, ip: request.ip, browser: request.get('user-agent') ?? '' })
    const claims = { sub: user.id, account: membership.account_id }
    const token = jwt.sign(claims, JWT_SECRET, { algorithm: 'HS256', expiresIn: '10m' })
    response.json({ token, user: { id: user.id, name: user.name, email: user.email } })
  }
}

function signUp(db) {
  return async (request, response) => {
    const { name, email, password } = request.body
    const password_hash = await bcrypt.hash(password, COST)
    await db.transaction(async (transaction) => {
      const [user] = await transaction('app_user')
        .insert({ id: randomUUID(), name, email, password_hash })
        .onConflict('email')
        .ignore()
        .returning('id')
      if (user) {
        const account_id = randomUUID()
        await transaction('account').insert({ id: account_id, name })
        await transaction('membership').insert({ account_id, user_id: user.id, role: 'owner' })
      }
      await transaction('mail').insert({ recipient: email, kind: user ? 'verify' : 'account_exists' })
    })
    response.status(202).end()
  }
}
