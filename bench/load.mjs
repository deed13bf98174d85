import { setTimeout as wait } from 'node:timers/promises'
import { cpuSeconds, memory, run } from './processes.mjs'
import { settled } from './statistics.mjs'

let runs = 0

/** Loads a server with the requests of a file for some seconds; requests a second, and how long they took in ms. */
export async function load(url, file, connections, seconds) {
  const threads = Math.min(2, connections)
  const marker = `${Date.now().toString(36)}${runs++}`
  const args = ['-t', threads, '-c', connections, '-d', `${seconds}s`, '-s', 'bench/load.lua', url, '--', file, marker]
  const said = await run('wrk', args.map(String))
  const figures = JSON.parse(/^FIGURES (.*)$/m.exec(said)[1])
  return { ...figures, rate: (figures.answered - figures.refused - figures.broken) / figures.seconds }
}

/** The same, with what it cost: processor by server and by database for a thousand requests, memory in its middle. */
export async function measure(bench, server, file, connections, { seconds, tolerated }) {
  const { pid } = server.child
  const before = [cpuSeconds(pid), bench.postgres.cpu()]
  const loading = load(server.url, file, connections, seconds)
  const [figures, held] = await Promise.all([loading, wait(seconds * 500).then(() => memory(pid))])
  const { answered, refused, broken } = figures
  if (answered === 0 || broken > answered * tolerated.broken || refused > answered * tolerated.refused) {
    throw new Error(`Not a measurement: of ${answered} answers of ${server.name} ${refused} were refusals, and ${broken} broke`)
  }
  const thousands = (answered - refused) / 1_000
  const [cpu, databaseCpu] = [cpuSeconds(pid), bench.postgres.cpu()].map((after, i) => (after - before[i]) / thousands)
  return { ...figures, refusals: (100 * refused) / answered, cpu, databaseCpu, memory: held }
}

/** Loads until two slices after each other say the same; false when they never did. */
export async function warm(server, file, connections, { warmSeconds, warmLeast, warmSlices }) {
  const rates = []
  while (!settled(rates, warmLeast) && rates.length < warmSlices) {
    rates.push((await load(server.url, file, connections, warmSeconds)).rate)
  }
  return settled(rates, warmLeast)
}
