import { randomUUID } from 'node:crypto'
import http from 'node:http'
import { PASSWORD } from './servers.mjs'
import { mannWhitney, median } from './statistics.mjs'

/** People of the smallest seed who are confirmed; each is asked about more than once. */
const PEOPLE = 300

const KINDS = {
  'sign-in': (n, unknown) => ['/api/user/auth', [known(n), unknown].map((email) => ({ email, password: 'not the password 7' }))],
  'sign-up': (n, unknown) => ['/api/account', [known(n), unknown].map((email) => ({ name: 'Bench', email, password: PASSWORD }))]
}

const known = (n) => `bench-${((n - 1) % PEOPLE) + 1}@example.com`

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
