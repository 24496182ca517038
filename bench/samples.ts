/** @param share 0.5 is the median, 0.95 what 19 of 20 stay within */
export function percentile(samples: readonly number[], share: number): number {
  if (samples.length === 0) throw new Error('there are no samples');
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.min(Math.ceil(share * sorted.length), sorted.length) - 1] as number;
}

export function median(samples: readonly number[]): number {
  return percentile(samples, 0.5);
}

/** Milliseconds that `work` takes. */
export async function timed(work: () => unknown): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

/**
 * Measures ours and the peer in turns, so that whatever else the machine does meanwhile meets both alike.
 *
 * @param rounds samples of each
 */
export async function inTurns<Sample>(
  rounds: number,
  ours: (round: number) => Promise<Sample>,
  peer: (round: number) => Promise<Sample>,
): Promise<{ ours: Sample[]; peer: Sample[] }> {
  const samples: { ours: Sample[]; peer: Sample[] } = { ours: [], peer: [] };
  for (let round = 0; round < rounds; round += 1) {
    samples.ours.push(await ours(round));
    samples.peer.push(await peer(round));
  }
  return samples;
}
