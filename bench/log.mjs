import http from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { token } from './targets.mjs'

const CONNECTIONS = 32

/** How many rows the request log has, once no more come. */
export async function settledRows(postgres, database) {
  const count = () => Number(postgres.sql(database, 'select count(*) from log'))
  let before = -1
  let rows = count()
  while (rows !== before) {
    await wait(400)
    ;[before, rows] = [rows, count()]
  }
  return rows
}

/** Sends an exact number of requests, reads every answer, and tells how many rows that made. */
export async function countRows(postgres, server, requests) {
  const bearer = await token(server, 1)
  const before = await settledRows(postgres, server.database)
  const agent = new http.Agent({ keepAlive: true, maxSockets: CONNECTIONS })
  let left = requests
  const worker = async () => {
    while (left-- > 0) await answered(server.url + server.session, bearer, agent)
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, worker))
  agent.destroy()
  return (await settledRows(postgres, server.database)) - before
}

function answered(url, bearer, agent) {
  return new Promise((resolve, reject) => {
    const request = http.get(url, { agent, headers: { Authorization: `Bearer ${bearer}` } }, (answer) => {
      answer.resume().on('end', () => (answer.statusCode === 200 ? resolve() : reject(new Error(`${url} answered ${answer.statusCode}`))))
    })
    request.on('error', reject)
  })
}
