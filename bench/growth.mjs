import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { load, warm } from './load.mjs'
import { stop } from './processes.mjs'
import { SERVERS, startPerigee } from './servers.mjs'
import { firstId, token, write } from './targets.mjs'

/** One: with more than there are processors, the slowest hundredth tells how they are shared and not what a route costs. */
const CONNECTIONS = 1

/** More of them have the code compiled sooner. */
const TO_WARM = 8

/** They answer all that there is, so they take as long as it is long. */
const WHOLE = ['/api/audit/csv', '/api/audit/jsonl']

/** Where the ids of a path are listed, when it is not at the path before them. */
const LISTS = { '/api/user': '/api/account/users' }

/** Every route of the API that reads, as its list says: what is added tomorrow is measured tomorrow. */
export function readingRoutes(pattern) {
  const lines = readFileSync('server/routes.txt', 'utf8').split('\n').map((line) => line.split(' '))
  const reading = lines.filter(([method, path]) => method === 'GET' && path.startsWith('/api/')).map(([, path]) => path)
  return reading.filter((path) => !WHOLE.includes(path) && new RegExp(pattern).test(path))
}

/** Each route on the small and on the large database in turn, as the person and account that have the most rows. */
export async function growth(bench, figures, { growthRounds, growthSeconds, routes, ...options }) {
  const both = []
  for (const database of ['perigee_small', 'perigee_large']) {
    both.push({ ...SERVERS.perigee, ...(await startPerigee(bench, database)), size: database.slice('perigee_'.length) })
  }
  for (const route of readingRoutes(routes)) {
    const files = await Promise.all(both.map((server) => requests(bench, server, route)))
    for (const [i, server] of both.entries()) await warm(server, files[i], TO_WARM, options)
    for (let round = 0; round < growthRounds; round++) {
      for (const [i, server] of both.entries()) {
        const { p99 } = await load(server.url, files[i], CONNECTIONS, growthSeconds)
        figures.add(`p99 of ${route}, ${server.size}`, p99)
      }
    }
  }
  for (const server of both) await stop(server.child)
}

async function requests(bench, server, route) {
  const bearer = await token(server, 1)
  const file = join(bench.work, `${server.size}.requests`)
  write(file, [{ path: await filled(server, route, bearer), token: bearer }])
  return file
}

/** A path with ids in it: each id is the first of the list that the path before it gives. */
async function filled(server, route, bearer) {
  const at = route.indexOf('/{')
  if (at < 0) return route
  const before = route.slice(0, at)
  const id = await firstId(server.url + (LISTS[before] ?? before), bearer)
  return filled(server, route.slice(0, at) + '/' + id + route.slice(route.indexOf('}') + 1), bearer)
}
