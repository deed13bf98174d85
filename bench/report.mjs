import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism, totalmem } from 'node:os'
import { springBoot } from './build.mjs'
import { verdict } from './figures.mjs'
import { readingRoutes } from './growth.mjs'
import { loads } from './rounds.mjs'
import { median, ratio } from './statistics.mjs'
import { TIMED } from './timing.mjs'

const RESULTS = 'bench/RESULTS.md'
const NOTES = 'bench/NOTES.md'

/** Prints what came out; a complete run is also written down. Whether every budget is kept that could be measured. */
export function report(figures, plan, postgres) {
  const worst = Math.max(...readingRoutes(plan.routes).map((route) => grown(figures, route)))
  if (!Number.isNaN(worst)) figures.add('growth', worst)
  const budgets = JSON.parse(readFileSync('bench/budgets.json', 'utf8')).map((budget) => {
    const value = figures.value(budget)
    return { ...budget, value, verdict: verdict(budget, value) }
  })
  const parts = [
    ...judged(budgets.filter((budget) => plan.complete || budget.verdict !== 'not measured')),
    ...loaded(figures, plan),
    ...started(figures),
    ...(plan.wants('growth') ? growths(figures, plan) : []),
    ...(plan.wants('timing') ? timings(figures, plan) : [])
  ]
  console.log(`\n${parts.join('\n')}`)
  if (plan.complete) write(parts, plan, postgres)
  return budgets.every((budget) => budget.verdict !== 'MISSED' && !(plan.complete && unmeasured(budget, plan)))
}

/** JHipster may be missing; nothing else may. */
function unmeasured(budget, { withoutJHipster }) {
  return budget.verdict === 'not measured' && !(withoutJHipster && `${budget.of} ${budget.to}`.includes('jhipster'))
}

function judged(budgets) {
  const limit = ({ atLeast, atMost, unit }, value = atLeast ?? atMost) => (value === undefined ? '' : `${atMost === undefined ? '≥' : '≤'} ${value} ${unit ?? ''}`.trim())
  const rows = budgets.map((budget) => [
    budget.what,
    Number.isNaN(budget.value) ? '–' : `${number(budget.value)} ${budget.unit ?? ''}`.trim(),
    limit(budget),
    limit(budget, budget.stretch ?? null).replace(/.*null.*/, ''),
    budget.verdict + (budget.floor ? ` (floor ${number(budget.floor.value)}: ${budget.floor.reason})` : '')
  ])
  return table('Against the budgets', ['what', 'this run', 'must', 'stretch', 'verdict'], rows)
}

function loaded(figures, plan) {
  const rows = loads(plan).map(([part, name]) => {
    const all = (figure) => figures.of(`${figure} of ${part}, ${name}`)
    const rates = all('rate')
    const [refused, p50, p99, cpu, database] = ['refusals', 'p50', 'p99', 'cpu', 'databaseCpu'].map((figure) => number(median(all(figure))))
    return [part, name, number(median(rates)), `${number(Math.min(...rates))}–${number(Math.max(...rates))}`, refused, p50, p99, cpu, database]
  })
  const hash = figures.of('rate of hash')
  if (hash.length > 0) rows.push(['bare hash', 'argon2id', number(median(hash)), `${number(Math.min(...hash))}–${number(Math.max(...hash))}`, '', '', '', '', ''])
  if (rows.length === 0) return []
  const heads = ['load', 'server', 'requests/s', 'from–to', 'refused %', 'p50 ms', 'p99 ms', 'server CPU-s per 1,000', 'database CPU-s per 1,000']
  const unsteady = figures.names('unsteady: ')
  const caveat = unsteady.length > 0 ? [`Not steady when they were measured: ${unsteady.join('; ')}.`, ''] : []
  return [...table('Loads', heads, rows), ...caveat]
}

function started(figures) {
  const rows = figures.names('start of ').map((name) => [name, number(figures.median(`start of ${name}`)), number(figures.median(`memory of ${name}`))])
  return table('Start and memory', ['server', 'ms to the first 200', 'MiB under load'], rows)
}

function growths(figures, plan) {
  const rows = readingRoutes(plan.routes).map((route) => {
    const [small, large] = ['small', 'large'].map((size) => number(figures.median(`p99 of ${route}, ${size}`)))
    return [route, small, large, number(grown(figures, route))]
  })
  return table(`Growth to ${plan.times} × the rows`, ['route', 'p99 ms small', 'p99 ms large', 'ratio'], rows)
}

function grown(figures, route) {
  return ratio(figures.of(`p99 of ${route}, large`), figures.of(`p99 of ${route}, small`))
}

function timings(figures, { pairs }) {
  const rows = TIMED.map((kind) => [kind, ...['known', 'unknown', 'difference', 'chance'].map((what) => number(figures.median(`timing of ${kind}, ${what}`)))])
  return table(`What time tells (${pairs} pairs a launch)`, ['what', 'known address, ms', 'unknown, ms', 'apart, ms', 'p'], rows)
}

function write(parts, plan, postgres) {
  const notes = existsSync(NOTES) ? readFileSync(NOTES, 'utf8') : ''
  const text = ['# Results', '', 'Written by `bin/bench`; do not edit. [README.md](README.md) tells how they come about.', '', ...circumstances(plan, postgres), '', ...parts, notes]
  writeFileSync(RESULTS, `${text.join('\n').trimEnd()}\n`)
  console.log(`Written to ${RESULTS}`)
}

function circumstances({ launches, rounds, seconds, withoutJHipster }, postgres) {
  const express = JSON.parse(readFileSync('bench/express/package.json', 'utf8')).dependencies
  const model = /^model name\s*: (.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1] ?? process.arch
  const java = execFileSync(`${process.env.JAVA_HOME}/bin/java`, ['--version'], { encoding: 'utf8' }).split('\n')[0]
  return [
    `- ${new Date().toISOString().slice(0, 10)}; ${launches} launches of ${rounds} rounds of ${seconds} s, medians`,
    `- ${availableParallelism()} × ${model}, ${Math.round(totalmem() / 2 ** 30)} GiB; load, servers and database share them`,
    `- ${java}; Spring Boot ${springBoot('server')}; PostgreSQL ${postgres}; Node ${process.versions.node}`,
    `- Express peer: ${Object.entries(express).map(([name, version]) => `${name} ${version}`).join(', ')}`,
    `- JHipster: ${withoutJHipster ?? 'generator 9.4.0, JWT, PostgreSQL, Ehcache, profile prod'}`
  ]
}

function table(title, heads, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`
  return [`## ${title}`, '', line(heads), line(heads.map(() => '---')), ...rows.map(line), '']
}

function number(value) {
  if (!Number.isFinite(value)) return '–'
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en')
  return String(Number(value.toPrecision(3)))
}
