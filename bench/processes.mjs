import { execFile, execFileSync, spawn } from 'node:child_process'
import { createWriteStream, readFileSync, readdirSync } from 'node:fs'
import http from 'node:http'
import { createServer } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'

const PATIENCE_MS = 180_000
const TICKS = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }))
const running = new Set()

/** A port that nobody listens on. */
export async function freePort() {
  const server = createServer()
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address()
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** Starts a program that ends with the bench at the latest; what it says goes to the log. */
export function start(command, args, { log, ...options }) {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options })
  const file = createWriteStream(log, { flags: 'a' })
  child.stdout.pipe(file, { end: false })
  child.stderr.pipe(file, { end: false })
  child.on('error', (error) => file.write(`${command}: ${error.message}\n`))
  child.gone = new Promise((resolve) => child.on('close', resolve).on('error', resolve))
  child.log = log
  return tracked(child)
}

/** Runs a program to its end and gives what it said. */
export async function run(command, args, options) {
  const end = promisify(execFile)(command, args, options)
  end.child.gone = end.catch(() => {})
  tracked(end.child)
  return (await end).stdout
}

function tracked(child) {
  running.add(child)
  child.gone.then(() => running.delete(child))
  return child
}

/** Ends it, by force when it does not go within 20 seconds. */
export async function stop(child, signal = 'SIGTERM') {
  child.kill(signal)
  const force = setTimeout(() => child.kill('SIGKILL'), 20_000)
  await child.gone
  clearTimeout(force)
}

/** Ends everything, the youngest first, so that servers go before their database. */
export async function stopAll() {
  for (const child of [...running].reverse()) await stop(child, child.stopSignal)
}

/** Waits for the first 200, asking a hundred times a second. */
export async function ready(child, url) {
  const end = Date.now() + PATIENCE_MS
  while (Date.now() < end && child.exitCode === null) {
    if ((await status(url)) === 200) return
    await wait(10)
  }
  const said = readFileSync(child.log, 'utf8').trim().split('\n').slice(-30).join('\n')
  throw new Error(`No 200 from ${url}. It said:\n${said}`)
}

function status(url) {
  return new Promise((resolve) => {
    const request = http.get(url, { agent: false, timeout: 2_000 }, (answer) => {
      answer.resume()
      resolve(answer.statusCode)
    })
    request.on('timeout', () => request.destroy())
    request.on('error', () => resolve(0))
  })
}

/** Seconds of processor that the program and its children, also those that ended, have used. */
export function cpuSeconds(pid) {
  return family(pid).reduce((sum, { ticks }) => sum + ticks, 0) / TICKS
}

/** MiB of memory that the program and its children hold, shared pages divided among those that share them. */
export function memory(pid) {
  return family(pid).reduce((sum, { pid: member }) => sum + proportionalSet(member), 0)
}

function proportionalSet(pid) {
  try {
    return Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))[1]) / 1024
  } catch {
    return 0 // It has ended meanwhile.
  }
}

function family(root) {
  const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(stat).filter(Boolean)
  const members = new Set([root])
  for (let before = 0; before < members.size; ) {
    before = members.size
    for (const { pid, parent } of all) if (members.has(parent)) members.add(pid)
  }
  return all.filter(({ pid }) => members.has(pid))
}

function stat(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name in brackets may hold anything; after it come state, parent, … and from the twelfth the times.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    return { pid: Number(pid), parent: Number(fields[1]), ticks: fields.slice(11, 15).map(Number).reduce((a, b) => a + b) }
  } catch {
    return null
  }
}
