// The bench, from beginning to end: build, start, seed, warm, measure, report. See README.md.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from './build.mjs'
import { prepare } from './databases.mjs'
import { Figures } from './figures.mjs'
import { growth } from './growth.mjs'
import { options } from './options.mjs'
import { Postgres } from './postgres.mjs'
import { stopAll } from './processes.mjs'
import { report } from './report.mjs'
import { launch } from './rounds.mjs'
import { secrets } from './servers.mjs'

const work = mkdtempSync(join(tmpdir(), 'perigee-bench-'))
// PostgreSQL may run as another user than we do.
chmodSync(work, 0o711)

async function main(wanted) {
  const plan = { ...wanted, ...build(wanted) }
  if (plan.complete && plan.withoutJHipster) console.log(`Without JHipster: ${plan.withoutJHipster}`)
  const bench = { work, secrets: secrets(), postgres: await Postgres.start(work) }
  console.log('Making and filling the databases …')
  await prepare(bench, plan)
  const figures = new Figures()
  for (let number = 1; number <= plan.launches; number++) {
    console.log(`Launch ${number} of ${plan.launches}`)
    await launch(bench, figures, plan)
  }
  if (plan.wants('growth')) {
    console.log(`Growth to ${plan.times} × the rows`)
    await growth(bench, figures, plan)
  }
  return report(figures, plan, bench.postgres.version())
}

async function cleanUp() {
  await stopAll()
  rmSync(work, { recursive: true, force: true })
}

let interrupted = false
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    interrupted = true
    cleanUp().finally(() => process.exit(130))
  })
}
try {
  process.exitCode = (await main(options(process.argv.slice(2)))) ? 0 : 1
} catch (error) {
  // What was ended under way fails, and is not worth a word then.
  if (!interrupted) console.error(error.message)
  process.exitCode = 1
} finally {
  if (!interrupted) await cleanUp()
}
