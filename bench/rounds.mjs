import { hashLoop } from './build.mjs'
import { measure, warm } from './load.mjs'
import { countRows, settledRows } from './log.mjs'
import { stop } from './processes.mjs'
import { SERVERS, startPerigee } from './servers.mjs'
import { CONNECTIONS, targets } from './targets.mjs'
import { shutSomeOut, TIMED, timing } from './timing.mjs'

/** What is asked of whom. The bare hash is no server and is asked nothing. */
const LOADS = [
  ['session', 'perigee'],
  ['session', 'perigee, log off'],
  ['session', 'bare Tomcat'],
  ['session', 'express'],
  ['session', 'express ×2'],
  ['session', 'jhipster'],
  ['key', 'perigee'],
  ['key', 'express'],
  ['key', 'express ×2'],
  ['project', 'perigee'],
  ['project', 'express'],
  ['project', 'express ×2'],
  ['sign-in', 'perigee'],
  ['sign-in', 'express'],
  ['sign-in', 'jhipster'],
  ['sign-up', 'perigee'],
  ['sign-up', 'express']
]

/** The loads of this run. */
export function loads({ wants, withoutJHipster }) {
  return LOADS.filter(([part, name]) => wants(part) && !(withoutJHipster && name === 'jhipster'))
}

/** One launch: every server is started, warmed, measured in interleaved rounds, and ended. */
export async function launch(bench, figures, options) {
  const servers = await startAll(bench, figures, options)
  const work = loads(options)
  for (const [part, name] of work) await warmUp(bench, figures, servers[name], part, options)
  for (let round = 0; round < options.rounds; round++) {
    // Each round begins elsewhere, so that nobody always comes after the same neighbour.
    const from = (round * Math.ceil(work.length / options.rounds)) % Math.max(work.length, 1)
    for (const load of [...work.slice(from), ...work.slice(0, from)]) await slice(bench, figures, servers, load, options)
    if (options.wants('sign-in') || options.wants('sign-up')) await bareHash(figures, options)
  }
  if (options.wants('log')) await counted(bench, figures, servers.perigee, options)
  if (options.wants('timing')) await clocked(bench, figures, servers.perigee, options)
  for (const [name, server] of Object.entries(servers)) {
    if (server.held > 0) figures.add(`memory of ${name}`, server.held)
    await stop(server.child)
  }
}

async function startAll(bench, figures, options) {
  if (options.wants('start')) {
    const plain = await startPerigee(bench, 'perigee', { JAVA_OPTS: '-XX:AOTMode=off' })
    figures.add('start of perigee, without AOT cache', plain.startedIn)
    await stop(plain.child)
  }
  const servers = {}
  for (const name of needed(options)) {
    const started = await SERVERS[name].start(bench)
    figures.add(`start of ${name}`, started.startedIn)
    console.log(`  ${name}: first 200 after ${started.startedIn.toFixed(0)} ms`)
    servers[name] = { ...SERVERS[name], ...started, name, held: 0 }
  }
  return servers
}

/** Whoever is measured on their start alone is not there for a load. */
function needed(options) {
  const all = LOADS.filter(([part]) => options.wants(part) || options.wants('start')).map(([, name]) => name)
  if (['log', 'timing'].some(options.wants)) all.push('perigee')
  return new Set(all.filter((name) => !(options.withoutJHipster && name === 'jhipster')))
}

async function warmUp(bench, figures, server, part, options) {
  const steady = await warm(server, await targets(bench, server, part), CONNECTIONS[part], options)
  if (!steady) figures.add(`unsteady: ${part}, ${server.name}`, 1)
  console.log(`  ${part}, ${server.name}: ${steady ? 'warm' : `not steady after ${options.warmSlices} slices`}`)
}

async function slice(bench, figures, servers, [part, name], options) {
  const server = servers[name]
  const file = await targets(bench, server, part)
  const before = server.logs ? await settledRows(bench.postgres, server.database) : 0
  const measured = await measure(bench, server, file, CONNECTIONS[part], options)
  for (const figure of ['rate', 'refusals', 'p50', 'p99', 'cpu', 'databaseCpu']) figures.add(`${figure} of ${part}, ${name}`, measured[figure])
  server.held = Math.max(server.held, measured.memory)
  if (server.logs) {
    // A few more than were counted: those whose answer was on its way when the load ended.
    const rows = (await settledRows(bench.postgres, server.database)) - before
    figures.add('rows missing, loaded', Math.max(0, measured.answered - rows))
  }
  console.log(`  ${part}, ${name}: ${measured.rate.toFixed(0)}/s, p99 ${measured.p99.toFixed(1)} ms`)
}

async function bareHash(figures, { warmSeconds, seconds }) {
  const rate = Number(await hashLoop('loop', warmSeconds, seconds))
  figures.add('rate of hash', rate)
  console.log(`  the bare hash: ${rate.toFixed(1)}/s`)
}

async function counted(bench, figures, perigee, options) {
  const rows = await countRows(bench.postgres, perigee, options.counted)
  figures.add('rows missing, counted', Math.abs(options.counted - rows))
  console.log(`  log: ${options.counted} requests, ${rows} rows`)
}

async function clocked(bench, figures, perigee, options) {
  shutSomeOut(bench, perigee)
  for (const kind of TIMED) {
    const times = await timing(perigee.url, kind, options)
    for (const [what, value] of Object.entries(times)) figures.add(`timing of ${kind}, ${what}`, value)
    console.log(`  timing of ${kind}: ${times.difference.toFixed(2)} ms apart, by chance with p = ${times.chance.toFixed(3)}`)
  }
}
