import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { run } from './processes.mjs'
import { RELEASE } from './servers.mjs'

const JAVA = join(process.env.JAVA_HOME, 'bin', 'java')
const SPRING_BOOT = /spring-boot-starter-parent<\/artifactId>\s*<version>([^<]+)/

/** Builds all that is measured. Says why JHipster is left out when it cannot be had; the others must be there. */
export function build(options) {
  if (springBoot('server') !== springBoot('bench/hello')) {
    throw new Error('bench/hello/pom.xml names another Spring Boot than server/pom.xml: it would be another HTTP stack')
  }
  make('bin/build')
  if (!isFresh('bench/hello/target/hello.jar', 'bench/hello/pom.xml', 'bench/hello/src/main/java/hello/Hello.java', 'bench/hello/src/main/resources/application.yaml')) {
    // Maven's own libraries still use what JDK 25 warns of.
    const env = { ...process.env, MAVEN_OPTS: '--sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED' }
    make('mvn', ['-q', '-B', '-f', 'bench/hello/pom.xml', 'package'], { env })
  }
  if (!isFresh('bench/express/node_modules/.package-lock.json', 'bench/express/package-lock.json')) {
    make('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: 'bench/express' })
  }
  return { withoutJHipster: jhipster(options) }
}

export function springBoot(folder) {
  return SPRING_BOOT.exec(readFileSync(`${folder}/pom.xml`, 'utf8'))[1]
}

/** Runs the program of the bare hash with the product's own libraries. */
export async function hashLoop(...args) {
  const path = `${RELEASE}/lib/*`
  return (await run(JAVA, ['-cp', path, 'bench/hash/HashLoop.java', ...args.map(String)])).trim()
}

/** A bcrypt hash as the Express peer makes it. */
export function bcryptHash(password) {
  const script = `import b from 'bcrypt'; console.log(await b.hash(process.argv[1], 10))`
  return execFileSync('node', ['--input-type=module', '-e', script, password], { cwd: 'bench/express', encoding: 'utf8' }).trim()
}

function jhipster({ quick, wants }) {
  if (!['session', 'sign-in', 'start'].some(wants)) return 'not asked for'
  if (quick && !existsSync('bench/jhipster/target/peer.jar')) return 'not built in a quick run'
  console.log('Making the JHipster peer, unless it is there …')
  const made = spawnSync('bench/jhipster/make', { encoding: 'utf8', timeout: 15 * 60_000 })
  if (made.status === 0) return null
  const why = `${made.error?.message ?? ''} ${made.stderr ?? ''}`.trim().split('\n').slice(-3).join(' ')
  return `its generator or its build failed: ${why}`
}

function isFresh(made, ...sources) {
  return existsSync(made) && sources.every((source) => statSync(made).mtimeMs >= statSync(source).mtimeMs)
}

function make(command, args = [], options = {}) {
  execFileSync(command, args, { stdio: ['ignore', 'inherit', 'inherit'], ...options })
}
