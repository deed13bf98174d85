import http from 'node:http'
import { PASSWORD } from './servers.mjs'
import { mannWhitney, median } from './statistics.mjs'

const KINDS = {
  'sign-in': (n) => ['/api/user/auth', [`bench-${n}@example.com`, `nobody-${n}@example.com`].map((email) => ({ email, password: 'not the password 7' }))],
  'sign-up': (n) => ['/api/account', [`bench-${n}@example.com`, `late-${n}@example.com`].map((email) => ({ name: 'Bench', email, password: PASSWORD }))]
}

/**
 * Whether time tells who has an account: known and unknown addresses are asked in turn, in random order, on one
 * connection. The difference of the medians in ms, and how probable it is by chance.
 */
export async function timing(url, kind, { pairs, discarded }) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
  const times = [[], []]
  for (let n = 1; n <= discarded + pairs; n++) {
    const [path, bodies] = KINDS[kind](n)
    for (const which of Math.random() < 0.5 ? [0, 1] : [1, 0]) {
      const took = await post(url + path, bodies[which], agent)
      if (n > discarded) times[which].push(took)
    }
  }
  agent.destroy()
  const [known, unknown] = times.map(median)
  return { known, unknown, difference: Math.abs(known - unknown), chance: mannWhitney(...times) }
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
