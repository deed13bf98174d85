/** The middle of the values; of an even number the mean of the two in the middle. */
export function median(values) {
  if (values.length === 0) return NaN
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/**
 * How the one relates to the other. Rounds are compared with themselves, since what disturbs a machine disturbs both;
 * without common rounds the medians are.
 */
export function ratio(of, to) {
  if (of.length !== to.length) return median(of) / median(to)
  return median(of.map((value, round) => value / to[round]))
}

/** Whether two slices after each other say the same, within a twentieth; before there are so many, nothing is settled. */
export function settled(rates, least) {
  if (rates.length < least) return false
  const [before, last] = rates.slice(-2)
  return Math.abs(last - before) / Math.max(last, before) < 0.05
}

/**
 * The probability that two samples differ this much by chance: Mann–Whitney's U, two-sided, by the normal approximation
 * with ties corrected, which is good from some twenty values on.
 */
export function mannWhitney(a, b) {
  const all = [...a.map((value) => ({ value, first: true })), ...b.map((value) => ({ value, first: false }))]
  all.sort((x, y) => x.value - y.value)
  let ranksOfFirst = 0
  let ties = 0
  for (let from = 0; from < all.length; ) {
    let to = from
    while (to < all.length && all[to].value === all[from].value) to++
    const rank = (from + 1 + to) / 2
    for (let i = from; i < to; i++) if (all[i].first) ranksOfFirst += rank
    ties += (to - from) ** 3 - (to - from)
    from = to
  }
  const n = all.length
  const u = ranksOfFirst - (a.length * (a.length + 1)) / 2
  const mean = (a.length * b.length) / 2
  const deviation = Math.sqrt(((a.length * b.length) / 12) * (n + 1 - ties / (n * (n - 1))))
  return deviation === 0 ? 1 : 2 * normalTail((Math.abs(u - mean) - 0.5) / deviation)
}

/** The normal distribution's tail beyond z, after Abramowitz and Stegun 26.2.17; wrong by less than 1e-7. */
function normalTail(z) {
  if (z < 0) return 0.5
  const t = 1 / (1 + 0.2316419 * z)
  const factors = [0.31938153, -0.356563782, 1.781477937, -1.821255978, 1.330274429]
  const sum = factors.reduceRight((rest, factor) => t * (factor + rest), 0)
  return (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * sum
}
