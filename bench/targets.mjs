import { randomUUID } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

export const CONNECTIONS = { session: 32, key: 32, project: 32, 'sign-in': 8, 'sign-up': 8 }

/** Writes the requests of a load for load.lua; tokens are new, since they live ten minutes. */
export async function targets(bench, server, part) {
  const lines = await { session, key, project, 'sign-in': signIn, 'sign-up': signUp }[part](server)
  const file = join(bench.work, `${randomUUID()}.requests`)
  write(file, lines)
  return file
}

export function write(file, lines) {
  writeFileSync(file, lines.map((line) => [line.method ?? 'GET', line.path, line.token ?? '', line.body ? JSON.stringify(line.body) : ''].join('\t') + '\n').join(''))
}

async function session(server) {
  return (await tokens(server)).map((token) => ({ path: server.session, token }))
}

async function key(server) {
  server.keys ??= await server.newKeys(server.url, await tokens(server))
  return server.keys.map((text) => ({ path: server.session, token: `Basic ${text}` }))
}

async function project(server) {
  const of = async (token) => ({ path: `${server.project}/${await firstId(server.url + server.project, token)}`, token })
  return Promise.all((await tokens(server)).map(of))
}

function signIn({ signIn: { path, body, people } }) {
  return Array.from({ length: people }, (_, n) => ({ method: 'POST', path, body: body(n + 1) }))
}

function signUp({ signUp: { path, body } }) {
  return [{ method: 'POST', path, body }]
}

/** The tokens of as many people as there are connections, four signing in at a time. */
async function tokens(server) {
  const count = CONNECTIONS.session
  if (!server.signIn) return Array.from({ length: count }, (_, n) => `${n}`.padEnd(400, 'x'))
  const found = []
  while (found.length < count) {
    found.push(...(await Promise.all([1, 2, 3, 4].map((n) => token(server, found.length + n)))))
  }
  return found
}

/** The nth person's token. */
export async function token({ url, signIn: { path, body }, token: pick }, n) {
  const headers = { 'Content-Type': 'application/json' }
  return pick(await json(url + path, { method: 'POST', headers, body: JSON.stringify(body(n)) }))
}

/** The id of the first row of a list. */
export async function firstId(url, token) {
  const { items } = await json(url, { headers: { Authorization: `Bearer ${token}` } })
  return items[0].id ?? items[0].trace_id
}

/** An API key of each person. */
export function newKeys(url, tokens) {
  return Promise.all(
    tokens.map(async (token) => {
      const headers = { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` }
      const body = JSON.stringify({ name: 'Bench', scopes: ['user.read'] })
      return (await json(`${url}/api/key`, { method: 'POST', headers, body })).key
    })
  )
}

async function json(url, request) {
  const answer = await fetch(url, request)
  if (!answer.ok) throw new Error(`${request.method ?? 'GET'} ${url} answered ${answer.status}: ${await answer.text()}`)
  return answer.json()
}
