import { median, ratio } from './statistics.mjs'

/** What was measured: under each name a value a round or a launch. */
export class Figures {
  #values = new Map()

  add(name, value) {
    this.#values.set(name, [...(this.#values.get(name) ?? []), value])
  }

  /** All values of a name, none when it was not measured. */
  of(name) {
    return this.#values.get(name) ?? []
  }

  /** The rest of the names that begin so, in the order of measuring. */
  names(beginning) {
    return [...this.#values.keys()].filter((name) => name.startsWith(beginning)).map((name) => name.slice(beginning.length))
  }

  median(name) {
    return median(this.of(name))
  }

  /** The one related to the other, or the one alone, of some the worst; NaN when something was not measured. */
  value({ of, to, worst }) {
    if (worst) return this.of(of).length === 0 ? NaN : Math.max(...this.of(of))
    return to ? ratio(this.of(of), this.of(to)) : this.median(of)
  }
}

/** What a budget says of a figure: met, stretch, floor (missed, but as low as reasoned), missed, or not measured. */
export function verdict(budget, value) {
  if (Number.isNaN(value)) return 'not measured'
  const good = (limit) => limit !== undefined && (budget.atMost === undefined ? value >= limit : value <= limit)
  if (good(budget.stretch)) return 'stretch'
  if (good(budget.atLeast ?? budget.atMost)) return 'met'
  return good(budget.floor?.value) ? 'floor' : 'MISSED'
}
