// Uses the API as its customers do: both clients are built, their tests run with a key, and the guides block by block.
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { send, signUp } from './person.mjs';

const base = process.env.PERIGEE_URL;
const clone = resolve('..');
const packages = join(clone, 'packages');

/** Gives the status and what was printed, in the order in which it was. */
async function run(command, parameters, { cwd = clone, env = {} } = {}) {
  const child = spawn(command, parameters, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (printed += text));
  const status = await new Promise((done, failed) => child.on('close', done).on('error', failed));
  return { status, printed };
}

/** For the tests of the clients. */
async function key() {
  const email = `clients-${process.pid}@example.org`;
  const token = await signUp({ name: 'Ada', email, password: 'seven purple otters 42' });
  const scopes = ['create', 'read', 'update', 'delete'].map((verb) => `project.${verb}`);
  return (await send('/api/key', { name: 'Clients', scopes }, token)).key;
}

/** Builds the clients, one beside the other, and tests them. */
async function tests(env) {
  const typescript = run('sh', ['-c', 'npm --silent run build && npm --silent test'], { cwd: join(packages, 'api'), env });
  const maven = ['-f', join(packages, 'api-java'), '-q', '-B', '-Pserver', 'verify'];
  // The better compiler of the JVM does not pay off within seconds.
  const quick = `${process.env.MAVEN_OPTS ?? ''} -XX:TieredStopAtLevel=1 -XX:+UseSerialGC`;
  const java = run(join(clone, 'bin/mvn'), maven, { env: { ...env, MAVEN_OPTS: quick } });
  return [report('TypeScript client', await typescript), report('Java client', await java)].every(Boolean);
}

function report(name, { status, printed }) {
  console.log(`${status === 0 ? 'ok  ' : 'FAIL'} ${name}`);
  if (status !== 0) console.error(printed);
  return status === 0;
}

const LANGUAGES = ['js', 'ts', 'java'];

/** The guide as one script: commands as they are, and programs as files of the name in their first line. */
function script(guide) {
  const blocks = [...guide.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language, text]) => ({ language, text }));
  const commands = blocks
    .filter(({ language }) => language === 'sh' || LANGUAGES.includes(language))
    .map(({ language, text }) => (language === 'sh' ? text : `cat >${text.match(/^\/\/ (\S+)\n/)[1]} <<'END'\n${text}END\n`));
  const expected = blocks.filter(({ language }) => language === 'text').map(({ text }) => text);
  return { commands: commands.join(''), expected: expected.join('') };
}

/** A folder for temporary files in which Node finds what the guide has people install. */
async function withPackages() {
  const folder = await mkdtemp(join(tmpdir(), 'perigee-guide-'));
  const modules = join(folder, 'node_modules');
  await mkdir(join(modules, '@perigee'), { recursive: true });
  await symlink(join(packages, 'api'), join(modules, '@perigee/api'));
  for (const name of ['axios', 'standardwebhooks', '@stablelib', 'fast-sha256', 'typescript', '@types', '.bin']) await symlink(resolve('node_modules', name), join(modules, name));
  return folder;
}

/** A port that nobody listens on, for a receiver. */
function freePort() {
  return new Promise((done) => {
    const server = createServer().listen(0, 'localhost', () => {
      const { port } = server.address();
      server.close(() => done(String(port)));
    });
  });
}

async function guide(name) {
  const text = (await readFile(join(clone, 'docs/guide', name), 'utf8'))
    .replaceAll('http://localhost:8080', base)
    .replaceAll('4000', await freePort())
    .replaceAll('4001', await freePort());
  const { commands, expected } = script(text);
  const folder = await withPackages();
  try {
    const { status, printed } = await run('sh', ['-c', commands], { env: { TMPDIR: folder, npm_config_loglevel: 'error' } });
    const same = printed === expected;
    return report(`docs/guide/${name}`, { status: status === 0 && same ? 0 : 1, printed: differing(expected, printed) });
  } finally {
    await rm(folder, { recursive: true });
  }
}

function differing(expected, printed) {
  const is = printed.split('\n');
  const line = expected.split('\n').findIndex((text, n) => text !== is[n]);
  return `It says:\n${expected.split('\n').slice(line, line + 3).join('\n')}\nand prints:\n${is.slice(line, line + 20).join('\n')}`;
}

// One after the other: the guide runs what the tests have built.
const good = (await tests({ PERIGEE_KEY: await key() })) && (await guide('api.md')) && (await guide('webhooks.md'));
process.exit(good ? 0 : 1);
