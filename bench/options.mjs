const PARTS = ['session', 'key', 'project', 'sign-in', 'sign-up', 'log', 'start', 'growth', 'timing']

const FULL = {
  launches: 3,
  rounds: 2,
  seconds: 5,
  // Answers that broke, and those that a full server refused as it says it would (503): they are counted as no answer.
  tolerated: { broken: 0.01, refused: 0.1 },
  warmSeconds: 2,
  // Code that one compiler has done looks steady until the next one comes.
  warmLeast: 6,
  warmSlices: 15,
  growthRounds: 7,
  growthSeconds: 2,
  times: 1000,
  counted: 20_000,
  pairs: 450,
  discarded: 50
}

const QUICK = {
  launches: 1,
  rounds: 1,
  seconds: 3,
  // Whoever is in a hurry does not do it on a quiet machine.
  tolerated: { broken: 0.9, refused: 0.9 },
  warmSeconds: 1,
  warmLeast: 3,
  warmSlices: 3,
  growthRounds: 1,
  growthSeconds: 1,
  times: 5,
  counted: 2_000,
  pairs: 40,
  discarded: 5
}

/** What to do, from the words on the command line. */
export function options(words) {
  const quick = words.includes('--quick')
  const only = words.find((word) => word.startsWith('only='))?.slice('only='.length).split(',')
  const routes = words.find((word) => word.startsWith('routes='))?.slice('routes='.length) ?? ''
  const strange = [
    ...words.filter((word) => word !== '--quick' && !/^(only|routes)=/.test(word)),
    ...(only ?? []).filter((part) => !PARTS.includes(part))
  ]
  if (strange.length > 0) throw new Error(`Not known: ${strange.join(' ')}. Usage: bin/bench [--quick] [only=${PARTS.join(',')}] [routes=<expression>]`)
  return { ...(quick ? QUICK : FULL), quick, routes, complete: !quick && !only && !routes, wants: (part) => !only || only.includes(part) }
}
