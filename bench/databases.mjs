import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { bcryptHash, hashLoop } from './build.mjs'
import { stop } from './processes.mjs'
import { PASSWORD, SERVERS, startPerigee } from './servers.mjs'

/** Makes the databases of all servers and fills them; Perigee's schema is made once, by its first start. */
export async function prepare(bench, { times, wants, withoutJHipster }) {
  const { postgres } = bench
  const mine = { owner: 'perigee_owner' }
  postgres.roles()
  postgres.create('perigee', mine)
  await stop((await startPerigee(bench, 'perigee')).child)
  const hash = await hashLoop('hash', PASSWORD)
  if (wants('growth')) {
    postgres.create('perigee_large', { ...mine, like: 'perigee' })
    seed(postgres, 'perigee_large', times, hash)
  }
  seed(postgres, 'perigee', 1, hash)
  for (const copy of ['perigee_small', 'perigee_quiet']) postgres.create(copy, { ...mine, like: 'perigee' })
  express(postgres)
  if (withoutJHipster) return
  postgres.create('jhipster')
  await stop((await SERVERS.jhipster.start(bench)).child)
}

function seed(postgres, database, times, hash) {
  const env = { ...process.env, SEED_HASH: hash }
  execFileSync('bench/seed', [postgres.url(database), String(times)], { env, stdio: ['ignore', 'ignore', 'inherit'] })
}

function express(postgres) {
  const hash = bcryptHash(PASSWORD)
  for (const database of ['express_1', 'express_2']) {
    postgres.create(database)
    postgres.sql(database, readFileSync('bench/express/schema.sql', 'utf8'), { hash })
  }
}
