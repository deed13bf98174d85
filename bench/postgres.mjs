import { execFileSync, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chownSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { cpuSeconds, freePort, start } from './processes.mjs'

const BIN = process.env.POSTGRES_BIN

/** The database server that all share, with the settings that PostgreSQL comes with, in a folder of its own. */
export class Postgres {
  password = randomBytes(18).toString('hex')

  static async start(work) {
    const postgres = new Postgres()
    await postgres.#start(work)
    return postgres
  }

  async #start(work) {
    const home = join(work, 'postgres')
    const user = unprivileged()
    mkdirSync(home)
    const password = join(home, 'password')
    writeFileSync(password, this.password)
    if (user.uid !== undefined) [home, password].forEach((path) => chownSync(path, user.uid, user.gid))
    const data = join(home, 'data')
    const options = { ...user, cwd: home, stdio: ['ignore', 'ignore', 'inherit'] }
    execFileSync(`${BIN}/initdb`, ['-D', data, '-U', 'postgres', '-A', 'scram-sha-256', '--pwfile', password, '-E', 'UTF8', '--locale', 'C.UTF-8'], options)
    rmSync(password)
    this.port = await freePort()
    const settings = { port: this.port, listen_addresses: '127.0.0.1', unix_socket_directories: '', max_connections: 200 }
    const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
    this.child = start(`${BIN}/postgres`, ['-D', data, ...args], { ...user, cwd: home, log: join(work, 'postgres.log') })
    // SIGTERM would wait for the last client.
    this.child.stopSignal = 'SIGINT'
    await this.#await()
  }

  async #await() {
    for (let attempt = 0; attempt < 100; attempt++) {
      if (spawnSync(`${BIN}/pg_isready`, ['-q', '-h', '127.0.0.1', '-p', String(this.port)]).status === 0) return
      await wait(100)
    }
    throw new Error(`PostgreSQL does not start:\n${readFileSync(this.child.log, 'utf8')}`)
  }

  /** The address of a database for a role of the bench; all have the one password. */
  url(database, role = 'postgres') {
    return `postgres://${role}:${this.password}@127.0.0.1:${this.port}/${database}`
  }

  /** What the statements say, as text. */
  sql(database, text, variables = {}) {
    const set = Object.entries(variables).flatMap(([name, value]) => ['-v', `${name}=${value}`])
    const args = [this.url(database), '-XqAt', '-v', 'ON_ERROR_STOP=1', ...set]
    return execFileSync(`${BIN}/psql`, args, { input: text, encoding: 'utf8', maxBuffer: 1 << 26 }).trim()
  }

  /** The three roles of docs/guide/database.md. */
  roles() {
    for (const role of ['perigee_owner login', 'perigee_app login', 'perigee_operator login bypassrls']) {
      this.sql('postgres', `create role ${role} password '${this.password}'`)
    }
  }

  create(database, { owner = 'postgres', like = 'template1' } = {}) {
    this.sql('postgres', `create database ${database} template ${like} owner ${owner}`)
  }

  cpu() {
    return cpuSeconds(this.child.pid)
  }

  version() {
    return this.sql('postgres', 'show server_version').split(' ')[0]
  }
}

/** PostgreSQL refuses to run as root; the package brings a user for it. */
function unprivileged() {
  if (process.getuid() !== 0) return {}
  const id = (option) => Number(execFileSync('id', [option, 'postgres'], { encoding: 'utf8' }))
  return { uid: id('-u'), gid: id('-g') }
}
