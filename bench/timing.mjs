import { randomUUID } from 'node:crypto'
import http from 'node:http'
import { PASSWORD } from './servers.mjs'
import { mannWhitney, median } from './statistics.mjs'

/** People of the smallest seed who are confirmed; each is asked about more than once. Some of them are shut out. */
const PEOPLE = 300
const SHUT_OUT = 100

const WRONG = 'not the password 7'

/** What is asked about somebody, and in the same words about nobody. The longest password is hashed, the other refused. */
const KINDS = {
  'sign-in': (n, unknown) => signIn([known(n), unknown], WRONG),
  'sign-in of somebody shut out': (n, unknown) => signIn([shutOut(n), unknown], PASSWORD),
  'sign-in with 512 bytes': (n, unknown) => signIn([known(n), unknown], 'x7'.repeat(256)),
  'sign-in with 100,000 bytes': (n, unknown) => signIn([known(n), unknown], 'x7'.repeat(50_000)),
  'sign-up': (n, unknown) => ['/api/account', [known(n), unknown].map((email) => ({ name: 'Bench', email, password: PASSWORD }))],
  'magic link': (n, unknown) => ['/api/auth/magic', [known(n), unknown].map((email) => ({ email }))],
  reset: (n, unknown) => ['/api/user/password/reset/request', [known(n), unknown].map((email) => ({ email }))]
}

/** The names of what is timed. */
export const TIMED = Object.keys(KINDS)

const signIn = (emails, password) => ['/api/user/auth', emails.map((email) => ({ email, password }))]
const person = (n) => `bench-${n}@example.com`
const known = (n) => person(((n - 1) % (PEOPLE - SHUT_OUT)) + 1)
const shutOut = (n) => person(PEOPLE - ((n - 1) % SHUT_OUT))

/** Shuts out the last of the people, whom no load signs in. */
export function shutSomeOut({ postgres }, { database }) {
  const emails = Array.from({ length: SHUT_OUT }, (_, n) => `'${shutOut(n + 1)}'`)
  postgres.sql(database, `update app_user set disabled_at = now() where email in (${emails.join(', ')})`)
}

/**
 * Whether time tells who has an account: known and unknown addresses are asked in turn, in random order, on one
 * connection. The difference of the medians in ms, and how probable it is by chance.
 */
export async function timing(url, kind, { pairs, discarded }) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
  const times = [[], []]
  const run = randomUUID()
  for (let n = 1; n <= discarded + pairs; n++) {
    const [path, bodies] = KINDS[kind](n, `unknown-${n}-${run}@example.com`)
    for (const which of Math.random() < 0.5 ? [0, 1] : [1, 0]) {
      const took = await post(url + path, bodies[which], agent)
      if (n > discarded) times[which].push(took)
    }
  }
  agent.destroy()
  const [ofKnown, ofUnknown] = times.map(median)
  return { known: ofKnown, unknown: ofUnknown, difference: Math.abs(ofKnown - ofUnknown), chance: mannWhitney(...times) }
}

function post(url, body, agent) {
  const text = JSON.stringify(body)
  const headers = { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) }
  return new Promise((resolve, reject) => {
    const from = performance.now()
    const request = http.request(url, { method: 'POST', agent, headers }, (answer) => {
      answer.resume().on('end', () => {
        const took = performance.now() - from
        answer.statusCode < 500 && answer.statusCode !== 429 ? resolve(took) : reject(new Error(`${url} answered ${answer.statusCode}`))
      })
    })
    request.on('error', reject).end(text)
  })
}
